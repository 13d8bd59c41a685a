#include "store/start_cache/cache_file.h"

#include "tests/store/start_cache/start_cache_fixture.h"

namespace portcullis::testing {
namespace {

namespace fs = std::filesystem;

using StartCacheFileTest = StartCacheTest;

TEST_F(StartCacheFileTest, DestroysWhatIsThereAndNothing) {
  EXPECT_OK(file_.Destroy());
  ASSERT_OK(Write());
  EXPECT_OK(file_.Destroy());
  EXPECT_FALSE(fs::exists(file_.path()));
  EXPECT_EQ(file_.destroyed(), 2U);
}

TEST_F(StartCacheFileTest, OverwritesTheKeyOfWhatItDestroys) {
  ASSERT_OK(Write());
  // Whoever still has the file open, or digs out its blocks, sees this.
  fs::create_hard_link(file_.path(), folder_.path() / "dug out");
  ASSERT_OK(file_.Destroy());
  fs::rename(folder_.path() / "dug out", file_.path());
  EXPECT_EQ(Bytes().substr(0, kHeaderBytes), std::string(kHeaderBytes, '\0'));
  EXPECT_EQ(ReadCache().status.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(StartCacheFileTest, OverwritesTheKeyOfWhatIsReplaced) {
  ASSERT_OK(Write());
  fs::create_hard_link(file_.path(), folder_.path() / "dug out");
  ASSERT_OK(Write());
  EXPECT_OK(ReadCache().status);
  fs::rename(folder_.path() / "dug out", file_.path());
  EXPECT_EQ(ReadCache().status.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(StartCacheFileTest, SaysThatItCouldNotDestroy) {
  fs::create_directory(file_.path());
  EXPECT_FALSE(file_.Destroy().ok());
}

}  // namespace
}  // namespace portcullis::testing
