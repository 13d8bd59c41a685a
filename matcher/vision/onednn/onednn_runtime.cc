#include "matcher/vision/onednn/onednn_runtime.h"

#include <omp.h>

#include <oneapi/dnnl/dnnl.hpp>
#include <utility>

#include "fmt/format.h"

namespace portcullis {
namespace {

dnnl::cpu_isa MostOf(CpuPath path) {
  switch (path) {
    case CpuPath::kPortable: return dnnl::cpu_isa::sse41;
    case CpuPath::kAvx2: return dnnl::cpu_isa::avx2;
    case CpuPath::kAvx512Vnni: return dnnl::cpu_isa::all;
  }
  return dnnl::cpu_isa::all;
}

/// The first choice, and whether oneDNN took it: it does so only before its first use.
const std::pair<CpuPath, bool>& FirstChoice(CpuPath path) {
  static const std::pair<CpuPath, bool> choice = {
      path, dnnl::set_max_cpu_isa(MostOf(path)) == dnnl::status::success};
  return choice;
}

}  // namespace

absl::Status ChooseOnednnPath(CpuPath path) {
  const auto& [chosen, was_taken] = FirstChoice(path);
  if (!was_taken) {
    return absl::FailedPreconditionError("oneDNN was used before its instructions were chosen");
  }
  if (chosen != path) {
    return absl::FailedPreconditionError(fmt::format("oneDNN runs on {} already, not on {}",
                                                     CpuPathName(chosen), CpuPathName(path)));
  }
  return absl::OkStatus();
}

int ChannelBlock(CpuPath path) { return path == CpuPath::kAvx512Vnni ? 16 : 8; }

void KeepOnednnOnThisThread() { omp_set_num_threads(1); }

std::string OnednnVersion() {
  const dnnl_version_t* version = dnnl::version();
  return fmt::format("oneDNN {}.{}.{}", version->major, version->minor, version->patch);
}

}  // namespace portcullis
