// Which instruction set the hot kernels run on.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

namespace portcullis {

/// In ascending order: each path may use what those before it may. All give the same results.
enum class CpuPath {
  kPortable,    // what every x86-64 has
  kAvx2,        // AVX2 and FMA
  kAvx512Vnni,  // AVX-512 F, BW, DQ, VL and VNNI
};

/// "portable", "avx2", "avx512vnni".
std::string_view CpuPathName(CpuPath path);

/// The highest that this machine has.
CpuPath BestCpuPath();

/// The one to use: that of the environment variable PORTCULLIS_CPU, else the best. INVALID_ARGUMENT
/// if the variable names none, FAILED_PRECONDITION if it names one that this machine does not have.
/// Looks at the environment at each call: ask once, where things are put together.
absl::StatusOr<CpuPath> ChosenCpuPath();

}  // namespace portcullis
