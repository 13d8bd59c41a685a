// The promise that all else rests on: no row within the radius is ever left out.
#include <rapidcheck.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "matcher/index/scan/scan.h"
#include "tests/fakes/on_each_cpu_path.h"

namespace portcullis {
namespace {

class ScanPropertiesOnPath : public testing::OnEachCpuPath {};
PORTCULLIS_ON_EACH_CPU_PATH(ScanPropertiesOnPath);

using Row = std::vector<float>;

/// As near to the truth as this machine computes.
double SquaredDistance(const float* a, const float* b, std::size_t dimension) {
  long double sum = 0;
  for (std::size_t i = 0; i < dimension; ++i) {
    const long double difference = static_cast<long double>(a[i]) - b[i];
    sum += difference * difference;
  }
  return static_cast<double>(sum);
}

/// Rows that lie as near to each other as spread / magnitude says.
std::vector<float> DrawRows(std::mt19937& random, std::size_t rows, const Row& centre,
                            float spread) {
  std::normal_distribution<float> value(0, spread);
  std::vector<float> values;
  for (std::size_t i = 0; i < rows; ++i) {
    for (const float middle : centre) values.push_back(middle + value(random));
  }
  return values;
}

/// Narrows the radius to that of each `step`-th row that it sees, as a search does; and checks that
/// no row within the radius was passed over.
class Witness final : public NearRowVisitor {
 public:
  Witness(std::vector<double> distances, double squared_radius, std::size_t step)
      : distances_(std::move(distances)), squared_radius_(squared_radius), step_(step) {}

  double OnRow(std::size_t row) override {
    PassOverUntil(row);
    next_ = row + 1;
    if (++seen_ % step_ == 0 && distances_[row] < squared_radius_) {
      squared_radius_ = distances_[row];
    }
    return squared_radius_;
  }

  void PassOverUntil(std::size_t row) {
    RC_ASSERT(row >= next_);  // in ascending order, each once
    for (std::size_t passed = next_; passed < row; ++passed) {
      RC_ASSERT(distances_[passed] > squared_radius_);
    }
  }

 private:
  const std::vector<double> distances_;
  double squared_radius_;
  const std::size_t step_;
  std::size_t seen_ = 0;
  std::size_t next_ = 0;
};

TEST_P(ScanPropertiesOnPath, NeverPassesOverARowWithinTheRadius) {
  const CpuPath path = GetParam();
  EXPECT_TRUE(rc::check([path] {
    const std::size_t dimension = *rc::gen::element<std::size_t>(1, 2, 3, 4, 7, 16, 31, 128, 130);
    const std::size_t rows = *rc::gen::inRange<std::size_t>(1, 120);
    const std::size_t probes = *rc::gen::inRange<std::size_t>(1, 20);
    const float magnitude = std::pow(10.0F, static_cast<float>(*rc::gen::inRange(-20, 15)));
    const float spread = magnitude * std::pow(10.0F, static_cast<float>(*rc::gen::inRange(-9, 1)));
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    const std::size_t step = *rc::gen::inRange<std::size_t>(1, 5);

    std::mt19937 random(seed);
    const std::vector<float> origin(dimension, 0);
    const Row centre = DrawRows(random, 1, origin, magnitude);
    const std::vector<float> vectors = DrawRows(random, rows, centre, spread);
    const CodeBlocks codes = CodeBlocks::Encode(vectors, dimension);

    std::vector<Row> drawn;
    std::vector<Witness> witnesses;
    std::vector<ScanRequest> requests;
    drawn.reserve(probes);
    witnesses.reserve(probes);
    for (std::size_t i = 0; i < probes; ++i) {
      // Each third a row itself, each third among them, each third far away.
      Row probe = DrawRows(random, 1, i % 3 == 2 ? origin : centre, spread);
      if (i % 3 == 0)
        std::copy_n(vectors.data() + random() % rows * dimension, dimension, probe.data());
      std::vector<double> distances;
      for (std::size_t row = 0; row < rows; ++row) {
        distances.push_back(
            SquaredDistance(probe.data(), vectors.data() + row * dimension, dimension));
      }
      // At the very distance of a row.
      const double squared_radius = distances[random() % rows];
      drawn.push_back(probe);
      witnesses.emplace_back(std::move(distances), squared_radius, step);
      requests.push_back({drawn.back(), squared_radius, &witnesses.back()});
    }
    Scan(codes, {0, rows}, requests, path);
    for (Witness& witness : witnesses) witness.PassOverUntil(rows);
  }));
}

}  // namespace
}  // namespace portcullis
