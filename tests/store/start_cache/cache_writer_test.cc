#include "store/start_cache/cache_writer.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdint>
#include <limits>

#include "tests/store/start_cache/start_cache_fixture.h"

namespace portcullis::testing {
namespace {

namespace fs = std::filesystem;

using StartCacheWriter = StartCacheTest;

TEST_F(StartCacheWriter, MakesAFileThatItsOwnerAloneReads) {
  ASSERT_OK(Write());
  EXPECT_EQ(fs::status(file_.path()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(fs::exists(file_.unfinished_path()));
}

TEST_F(StartCacheWriter, LeavesTheOldOneUntilItHasFinishedAndNothingBehindWithoutThat) {
  ASSERT_OK(Write());
  const std::string before = Bytes();
  {
    const auto writer = Begin();
    ASSERT_OK(writer);
    ASSERT_OK((*writer)->PutLists({ListId{"a"}, ListId{"b"}}));
    ASSERT_OK((*writer)->PutEntries(SomeEntries()));
    EXPECT_TRUE(fs::exists(file_.unfinished_path()));
  }
  EXPECT_FALSE(fs::exists(file_.unfinished_path()));
  EXPECT_EQ(Bytes(), before);
}

TEST_F(StartCacheWriter, CanUseWhatACrashLeftBehind) {
  { std::ofstream(file_.unfinished_path()) << "half of one"; }
  ASSERT_OK(Write());
  EXPECT_OK(ReadCache().status);
}

TEST_F(StartCacheWriter, WritesManyChunks) {
  constexpr int kEntries = 30'000;
  std::vector<EntryFaces> entries;
  for (int i = 1; i <= kEntries; ++i) entries.push_back(MakeFaces(i, {"a"}, 1));
  {
    const auto writer = Begin();
    ASSERT_OK(writer);
    ASSERT_OK((*writer)->PutLists({ListId{"a"}}));
    ASSERT_OK((*writer)->PutEntries(entries));
    ASSERT_OK((*writer)->Finish(ContractModel(), kCachedState, *sealer_));
  }
  const Read read = ReadCache();
  ASSERT_OK(read.status);
  ASSERT_EQ(read.copy.entries.size(), static_cast<std::size_t>(kEntries));
  for (const EntryFaces& faces : entries) {
    ASSERT_EQ(Describe(read.copy.entries.at(faces.id)), Describe(faces));
  }
}

TEST_F(StartCacheWriter, GivesUpWhenSomethingIsErasedMeanwhile) {
  const auto writer = Begin();
  ASSERT_OK(writer);
  ASSERT_OK((*writer)->PutLists({ListId{"a"}, ListId{"b"}}));
  ASSERT_OK(file_.Destroy());
  EXPECT_FALSE(fs::exists(file_.unfinished_path()));
  EXPECT_TRUE(absl::IsAborted((*writer)->PutEntries(SomeEntries())));
  EXPECT_TRUE(absl::IsAborted((*writer)->Finish(ContractModel(), kCachedState, *sealer_)));
  EXPECT_FALSE(fs::exists(file_.path()));
}

TEST_F(StartCacheWriter, DoesNotBeginWithoutRoom) {
  const auto writer =
      CacheWriter::Begin(file_, file_.destroyed(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_THAT(writer.status(),
              FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kStoreUnavailable));
  EXPECT_FALSE(fs::exists(file_.unfinished_path()));
}

/// No file of this process grows beyond some bytes, as if the disk were full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit full{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  void (*const handler_)(int);
  rlimit before_{};
};

TEST_F(StartCacheWriter, LeavesTheOldOneWhenTheDiskIsFull) {
  ASSERT_OK(Write());
  const std::string before = Bytes();
  {
    const FullDisk full(kHeaderBytes + 10);
    const auto writer = Begin();
    ASSERT_OK(writer);
    EXPECT_THAT((*writer)->PutLists({ListId{"a"}, ListId{"b"}}),
                FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kStoreUnavailable));
  }
  EXPECT_FALSE(fs::exists(file_.unfinished_path()));
  EXPECT_EQ(Bytes(), before);
}

}  // namespace
}  // namespace portcullis::testing
