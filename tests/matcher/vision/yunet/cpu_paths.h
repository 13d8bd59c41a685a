// Every instruction set that this machine has, so that a test runs under each.
#pragma once

#include <vector>

#include "matcher/core/cpu_path.h"

namespace portcullis::testing {

inline std::vector<CpuPath> CpuPathsHere() {
  std::vector<CpuPath> paths;
  for (const CpuPath path : {CpuPath::kPortable, CpuPath::kAvx2, CpuPath::kAvx512Vnni}) {
    if (path <= BestCpuPath()) paths.push_back(path);
  }
  return paths;
}

}  // namespace portcullis::testing
