#include "matcher/core/cpu_path.h"

#include <cstdlib>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

/// Sets the variable until the end of the test.
class CpuVariable {
 public:
  explicit CpuVariable(const char* value) { setenv("PORTCULLIS_CPU", value, /*overwrite=*/1); }
  ~CpuVariable() { unsetenv("PORTCULLIS_CPU"); }
  CpuVariable(const CpuVariable&) = delete;
  CpuVariable& operator=(const CpuVariable&) = delete;
};

TEST(CpuPath, IsTheBestWhereNothingIsWanted) {
  const CpuVariable nothing("");
  ASSERT_OK(ChosenCpuPath());
  EXPECT_EQ(*ChosenCpuPath(), BestCpuPath());
}

TEST(CpuPath, IsTheOneThatTheEnvironmentWants) {
  const CpuVariable portable("portable");
  ASSERT_OK(ChosenCpuPath());
  EXPECT_EQ(*ChosenCpuPath(), CpuPath::kPortable);
}

TEST(CpuPath, MisspeltIsRefusedByName) {
  const CpuVariable misspelt("avx1024");
  EXPECT_EQ(ChosenCpuPath().status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ChosenCpuPath(), testing::MessageHas("avx1024"));
}

TEST(CpuPath, ThatTheMachineLacksIsRefused) {
  if (BestCpuPath() == CpuPath::kAvx512Vnni) GTEST_SKIP() << "this machine has every path";
  const CpuVariable best("avx512vnni");
  EXPECT_EQ(ChosenCpuPath().status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace portcullis
