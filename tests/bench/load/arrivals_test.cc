#include "bench/load/arrivals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

TEST(Arrivals, OfAnEvenLoadComeAtEqualPauses) {
  EXPECT_THAT(
      DueTimes({.rate_per_s = 4, .span = seconds(1)}),
      ElementsAre(milliseconds(0), milliseconds(250), milliseconds(500), milliseconds(750)));
}

TEST(Arrivals, OfAnEvenLoadKeepTheirRateHoweverLong) {
  const auto due = DueTimes({.rate_per_s = 30, .span = seconds(600)});
  EXPECT_EQ(due.size(), 18'000U);
  EXPECT_EQ(due[3000], seconds(100));
}

TEST(Arrivals, OfAPoissonLoadHaveItsRateAndItsSpread) {
  const auto due =
      DueTimes({.kind = ArrivalKind::kPoisson, .rate_per_s = 200, .span = seconds(100), .seed = 7});
  // 20,000 expected, with a standard deviation of 141.
  EXPECT_NEAR(static_cast<double>(due.size()), 20'000, 600);
  EXPECT_TRUE(std::is_sorted(due.begin(), due.end()));
  // Pauses longer than three times the mean: e^-3 of them.
  std::size_t long_pauses = 0;
  for (std::size_t i = 1; i < due.size(); ++i) {
    if (due[i] - due[i - 1] > milliseconds(15)) ++long_pauses;
  }
  EXPECT_NEAR(static_cast<double>(long_pauses) / static_cast<double>(due.size()), std::exp(-3),
              0.006);
}

TEST(Arrivals, AreTheSameForTheSameSeedAndOthersForAnother) {
  ArrivalPlan plan{.kind = ArrivalKind::kPoisson, .rate_per_s = 50, .span = seconds(2), .seed = 3};
  const auto first = DueTimes(plan);
  EXPECT_EQ(first, DueTimes(plan));
  plan.seed = 4;
  EXPECT_NE(first, DueTimes(plan));
}

TEST(Arrivals, AreNoMoreThanThePlanAllows) {
  EXPECT_EQ(DueTimes({.rate_per_s = 1000, .span = seconds(10), .most = 17}).size(), 17U);
}

}  // namespace
}  // namespace portcullis
