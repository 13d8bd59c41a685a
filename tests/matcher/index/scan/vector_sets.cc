#include "tests/matcher/index/scan/vector_sets.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

namespace portcullis::testing {
namespace {

constexpr std::size_t kRows = 800;
constexpr std::size_t kQueries = 1000;

using Random = std::mt19937;
using Row = std::vector<float>;

Row Gaussian(Random& random, std::size_t dimension, float deviation = 1) {
  std::normal_distribution<float> value(0, deviation);
  Row row(dimension);
  std::generate(row.begin(), row.end(), [&] { return value(random); });
  return row;
}

Row Times(Row row, float factor) {
  for (float& value : row) value *= factor;
  return row;
}

Row Plus(Row row, const Row& other) {
  std::transform(row.begin(), row.end(), other.begin(), row.begin(), std::plus<>());
  return row;
}

Row OfLengthOne(const Row& row) {
  double squares = 0;
  for (const float value : row) squares += static_cast<double>(value) * value;
  return Times(row, static_cast<float>(1 / std::sqrt(squares)));
}

/// Rows as drawn; of the queries every third is a row itself, the others are drawn too.
VectorSet Draw(std::size_t rows, std::size_t queries, std::size_t dimension,
               const std::function<Row(Random&)>& draw) {
  Random random(20261128);  // NOLINT: the same vectors in every run
  VectorSet set{.dimension = dimension, .rows = {}, .queries = {}};
  for (std::size_t i = 0; i < rows; ++i) {
    const Row row = draw(random);
    set.rows.insert(set.rows.end(), row.begin(), row.end());
  }
  for (std::size_t i = 0; i < queries; ++i) {
    Row query = draw(random);
    if (i % 3 == 0) {
      const std::size_t row = std::uniform_int_distribution<std::size_t>(0, rows - 1)(random);
      std::copy_n(set.rows.data() + row * dimension, dimension, query.data());
    }
    set.queries.insert(set.queries.end(), query.begin(), query.end());
  }
  return set;
}

VectorSet Draw(std::size_t dimension, const std::function<Row(Random&)>& draw) {
  return Draw(kRows, kQueries, dimension, draw);
}

VectorSet OnTheSphere() {
  return Draw(128, [](Random& random) { return OfLengthOne(Gaussian(random, 128)); });
}

VectorSet PeopleByPerson() { return People(kRows, kQueries, 128); }

/// As those of dlib-densenet-v1: of length 12, but within 0.5 of each other.
VectorSet FarFromTheOrigin() {
  VectorSet set = People(kRows, kQueries, 128);
  for (std::vector<float>* values : {&set.rows, &set.queries}) {
    for (float& value : *values) value = 1 + 0.4F * value;
  }
  return set;
}

VectorSet NearDuplicates() {
  Random random(1);  // NOLINT: as above
  const Row one = OfLengthOne(Gaussian(random, 128));
  return Draw(128, [&](Random& draws) { return Plus(one, Gaussian(draws, 128, 1e-7F)); });
}

VectorSet ExactDuplicates() {
  Random random(2);  // NOLINT: as above
  std::vector<Row> distinct(40);
  for (Row& row : distinct) row = OfLengthOne(Gaussian(random, 100));
  return Draw(100, [&](Random& draws) { return distinct[draws() % distinct.size()]; });
}

/// Its block has a scale at which all others look alike.
VectorSet OneOutlier() {
  VectorSet set = People(kRows, kQueries, 128);
  std::fill_n(set.rows.begin() + 400L * 128, 128, 1e6F);
  return set;
}

VectorSet HugeValues() {
  return Draw(4, [](Random& random) {
    std::uniform_real_distribution<float> value(-1e15F, 1e15F);
    return Row{value(random), value(random), value(random), value(random)};
  });
}

VectorSet Denormals() {
  return Draw(3, [](Random& random) {
    return Times(Gaussian(random, 3), random() % 2 == 0 ? 1e-40F : 1e-20F);
  });
}

/// From far below what has a scale to what just has one.
VectorSet AllMagnitudes() {
  return Draw(130, [](Random& random) {
    std::uniform_real_distribution<float> exponent(-22, 14);
    return Times(Gaussian(random, 130), std::pow(10.0F, exponent(random)));
  });
}

/// Many ties.
VectorSet WholeNumbers() {
  return Draw(1, [](Random& random) { return Row{static_cast<float>(random() % 300)}; });
}

VectorSet AllEqual() {
  return Draw(5, [](Random&) { return Row{0, 0.25F, -3, 1e-3F, 7}; });
}

}  // namespace

VectorSet People(std::size_t rows, std::size_t queries, std::size_t dimension) {
  Random random(3);  // NOLINT: as above
  std::vector<Row> people;
  for (std::size_t i = 0; i < std::max<std::size_t>(rows / 10, 1); ++i) {
    people.push_back(OfLengthOne(Gaussian(random, dimension)));
  }
  const float spread = 0.5F / std::sqrt(static_cast<float>(dimension));
  return Draw(rows, queries, dimension, [&](Random& draws) {
    return OfLengthOne(Plus(people[draws() % people.size()], Gaussian(draws, dimension, spread)));
  });
}

const std::vector<VectorSetKind>& VectorSetKinds() {
  static const auto& kinds =
      *new std::vector<VectorSetKind>{{"OnTheSphere", &OnTheSphere},
                                      {"People", &PeopleByPerson},
                                      {"FarFromTheOrigin", &FarFromTheOrigin},
                                      {"NearDuplicates", &NearDuplicates},
                                      {"ExactDuplicates", &ExactDuplicates},
                                      {"OneOutlier", &OneOutlier},
                                      {"HugeValues", &HugeValues},
                                      {"Denormals", &Denormals},
                                      {"AllMagnitudes", &AllMagnitudes},
                                      {"WholeNumbers", &WholeNumbers},
                                      {"AllEqual", &AllEqual}};
  return kinds;
}

}  // namespace portcullis::testing
