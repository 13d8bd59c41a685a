#include "eval/embedding_cache.h"

#include <filesystem>
#include <string>
#include <utility>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using testing::TemporaryFolder;

const ModelId kModel{"model", "0123456789abcdef", "alignment-v1"};
const ContentHash kContent = {1, 2, 3};

EmbeddedImage Sample() {
  EmbeddedImage image;
  image.outcome = "EMBEDDED";
  image.embedding = Embedding(kModel, {1, 2, 3});
  return image;
}

std::filesystem::path OnlyFileBelow(const std::filesystem::path& folder) {
  std::filesystem::path found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) found = entry.path();
  }
  return found;
}

TEST(EmbeddingCache, FindsWhatWasPut) {
  const TemporaryFolder folder;
  const auto cache = EmbeddingCache::Open(folder.path(), kModel, "detector");
  ASSERT_OK(cache);
  EXPECT_FALSE(cache->Find(kContent));
  ASSERT_OK(cache->Put(kContent, Sample()));
  const auto found = cache->Find(kContent);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->embedding->values()[2], 3);
  EXPECT_FALSE(cache->Find({9}));
}

TEST(EmbeddingCache, RemembersAcrossRuns) {
  const TemporaryFolder folder;
  ASSERT_OK(EmbeddingCache::Open(folder.path(), kModel, "detector")->Put(kContent, Sample()));
  EXPECT_TRUE(EmbeddingCache::Open(folder.path(), kModel, "detector")->Find(kContent));
}

TEST(EmbeddingCache, SeesNothingOfAnotherConfigurationOrModel) {
  const TemporaryFolder folder;
  ASSERT_OK(EmbeddingCache::Open(folder.path(), kModel, "detector")->Put(kContent, Sample()));
  ModelId other = kModel;
  other.weights_sha256 = "fedcba9876543210";
  EXPECT_FALSE(EmbeddingCache::Open(folder.path(), kModel, "another")->Find(kContent));
  EXPECT_FALSE(EmbeddingCache::Open(folder.path(), other, "detector")->Find(kContent));
}

TEST(EmbeddingCache, FindsNothingInADamagedFile) {
  const TemporaryFolder folder;
  const auto cache = EmbeddingCache::Open(folder.path(), kModel, "detector");
  ASSERT_OK(cache->Put(kContent, Sample()));
  const std::filesystem::path file = OnlyFileBelow(folder.path());
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 5);
  EXPECT_FALSE(cache->Find(kContent));
  ASSERT_OK(cache->Put(kContent, Sample()));
  EXPECT_TRUE(cache->Find(kContent));
}

TEST(EmbeddingCache, IsClosedToOtherUsers) {
  const TemporaryFolder folder;
  ASSERT_OK(EmbeddingCache::Open(folder.path(), kModel, "detector"));
  EXPECT_EQ(std::filesystem::status(folder.path() / "embeddings").permissions(),
            std::filesystem::perms::owner_all);
}

TEST(EmbeddingCache, CannotBeOpenedWhereAFileIsInTheWay) {
  const TemporaryFolder folder;
  const auto file = folder.Write("file", "");
  EXPECT_EQ(EmbeddingCache::Open(file, kModel, "detector").status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(HashContent, IsSha256) {
  const std::string text = "abc";
  const ContentHash hash =
      HashContent({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  EXPECT_EQ(hash[0], 0xba);
  EXPECT_EQ(hash[1], 0x78);
  EXPECT_EQ(hash[31], 0xad);
}

}  // namespace
}  // namespace portcullis
