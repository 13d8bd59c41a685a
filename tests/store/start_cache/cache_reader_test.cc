#include "store/start_cache/cache_reader.h"

#include "tests/store/start_cache/start_cache_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;

class StartCacheReader : public StartCacheTest {
 protected:
  StartCacheReader() { EXPECT_OK(Write()); }

  /// Either it is whole or it is told that it is not.
  void ExpectRefused(const std::string& bytes, const std::string& what) {
    SetBytes(bytes);
    const Read read = ReadCache();
    EXPECT_FALSE(read.gave_all) << what;
    EXPECT_EQ(read.status.code(), absl::StatusCode::kFailedPrecondition) << what << read.status;
  }
};

TEST_F(StartCacheReader, GivesWhatWasWritten) {
  const Read read = ReadCache();
  EXPECT_OK(read.status);
  EXPECT_THAT(read.copy.lists, ElementsAre(ListId{"a"}, ListId{"b"}));
  ASSERT_EQ(read.copy.entries.size(), 3U);
  for (const EntryFaces& faces : SomeEntries()) {
    EXPECT_EQ(Describe(read.copy.entries.at(faces.id)), Describe(faces));
  }
}

TEST_F(StartCacheReader, RefusesAFileWithAnyByteAltered) {
  const std::string bytes = Bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string altered = bytes;
    altered[i] = static_cast<char>(altered[i] ^ (1 << i % 8));
    ExpectRefused(altered, fmt::format("byte {} of {}", i, bytes.size()));
  }
}

TEST_F(StartCacheReader, RefusesAFileThatIsCutOrHasMore) {
  const std::string bytes = Bytes();
  for (std::size_t size = 0; size < bytes.size(); size += size < kHeaderBytes ? 97 : 1) {
    ExpectRefused(bytes.substr(0, size), fmt::format("{} of {} bytes", size, bytes.size()));
  }
  ExpectRefused(bytes + '\0', "a byte more");
  ExpectRefused(bytes + bytes.substr(kHeaderBytes), "the chunks twice");
}

TEST_F(StartCacheReader, RefusesChunksInAnotherOrder) {
  const std::string bytes = Bytes();
  const auto reader = CacheReader::Open(file_.path(), ContractModel(), *sealer_);
  ASSERT_OK(reader);
  const std::size_t first = 4 + static_cast<unsigned char>(bytes[kHeaderBytes]);
  const std::string chunks = bytes.substr(kHeaderBytes);
  ExpectRefused(bytes.substr(0, kHeaderBytes) + chunks.substr(first) + chunks.substr(0, first),
                "the second chunk first");
}

TEST_F(StartCacheReader, RefusesChunksOfAnotherFile) {
  const std::string before = Bytes();
  ASSERT_OK(Write());
  const std::string after = Bytes();
  ASSERT_EQ(before.size(), after.size());
  ExpectRefused(before.substr(0, kHeaderBytes) + after.substr(kHeaderBytes), "chunks of the next");
}

TEST_F(StartCacheReader, RefusesAnotherKeyAndAnotherModel) {
  ModelId other = ContractModel();
  other.weights_sha256 += "0";
  EXPECT_EQ(ReadCache(other).status.code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_OK(CreateKeyFile(folder_.path() / "other key"));
  sealer_ = *Sealer::FromKeyFile(folder_.path() / "other key");
  EXPECT_EQ(ReadCache().status.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(StartCacheReader, SaysWhenThereIsNone) {
  std::filesystem::remove(file_.path());
  EXPECT_EQ(ReadCache().status.code(), absl::StatusCode::kNotFound);
}

TEST_F(StartCacheReader, PassesTheErrorOfTheSinkOn) {
  struct Refuser final : public GallerySink {
    absl::Status PutLists(std::vector<ListId> /*lists*/) override { return absl::OkStatus(); }
    absl::Status PutEntries(std::vector<EntryFaces> /*entries*/) override {
      return absl::CancelledError("no entries");
    }
    absl::Status StartOver() override { return absl::OkStatus(); }
  } refuser;
  const auto reader = CacheReader::Open(file_.path(), ContractModel(), *sealer_);
  ASSERT_OK(reader);
  EXPECT_EQ((*reader)->GiveTo(refuser).status(), absl::CancelledError("no entries"));
}

TEST_F(StartCacheReader, FindsNothingInPlainInTheFile) {
  const std::string bytes = Bytes();
  const float values[] = {1.0F, 0.0F, -0.5F};  // of entry 1
  const std::string plain(reinterpret_cast<const char*>(values), sizeof(values));
  EXPECT_EQ(bytes.find(plain), std::string::npos);
}

}  // namespace
}  // namespace portcullis::testing
