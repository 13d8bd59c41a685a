#include "store/data_folder_lock.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {
namespace {

TEST(DataFolderLock, KeepsASecondOneAwayForAsLongAsItIsHeld) {
  const TemporaryFolder folder;
  const std::filesystem::path data = folder.path() / "made" / "if absent";
  {
    const auto lock = DataFolderLock::Take(data);
    ASSERT_OK(lock);
    EXPECT_THAT(DataFolderLock::Take(data),
                FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kDataDirInUse));
  }
  EXPECT_OK(DataFolderLock::Take(data));
}

TEST(DataFolderLock, IsNotHeldByAFileThatWasLeftBehind) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "lock") << "of a process that was killed";
  EXPECT_OK(DataFolderLock::Take(folder.path()));
}

TEST(DataFolderLock, SaysWhatItCannotUse) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file").put(' ');
  const auto lock = DataFolderLock::Take(folder.path() / "file");
  EXPECT_THAT(lock, FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable));
  EXPECT_THAT(lock, MessageHas((folder.path() / "file").string()));
}

}  // namespace
}  // namespace portcullis::testing
