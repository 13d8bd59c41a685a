#include "eval/image_embedder.h"

#include <atomic>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using testing::FakeFace;
using testing::kFakeModel;
using testing::MakeFakeEncoderParts;
using testing::TemporaryFolder;

class EmbedImagesTest : public ::testing::Test {
 protected:
  EmbeddedImages Embed(const std::vector<std::filesystem::path>& files, int threads = 2) {
    Progress progress(progress_lines_, {.task = "embedding", .unit = "images"});
    const EncoderFactory factory = [this]() -> absl::StatusOr<FaceEncoder> {
      ++encoders_made_;
      return FaceEncoder(MakeFakeEncoderParts(), FaceEncoderOptions{});
    };
    return EmbedImages(files, factory, cache_, threads, progress);
  }

  TemporaryFolder folder_;
  std::optional<EmbeddingCache> cache_;
  std::atomic<int> encoders_made_ = 0;
  std::ostringstream progress_lines_;
};

TEST_F(EmbedImagesTest, GivesResultsInTheOrderOfTheFiles) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < 100; ++i) {
    files.push_back(folder_.Write("face" + std::to_string(i), FakeFace(i, 1)));
  }
  const EmbeddedImages result = Embed(files, 4);
  ASSERT_EQ(result.images.size(), 100);
  for (int i = 0; i < 100; ++i) {
    ASSERT_OK(result.images[static_cast<std::size_t>(i)]);
    EXPECT_EQ(result.images[static_cast<std::size_t>(i)]->embedding->values()[0],
              static_cast<float>(i));
  }
}

TEST_F(EmbedImagesTest, SaysWhyAnImageHasNoEmbedding) {
  const EmbeddedImages result =
      Embed({folder_.Write("a", "no face"), folder_.Write("b", "two faces"),
             folder_.Write("c", "tiny 1 2"), folder_.Write("d", "what is this")});
  EXPECT_EQ(result.images[0]->outcome, "NO_FACE");
  EXPECT_EQ(result.images[1]->outcome, "SEVERAL_FACES");
  EXPECT_EQ(result.images[2]->outcome, "LOW_QUALITY");
  EXPECT_EQ(result.images[3]->outcome, "IMAGE_UNREADABLE");
}

TEST_F(EmbedImagesTest, TellsAMissingFileFromAnUnreadableImage) {
  const EmbeddedImages result = Embed({folder_.path() / "absent", folder_.path()});
  EXPECT_EQ(result.images[0].status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(result.images[1].status().code(), absl::StatusCode::kNotFound);
}

TEST_F(EmbedImagesTest, MakesNoEncoderForImagesInTheCache) {
  cache_ = *EmbeddingCache::Open(folder_.path() / "cache", kFakeModel, "fake");
  const std::vector<std::filesystem::path> files = {folder_.Write("a", FakeFace(1, 2)),
                                                    folder_.Write("b", "no face")};
  EXPECT_EQ(Embed(files).from_cache, 0);
  encoders_made_ = 0;
  const EmbeddedImages again = Embed(files);
  EXPECT_EQ(again.from_cache, 2);
  EXPECT_EQ(encoders_made_, 0);
  EXPECT_EQ(again.images[0]->embedding->values()[1], 2);
  EXPECT_EQ(again.images[1]->outcome, "NO_FACE");
}

TEST_F(EmbedImagesTest, GoesOnWithoutACacheThatCannotBeWritten) {
  cache_ = *EmbeddingCache::Open(folder_.path() / "cache", kFakeModel, "fake");
  std::filesystem::remove_all(folder_.path() / "cache");
  const EmbeddedImages result = Embed({folder_.Write("a", FakeFace(1, 2))});
  EXPECT_OK(result.images[0]);
  EXPECT_EQ(result.cache.code(), absl::StatusCode::kUnavailable);
}

TEST_F(EmbedImagesTest, HasNothingToDoForNoFiles) { EXPECT_TRUE(Embed({}).images.empty()); }

}  // namespace
}  // namespace portcullis
