#include "matcher/core/cpu_path.h"

#include <array>
#include <cstdlib>
#include <string>

#include "fmt/format.h"

namespace portcullis {
namespace {

constexpr std::array<CpuPath, 3> kPaths = {CpuPath::kPortable, CpuPath::kAvx2,
                                           CpuPath::kAvx512Vnni};
constexpr const char* kVariable = "PORTCULLIS_CPU";

bool Has(CpuPath path) {
  switch (path) {
    case CpuPath::kPortable: return true;
#if defined(__x86_64__)
    case CpuPath::kAvx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case CpuPath::kAvx512Vnni:
      return Has(CpuPath::kAvx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
#else
    case CpuPath::kAvx2:
    case CpuPath::kAvx512Vnni: return false;
#endif
  }
  return false;
}

}  // namespace

std::string_view CpuPathName(CpuPath path) {
  switch (path) {
    case CpuPath::kPortable: return "portable";
    case CpuPath::kAvx2: return "avx2";
    case CpuPath::kAvx512Vnni: return "avx512vnni";
  }
  return "";
}

CpuPath BestCpuPath() {
  CpuPath best = CpuPath::kPortable;
  for (const CpuPath path : kPaths) {
    if (Has(path)) best = path;
  }
  return best;
}

absl::StatusOr<CpuPath> ChosenCpuPath() {
  const char* wanted = std::getenv(kVariable);
  if (wanted == nullptr || *wanted == '\0') return BestCpuPath();
  for (const CpuPath path : kPaths) {
    if (CpuPathName(path) != wanted) continue;
    if (Has(path)) return path;
    return absl::FailedPreconditionError(
        fmt::format("{} is \"{}\", which this machine does not have", kVariable, wanted));
  }
  return absl::InvalidArgumentError(fmt::format(
      "{} is \"{}\", must be portable, avx2 or avx512vnni, or not set", kVariable, wanted));
}

}  // namespace portcullis
