#include "matcher/index/scan/scan.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/on_each_cpu_path.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Keeps the rows it is shown, and what radius it is told to answer with.
class Recorder final : public NearRowVisitor {
 public:
  explicit Recorder(double squared_radius) : squared_radius_(squared_radius) {}
  double OnRow(std::size_t row) override {
    rows.push_back(row);
    return squared_radius_;
  }
  std::vector<std::size_t> rows;

 private:
  double squared_radius_;
};

class ScanOnPath : public testing::OnEachCpuPath {
 protected:
  static std::vector<std::size_t> NearRows(const CodeBlocks& codes, RowRange range,
                                           const std::vector<float>& probe, double squared_radius) {
    const CodedProbe coded(probe);
    Recorder recorder(squared_radius);
    ScanRequest request{&coded, squared_radius, &recorder};
    Scan(codes, range, {&request, 1}, GetParam());
    return recorder.rows;
  }
};

PORTCULLIS_ON_EACH_CPU_PATH(ScanOnPath);

TEST_P(ScanOnPath, ShowsOnlyRowsThatMayBeNear) {
  std::vector<float> vectors;
  for (int row = 0; row < 100; ++row) {
    vectors.insert(vectors.end(), {static_cast<float>(row), 0, 1});
  }
  const CodeBlocks codes = CodeBlocks::Encode(vectors, 3);
  EXPECT_THAT(NearRows(codes, {0, 100}, {50, 0, 1}, 1.5 * 1.5), ElementsAre(49, 50, 51));
}

TEST_P(ScanOnPath, StaysWithinTheRange) {
  const std::vector<float> vectors(50, 1.0F);
  const CodeBlocks codes = CodeBlocks::Encode(vectors, 1);
  EXPECT_THAT(NearRows(codes, {14, 18}, {1}, 0), ElementsAre(14, 15, 16, 17));
  EXPECT_THAT(NearRows(codes, {3, 5}, {1}, kInfinity), ElementsAre(3, 4));
  EXPECT_THAT(NearRows(codes, {48, 50}, {1}, 0), ElementsAre(48, 49));
  EXPECT_THAT(NearRows(codes, {20, 20}, {1}, kInfinity), IsEmpty());
}

}  // namespace
}  // namespace portcullis
