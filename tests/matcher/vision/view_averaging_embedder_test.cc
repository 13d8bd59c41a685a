#include "matcher/vision/view_averaging_embedder.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;

/// Gives the red of the two pixels of a view; fails on a view of another width.
class TwoPixelEmbedder : public FaceEmbedder {
 public:
  absl::StatusOr<Embedding> Embed(const FaceChip& chip) override {
    if (chip.image.width() != 2) return absl::InvalidArgumentError("not two pixels wide");
    const auto pixels = chip.image.pixels();
    return Embedding(model_for(chip.alignment),
                     {static_cast<float>(pixels[0]), static_cast<float>(pixels[3])});
  }
  ModelId model_for(const std::string& alignment) const override {
    return {"two-pixels", "00", alignment};
  }
};

Image View(std::uint8_t left, std::uint8_t right) { return Image(2, 1, {left, 0, 0, right, 0, 0}); }

std::unique_ptr<FaceEmbedder> Averaging(bool unit_length) {
  return MakeViewAveragingEmbedder(std::make_unique<TwoPixelEmbedder>(), unit_length);
}

TEST(ViewAveragingEmbedder, GivesTheMeanOverAllViews) {
  const auto embedding = Averaging(false)->Embed({View(10, 30), {View(40, 0), View(40, 60)}, "v1"});
  ASSERT_OK(embedding);
  EXPECT_THAT(embedding->values(), ElementsAre(FloatEq(30), FloatEq(30)));
}

TEST(ViewAveragingEmbedder, GivesWhatTheNetworkGivesWhereThereIsOneView) {
  const auto embedding = Averaging(false)->Embed({View(10, 30), {}, "v1"});
  ASSERT_OK(embedding);
  EXPECT_THAT(embedding->values(), ElementsAre(10, 30));
}

TEST(ViewAveragingEmbedder, KeepsUnitLengthWhereTheNetworkHasIt) {
  const auto embedding = Averaging(true)->Embed({View(10, 30), {View(50, 50)}, "v1"});
  ASSERT_OK(embedding);
  EXPECT_THAT(embedding->values(), ElementsAre(FloatEq(0.6F), FloatEq(0.8F)));
}

TEST(ViewAveragingEmbedder, NamesTheAlignmentOfTheChip) {
  const auto embedding = Averaging(false)->Embed({View(1, 2), {}, "v1"});
  ASSERT_OK(embedding);
  EXPECT_EQ(embedding->model(), (ModelId{"two-pixels", "00", "v1"}));
  EXPECT_EQ(Averaging(false)->model_for("v1"), embedding->model());
}

TEST(ViewAveragingEmbedder, PassesOnWhyTheNetworkRefusedAView) {
  const Image wide(3, 1, std::vector<std::uint8_t>(9));
  EXPECT_EQ(Averaging(false)->Embed({View(1, 2), {wide}, "v1"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ViewAveragingEmbedder, RefusesViewsThatSayNothing) {
  EXPECT_EQ(Averaging(true)->Embed({View(0, 0), {View(0, 0)}, "v1"}).status().code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace portcullis
