#include "eval/paired_difference.h"

#include <array>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

// 100 people, one genuine and one impostor comparison each; strangers at 101 ... 200, genuine at
// 51 ... 150 moved by `shift`.
std::vector<Comparison> Shifted(float shift) {
  std::vector<Comparison> comparisons;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const auto place = static_cast<float>(i);
    comparisons.push_back({i, i, Distance{place + 51 + shift}, true});
    comparisons.push_back({i, i, Distance{place + 101}, false});
  }
  return comparisons;
}

std::vector<Search> Searches(float shift) {
  std::vector<Search> searches;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const auto place = static_cast<float>(i);
    searches.push_back({.person = i, .mated = true, .distance = place + 51 + shift, .rank = 1});
    searches.push_back({.person = 100 + i, .distance = place + 101});
  }
  return searches;
}

TEST(CompareFnmr, CountsBothAndTheirDifference) {
  // At FMR 0.1 distances below 111 pass: 60 genuine of A, 80 of B.
  const auto differences = CompareFnmr(Shifted(0), Shifted(-20), std::array{0.1, 1e-3}, 300);
  ASSERT_EQ(differences.size(), 2);
  EXPECT_EQ(differences[0].metric, "fnmr");
  EXPECT_DOUBLE_EQ(differences[0].a, 0.4);
  EXPECT_DOUBLE_EQ(differences[0].b, 0.2);
  EXPECT_NEAR(differences[0].difference(), -0.2, 1e-12);
  EXPECT_LT(differences[0].low, -0.2);
  EXPECT_GT(differences[0].high, -0.2);
  EXPECT_TRUE(differences[0].excludes_zero());
  EXPECT_EQ(Verdict(differences[0]), "B misses less: the interval excludes zero");
  EXPECT_FALSE(differences[1].supported);
  EXPECT_EQ(Verdict(differences[1]), "not measured: too few people or comparisons");
}

TEST(CompareFnmr, FindsNothingBetweenAConfigurationAndItself) {
  const auto differences = CompareFnmr(Shifted(0), Shifted(0), std::array{0.1}, 100);
  EXPECT_EQ(differences[0].low, 0);
  EXPECT_EQ(differences[0].high, 0);
  EXPECT_FALSE(differences[0].excludes_zero());
  EXPECT_EQ(Verdict(differences[0]), "no difference shown: the interval includes zero");
}

TEST(CompareFnir, ComparesSearchBySearch) {
  const OpenSetOptions options{.fpir_levels = {0.1}, .replicates = 300};
  const auto worse = CompareFnir(Searches(-20), Searches(0), 50, options);
  ASSERT_EQ(worse.size(), 1);
  EXPECT_EQ(worse[0].metric, "fnir");
  EXPECT_EQ(worse[0].entries, 50);
  EXPECT_DOUBLE_EQ(worse[0].a, 0.2);
  EXPECT_DOUBLE_EQ(worse[0].b, 0.4);
  EXPECT_GT(worse[0].low, 0);
  EXPECT_EQ(Verdict(worse[0]), "B misses more: the interval excludes zero");
  const auto same = CompareFnir(Searches(0), Searches(0), 50, options);
  EXPECT_EQ(same[0].low, 0);
  EXPECT_EQ(same[0].high, 0);
}

}  // namespace
}  // namespace portcullis
