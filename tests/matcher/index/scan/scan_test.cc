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
    Recorder recorder(squared_radius);
    ScanRequest request{probe, squared_radius, &recorder};
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

/// A row among others at the origin, which is then their centre. With 127 for its first value the
/// scale is 1, and 0.5 becomes the code 0.
CodeBlocks CodesOf(float first, float second) {
  return CodeBlocks::Encode(std::vector<float>{first, second, 0, 0, 0, 0}, 2);
}

/// On a line, the errors of codes add up to their full length.
TEST_P(ScanOnPath, TakesTheErrorsOfRowsAndProbesInFull) {
  const CodeBlocks exact = CodesOf(127, 1);
  EXPECT_THAT(NearRows(exact, {0, 3}, {127, 0.5F}, 0.25), ElementsAre(0));
  EXPECT_THAT(NearRows(exact, {0, 3}, {127, 0.5F}, 0.2), IsEmpty());
  EXPECT_THAT(NearRows(exact, {0, 3}, {127, 2}, 1), ElementsAre(0));
  EXPECT_THAT(NearRows(exact, {0, 3}, {127, 2}, 0.9), IsEmpty());
  const CodeBlocks rounded = CodesOf(127, 0.5F);
  EXPECT_THAT(NearRows(rounded, {0, 3}, {127, 1}, 0.25), ElementsAre(0));
  EXPECT_THAT(NearRows(rounded, {0, 3}, {127, 1}, 0.2), IsEmpty());
}

TEST_P(ScanOnPath, ServesEachRequestByItsOwnRadius) {
  std::vector<float> vectors;
  for (int row = 0; row < 200; ++row) vectors.push_back(static_cast<float>(row));
  const CodeBlocks codes = CodeBlocks::Encode(vectors, 1);
  const std::vector<float> probe = {100};
  std::vector<Recorder> recorders;
  std::vector<ScanRequest> requests;
  constexpr std::size_t kRequests = 11;  // more than go over the codes together
  recorders.reserve(kRequests);
  for (std::size_t i = 0; i < kRequests; ++i) {
    // Each second wants no more than one row.
    const auto radius = static_cast<double>(10 * i);
    recorders.emplace_back(i % 2 == 0 ? radius * radius : -1);
    requests.push_back({probe, radius * radius, &recorders.back()});
  }
  Scan(codes, {0, 200}, requests, GetParam());
  for (std::size_t i = 0; i < kRequests; ++i) {
    SCOPED_TRACE(i);
    if (i % 2 != 0) {
      EXPECT_EQ(recorders[i].rows.size(), 1U);
      EXPECT_EQ(requests[i].squared_radius, -1);
      continue;
    }
    // The errors of codes of values up to 200 are below 1.
    EXPECT_GE(recorders[i].rows.size(), std::min<std::size_t>(20 * i + 1, 200));
    EXPECT_LE(recorders[i].rows.size(), std::min<std::size_t>(20 * i + 5, 200));
  }
}

TEST_P(ScanOnPath, ShowsEveryRowForARadiusThatIsNoNumber) {
  const CodeBlocks codes = CodeBlocks::Encode(std::vector<float>{1, 1000}, 1);
  EXPECT_THAT(NearRows(codes, {0, 2}, {1}, std::nan("")), ElementsAre(0, 1));
}

TEST_P(ScanOnPath, ShowsNoRowForANegativeRadius) {
  const CodeBlocks codes = CodeBlocks::Encode(std::vector<float>{1, 1000}, 1);
  EXPECT_THAT(NearRows(codes, {0, 2}, {1}, -1), IsEmpty());
}

/// The sums of products then come as near to the largest integer as they can.
TEST_P(ScanOnPath, HoldsTheLargestSums) {
  std::vector<float> vectors(5 * CodeBlocks::kMaxDimension, 0);
  std::fill_n(vectors.begin(), CodeBlocks::kMaxDimension, -1.0F);
  std::fill_n(vectors.begin() + CodeBlocks::kMaxDimension, CodeBlocks::kMaxDimension, 1.0F);
  const CodeBlocks codes = CodeBlocks::Encode(vectors, CodeBlocks::kMaxDimension);
  const std::vector<float> ones(CodeBlocks::kMaxDimension, 1);
  EXPECT_THAT(NearRows(codes, {0, 5}, ones, 1), ElementsAre(1));
  const std::vector<float> opposite(CodeBlocks::kMaxDimension, -1);
  EXPECT_THAT(NearRows(codes, {0, 5}, opposite, 1), ElementsAre(0));
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
