// One pass over 1,600 rows of 128 values in which no row is near: nothing but the kernel at work.
// usage: scan_once PATH REQUESTS
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "matcher/core/cpu_path.h"
#include "matcher/index/scan/scan.h"

namespace portcullis {
namespace {

constexpr std::size_t kDimension = 128;
constexpr std::size_t kRows = 1600;

class NearRowSeen final : public NearRowVisitor {
 public:
  double OnRow(std::size_t) override { std::exit(2); }
};

int ScanOnce(CpuPath path, std::size_t request_count) {
  std::vector<float> rows(kRows * kDimension);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::sin(static_cast<float>(i));
  const CodeBlocks codes = CodeBlocks::Encode(rows, kDimension);
  const std::vector<float> far_away(kDimension, 100);
  NearRowSeen visitor;
  std::vector<ScanRequest> requests(request_count, {far_away, 1, &visitor});
  Scan(codes, {0, kRows}, requests, path);
  return 0;
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  using portcullis::CpuPath;
  if (argc != 3) return 1;
  for (const CpuPath path : {CpuPath::kPortable, CpuPath::kAvx2, CpuPath::kAvx512Vnni}) {
    if (portcullis::CpuPathName(path) != argv[1]) continue;
    return portcullis::ScanOnce(path, static_cast<std::size_t>(std::atoi(argv[2])));
  }
  return 1;
}
