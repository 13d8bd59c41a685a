// Tests that run on every instruction set that the machine has.
#pragma once

#include <string>

#include "gtest/gtest.h"
#include "matcher/core/cpu_path.h"

namespace portcullis::testing {

/// Skipped, with the reason, on a machine without the path.
class OnEachCpuPath : public ::testing::TestWithParam<CpuPath> {
 protected:
  void SetUp() override {
    if (GetParam() > BestCpuPath()) {
      GTEST_SKIP() << "this machine has no " << CpuPathName(GetParam());
    }
  }
};

inline std::string NameOfCpuPath(const ::testing::TestParamInfo<CpuPath>& info) {
  return std::string(CpuPathName(info.param));
}

}  // namespace portcullis::testing

#define PORTCULLIS_ON_EACH_CPU_PATH(suite)                                              \
  INSTANTIATE_TEST_SUITE_P(                                                             \
      Path, suite,                                                                      \
      ::testing::Values(::portcullis::CpuPath::kPortable, ::portcullis::CpuPath::kAvx2, \
                        ::portcullis::CpuPath::kAvx512Vnni),                            \
      ::portcullis::testing::NameOfCpuPath)
