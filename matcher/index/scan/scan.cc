// Why no row within the radius is ever left out.
//
// Rows x and the probe q are moved by the centre m of the codes, which changes no distance. A row
// is left out only by its codes. With a = s c what they stand for, b = t d what the probe's codes
// stand for, E >= |x - m - a| the error of the block and F >= |q - m - b| that of the probe, the
// triangle inequality gives
//     |a - b| <= |a - (x - m)| + |x - q| + |(q - m) - b| <= E + |x - q| + F.
// So a row with |x - q| <= r has |a - b|^2 <= (r + E + F)^2. That is, as <a, b> = s t <c, d> and
// |a - b|^2 = |a|^2 - 2 <a, b> + |b|^2,
//     |a|^2 - 2 s t <c, d>  <=  (r + E + F)^2 - |b|^2.                                      (1)
// The kernels leave out what does not satisfy (1). <c, d> is exact: a sum of integers that stays
// below 2^31 in every order, also with the unsigned codes c + 128 and the bias that undoes the 128,
// as 255 * 127 * kMaxDimension < 2^31. The rest is computed in floats. What they round must not
// make the left side larger or the right side smaller than it is by (1); so it is given slack
// beforehand.
//
// Let u = 2^-24, the relative error of one float operation (conversion of an integer included), and
// A = |a|, B = |b|. kSlack is 16 u; beside it the rounding of the doubles that make n, m, E' and
// reach below, less than 2^-36 for sums of kMaxDimension squares, is nothing.
// - Left. The kernel has n <= A^2 (1 - 16 u) for A^2, g = 2 s t (1 + e1) and the float of <c, d> =
//   <c, d> (1 + e2), |e1|, |e2| <= u. g <c, d> is, with a third rounding where there is no fused
//   operation, wrong by at most 3.1 u |2 <a, b>| <= 3.1 u (A^2 + B^2); the subtraction rounds at
//   most u (A^2 + 1.1 (A^2 + B^2)). Together less than 6 u A^2 + 5 u B^2. The first is less than
//   the 16 u A^2 that n was lowered by, so the left side is too large by at most 5 u B^2.
// - Right. The kernel has w = reach + E', rounded once, where reach >= (r + F)(1 + 16 u) and E' >=
//   E (1 + 16 u), so w >= (r + E + F)(1 + 15 u) and w^2 >= (r + E + F)^2 (1 + 29 u) =: W (1 + 29
//   u); and m <= B^2 (1 - 16 u) for B^2. w^2 - m rounds at most twice: at most 2.1 u (w^2 + B^2).
//   So the right side is too large by at least 26 u W + (16 - 2.1) u B^2, more than 5 u B^2.
// Where floats lose more than a relative u, below 2^-126: s and t are 0 or at least 1e-15 / 127, so
// squares and products of s, t, codes are 0 or above 2^-115; what is lost of a difference or of w^2
// is at most 2^-149 and less than u A^2 or u B^2 unless a = b = 0. Then the left side is 0 and the
// right side is not negative, and (1) holds. Nothing overflows but W: values up to 2^51 in 65536
// dimensions have squares up to 2^118, and an infinite right side leaves nothing out; neither does
// one that is not a number, as the kernels ask whether the left side is not greater.
#include "matcher/index/scan/scan.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "matcher/index/scan/coded_probe.h"
#include "matcher/index/scan/kernel.h"
#include "matcher/index/scan/quantise.h"

namespace portcullis {
namespace {

static_assert(sizeof(CodeBlocks::Bound) == 2 * sizeof(float));

constexpr std::size_t kBlocksPerChunk = 8;  // of 128 dimensions: half of a first-level cache

/// What runs on one instruction set.
struct Kernel {
  scan::FirstNear first_near;
  std::size_t code_bytes;  // of a code of a probe
};

Kernel KernelOf(CpuPath path) {
  switch (path) {
    case CpuPath::kPortable: break;
#if defined(__x86_64__)
    case CpuPath::kAvx2: return {&scan::FirstNearAvx2, sizeof(std::int16_t)};
    case CpuPath::kAvx512Vnni: return {&scan::FirstNearAvx512Vnni, sizeof(std::int8_t)};
#else
    case CpuPath::kAvx2:
    case CpuPath::kAvx512Vnni: break;
#endif
  }
  return {&scan::FirstNearPortable, sizeof(std::int16_t)};
}

/// Requests that go over the blocks together.
class RequestPanel {
 public:
  RequestPanel(std::span<ScanRequest> requests, const CodeBlocks& codes, const Kernel& kernel)
      : requests_(requests), first_near_(kernel.first_near) {
    panel_.width = std::bit_ceil(requests.size());
    codes_.resize(codes.groups() * panel_.width * kGroup * kernel.code_bytes);
    panel_.codes = codes_.data();  // stays valid when this is moved
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const CodedProbe probe(requests[i].probe, codes.centre());
      if (kernel.code_bytes == sizeof(std::int8_t)) {
        PlaceCodes<std::int8_t>(probe, i);
      } else {
        PlaceCodes<std::int16_t>(probe, i);
      }
      panel_.bias[i] = -128 * probe.sum;
      panel_.twice_scale[i] = 2 * probe.scale;
      errors_[i] = probe.error;
      squared_lengths_[i] = probe.squared_length;
      SetRadius(i, requests[i].squared_radius);
    }
    for (std::size_t i = requests.size(); i < panel_.width; ++i) WantNothing(i);
  }
  RequestPanel(RequestPanel&&) = default;
  RequestPanel& operator=(RequestPanel&&) = default;

  /// Visits near rows of blocks [begin, end) that lie within `rows`.
  void Scan(const scan::Blocks& blocks, std::size_t begin, std::size_t end, RowRange rows) {
    std::uint16_t near[scan::kPanelWidth];
    for (std::size_t block = begin; block < end; ++block) {
      block = first_near_(blocks, panel_, block, end, near);
      if (block == end) return;
      const std::size_t first = block * CodeBlocks::kRowsPerBlock;
      for (std::size_t i = 0; i < requests_.size(); ++i) {
        for (unsigned left = near[i]; left != 0; left &= left - 1) {
          const std::size_t row = first + static_cast<std::size_t>(std::countr_zero(left));
          if (row >= rows.begin && row < rows.end) Visit(i, row);
        }
      }
    }
  }

 private:
  static constexpr std::size_t kGroup = CodeBlocks::kDimensionsPerGroup;

  template <typename Code>
  void PlaceCodes(const CodedProbe& probe, std::size_t position) {
    for (std::size_t i = 0; i < probe.codes.size(); ++i) {
      const auto code = static_cast<Code>(probe.codes[i]);
      const std::size_t at = (i / kGroup * panel_.width + position) * kGroup + i % kGroup;
      std::memcpy(codes_.data() + at * sizeof(Code), &code, sizeof(Code));
    }
  }

  void Visit(std::size_t position, std::size_t row) {
    ScanRequest& request = requests_[position];
    if (request.squared_radius < 0) return;
    const double squared_radius = request.visitor->OnRow(row);
    if (squared_radius != request.squared_radius) SetRadius(position, squared_radius);
  }

  void SetRadius(std::size_t position, double squared_radius) {
    requests_[position].squared_radius = squared_radius;
    if (squared_radius < 0) {
      WantNothing(position);
      return;
    }
    // A radius that is not a number leaves nothing out.
    panel_.reach[position] = RoundedUp(std::sqrt(squared_radius) + errors_[position]);
    panel_.squared_length[position] = squared_lengths_[position];
  }

  void WantNothing(std::size_t position) {
    panel_.reach[position] = 0;
    panel_.squared_length[position] = std::numeric_limits<float>::infinity();
  }

  std::span<ScanRequest> requests_;
  scan::FirstNear first_near_;
  std::vector<std::uint8_t> codes_;
  double errors_[scan::kPanelWidth] = {};          // of the probes
  float squared_lengths_[scan::kPanelWidth] = {};  // of what their codes stand for
  scan::Panel panel_{};
};

}  // namespace

void Scan(const CodeBlocks& codes, RowRange rows, std::span<ScanRequest> requests, CpuPath path) {
  Scan(codes, std::span<const RowRange>(&rows, 1), requests, path);
}

void Scan(const CodeBlocks& codes, std::span<const RowRange> rows, std::span<ScanRequest> requests,
          CpuPath path) {
  if (codes.rows() == 0) return;
  std::vector<RequestPanel> panels;
  for (std::size_t i = 0; i < requests.size(); i += scan::kPanelWidth) {
    panels.emplace_back(requests.subspan(i, std::min(scan::kPanelWidth, requests.size() - i)),
                        codes, KernelOf(path));
  }
  const scan::Blocks blocks = {.bytes = codes.data(),
                               .block_bytes = codes.block_bytes(),
                               .groups = codes.groups(),
                               .bounds = &codes.bounds().data()->scale};
  for (const RowRange range : rows) {
    if (range.begin >= range.end) continue;
    const std::size_t end = (range.end - 1) / CodeBlocks::kRowsPerBlock + 1;
    const std::size_t chunk = panels.size() == 1 ? end : kBlocksPerChunk;
    for (std::size_t block = range.begin / CodeBlocks::kRowsPerBlock; block < end;) {
      const std::size_t chunk_end = std::min(block + chunk, end);
      for (RequestPanel& panel : panels) panel.Scan(blocks, block, chunk_end, range);
      block = chunk_end;
    }
  }
}

}  // namespace portcullis
