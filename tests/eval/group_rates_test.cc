#include "eval/group_rates.h"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(Summarise, IsAsWorkedByHand) {
  // Rates 1, 2 and 4 per cent: geometric mean 2, mean 7/3, differences 2 x (1 + 3 + 2) = 12, so
  // Gini = 3/2 x 12 / (2 x 9 x 7/3).
  const DifferentialSummary summary = Summarise(std::array{0.01, 0.02, 0.04});
  EXPECT_EQ(summary.groups, 3);
  EXPECT_NEAR(summary.max_over_min, 4, 1e-12);
  EXPECT_NEAR(summary.max_over_geometric_mean, 2, 1e-12);
  EXPECT_NEAR(summary.gini, 1.5 * 12 / 42, 1e-12);
  const DifferentialSummary equal = Summarise(std::array{0.3, 0.3});
  EXPECT_NEAR(equal.max_over_geometric_mean, 1, 1e-12);
  EXPECT_EQ(equal.gini, 0);
}

// Six people of "a" and six of "b" with two images each. Everybody of "a" looks alike (distance 1),
// everybody else is far (9); genuine pairs are at 2, but for the first person of "b" (8).
struct Example {
  DistanceMatrix distances = Make();
  std::vector<std::uint32_t> people;
  std::vector<std::string> groups;

  Example() {
    for (std::uint32_t image = 0; image < 24; ++image) {
      people.push_back(image / 2);
      groups.push_back(image < 12 ? "a" : "b");
    }
  }

  static DistanceMatrix Make() {
    std::vector<float> values(24 * 24, 9);
    for (std::size_t i = 0; i < 24; ++i) {
      for (std::size_t j = 0; j < 24; ++j) {
        if (i < 12 && j < 12) values[i * 24 + j] = 1;
        if (i / 2 == j / 2) values[i * 24 + j] = i / 2 == 6 ? 8 : 2;
        if (i == j) values[i * 24 + j] = 0;
      }
    }
    return {24, std::move(values)};
  }

  GroupRates Measure(const GroupOptions& options) const {
    return MeasureGroups(distances, people, groups, Distance{3}, options);
  }
};

TEST(MeasureGroups, CountsWithinAndBetweenGroups) {
  const GroupRates rates = Example().Measure({.minimum_comparisons = 3, .minimum_people = 2});
  ASSERT_EQ(rates.cells.size(), 5);
  // False matches: a with a, a with b, b with b; then false non-matches: a, b.
  EXPECT_EQ(rates.cells[0].group + rates.cells[0].other_group, "aa");
  EXPECT_EQ(rates.cells[0].rate.trials, 60);
  EXPECT_EQ(rates.cells[0].rate.errors, 60);
  EXPECT_EQ(rates.cells[0].people, 6);
  EXPECT_EQ(rates.cells[1].group + rates.cells[1].other_group, "ab");
  EXPECT_EQ(rates.cells[1].rate.trials, 144);
  EXPECT_EQ(rates.cells[1].rate.errors, 0);
  EXPECT_EQ(rates.cells[1].people, 12);
  EXPECT_EQ(rates.cells[2].rate.errors, 0);
  EXPECT_TRUE(rates.cells[3].genuine);
  EXPECT_EQ(rates.cells[3].rate.trials, 6);
  EXPECT_EQ(rates.cells[3].rate.errors, 0);
  EXPECT_EQ(rates.cells[4].rate.errors, 1);
  EXPECT_LE(rates.cells[4].rate.low, 1.0 / 6);
  EXPECT_GE(rates.cells[4].rate.high, 1.0 / 6);
  EXPECT_FALSE(rates.fmr) << "a group without an error cannot be divided by";
}

TEST(MeasureGroups, HidesCellsThatAreTooSmall) {
  const GroupRates rates = Example().Measure({});
  EXPECT_FALSE(rates.cells[0].suppressed);
  EXPECT_TRUE(rates.cells[3].suppressed) << "six genuine comparisons";
  const GroupRates more = Example().Measure({.minimum_people = 7});
  EXPECT_TRUE(more.cells[0].suppressed) << "six people";
  EXPECT_FALSE(more.cells[1].suppressed);
}

}  // namespace
}  // namespace portcullis
