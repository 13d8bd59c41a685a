// dlib's networks on oneDNN against dlib's own forward pass.
#include "matcher/vision/onednn_embedder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "bench/random_resnet.h"
#include "matcher/core/cpu_path.h"
#include "matcher/vision/chip_frame.h"
#include "matcher/vision/dlib_embedders.h"
#include "matcher/vision/model_file.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/relative_difference.h"

namespace portcullis {
namespace {

using testing::RelativeDifference;

/// Of embeddings, as |a - b| / |b|: what calibrations and thresholds do not notice.
constexpr double kTolerance = 1e-4;

/// Soft blobs and noise: neither flat nor only noise.
Image Picture(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> pixels;
  const int phase = static_cast<int>(random() % 100);
  for (int y = 0; y < kChipSidePx; ++y) {
    for (int x = 0; x < kChipSidePx; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int wave = (x * (c + 1) + phase) % 90 + (y * 2 + phase * c) % 110;
        pixels.push_back(static_cast<std::uint8_t>(wave + static_cast<int>(random() % 40)));
      }
    }
  }
  return Image(kChipSidePx, kChipSidePx, std::move(pixels));
}

FaceChip Chip(std::size_t views) {
  FaceChip chip{Picture(1), {}, "pictures-v1"};
  for (unsigned view = 2; view <= views; ++view) chip.further_views.push_back(Picture(view));
  return chip;
}

class OnednnEmbedderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto path = ChosenCpuPath();
    if (!path.ok()) GTEST_SKIP() << path.status().message();
    path_ = *path;
  }

  std::unique_ptr<FaceEmbedder> OnOnednn(const ModelInfo& model,
                                         const absl::StatusOr<LayerGraph>& graph) {
    EXPECT_OK(graph);
    network_ = *Network::Create(*graph, path_);
    auto embedder = MakeOnednnEmbedder(model, network_, kChipSidePx);
    EXPECT_OK(embedder);
    return *std::move(embedder);
  }

  void ExpectEmbedsAsTheOracle(FaceEmbedder& embedder, FaceEmbedder& oracle) {
    for (const std::size_t views : {1U, 2U, 3U, 4U, 7U}) {
      const FaceChip chip = Chip(views);
      const auto found = embedder.EmbedViews(chip);
      const auto wanted = oracle.EmbedViews(chip);
      ASSERT_OK(found);
      ASSERT_OK(wanted);
      ASSERT_EQ(found->size(), views);
      ASSERT_EQ(wanted->size(), views);
      for (std::size_t i = 0; i < views; ++i) {
        EXPECT_LT(RelativeDifference((*found)[i], (*wanted)[i]), kTolerance) << views << ", " << i;
        EXPECT_EQ((*found)[i].model(), (*wanted)[i].model());
      }
    }
  }

  /// "ref" and "gemm" are many times slower than code made for the layer.
  void ExpectOnlyCodeMadeForTheLayers() {
    for (const int batch : {1, 2, 4}) {
      const auto compiled = network_->Compile(batch);
      ASSERT_OK(compiled);
      for (const std::string& name : (*compiled)->Implementations()) {
        EXPECT_TRUE(name.starts_with("jit") || name == "own" || name.starts_with("simple"))
            << name << " in a batch of " << batch;
      }
    }
  }

  CpuPath path_ = CpuPath::kPortable;
  std::shared_ptr<const Network> network_;
};

TEST_F(OnednnEmbedderTest, EmbedsWithTheResNetAsDlibDoes) {
  const RandomResNet random = MakeRandomResNet(Picture(1));
  ModelInfo model;
  model.id = "dlib-resnet-v1";
  const auto embedder = OnOnednn(model, ReadDlibResNet(model, random.file));
  const auto oracle = MakeDlibResNetEmbedder(model, random.file);
  ASSERT_OK(oracle);
  ExpectEmbedsAsTheOracle(*embedder, **oracle);
  ExpectOnlyCodeMadeForTheLayers();
}

TEST_F(OnednnEmbedderTest, EmbedsWithTheDenseNetAsDlibDoes) {
  const auto catalogue = ReadModelCatalogue(PORTCULLIS_SOURCE_DIR "/models");
  ASSERT_OK(catalogue);
  const auto model = std::find_if(catalogue->begin(), catalogue->end(), [](const ModelInfo& one) {
    return one.id == "dlib-densenet-v1";
  });
  ASSERT_NE(model, catalogue->end());
  if (!model->present) GTEST_SKIP() << model->file << " is absent; run models/fetch";
  const auto weights = ReadModelFile(*model);
  ASSERT_OK(weights);
  const auto embedder = OnOnednn(*model, ReadDlibDenseNet(*model, *weights));
  const auto oracle = MakeDlibDenseNetEmbedder(*model, *weights);
  ASSERT_OK(oracle);
  ExpectEmbedsAsTheOracle(*embedder, **oracle);
  ExpectOnlyCodeMadeForTheLayers();
}

TEST_F(OnednnEmbedderTest, RefusesViewsOfAnotherSize) {
  const RandomResNet random = MakeRandomResNet(Picture(1));
  ModelInfo model;
  model.id = "dlib-resnet-v1";
  const auto embedder = OnOnednn(model, ReadDlibResNet(model, random.file));
  FaceChip chip = Chip(2);
  chip.further_views.emplace_back(149, 150, std::vector<std::uint8_t>(std::size_t{3} * 149 * 150));
  EXPECT_EQ(embedder->EmbedViews(chip).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace portcullis
