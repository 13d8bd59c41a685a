#include "matcher/scoring/binomial_bound.h"

#include "gtest/gtest.h"

namespace portcullis {
namespace {

// Expected values are those of the published Clopper-Pearson tables (two-sided 95 %, that is a
// level of 0.975 on each side).
TEST(UpperRateBound, AgreesWithPublishedValues) {
  EXPECT_NEAR(UpperRateBound(0, 10, 0.975), 0.3085, 5e-5);
  EXPECT_NEAR(UpperRateBound(1, 10, 0.975), 0.4450, 5e-5);
  EXPECT_NEAR(UpperRateBound(5, 10, 0.975), 0.8129, 5e-5);
  EXPECT_NEAR(UpperRateBound(10, 100, 0.975), 0.1762, 5e-5);
}

TEST(LowerRateBound, AgreesWithPublishedValues) {
  EXPECT_NEAR(LowerRateBound(1, 10, 0.975), 0.0025, 5e-5);
  EXPECT_NEAR(LowerRateBound(5, 10, 0.975), 0.1871, 5e-5);
  EXPECT_NEAR(LowerRateBound(10, 100, 0.975), 0.0490, 5e-5);
}

TEST(UpperRateBound, IsTheRuleOfThreeWithoutErrors) {
  EXPECT_NEAR(UpperRateBound(0, 1'000'000) * 1'000'000, 3, 0.005);
  EXPECT_LE(UpperRateBound(0, 1'000'000), 3e-6);
}

TEST(UpperRateBound, HoldsForMillionsOfTrials) {
  // The chi-squared limit: half its 0.95 quantile with 2 (errors + 1) degrees of freedom.
  EXPECT_NEAR(UpperRateBound(1, 12'000'000) * 12e6, 4.744, 0.001);
  EXPECT_NEAR(UpperRateBound(9, 12'000'000) * 12e6, 15.705, 0.001);
  EXPECT_NEAR(UpperRateBound(6'000'000, 12'000'000), 0.50024, 1e-5);
}

TEST(UpperRateBound, IsOneWhenEveryTrialFailed) { EXPECT_EQ(UpperRateBound(5, 5), 1); }

TEST(LowerRateBound, IsNoughtWithoutErrors) { EXPECT_EQ(LowerRateBound(0, 5), 0); }

TEST(RateBounds, EncloseTheObservedRate) {
  for (const std::uint64_t trials : {1U, 7U, 100U, 5000U}) {
    for (std::uint64_t errors = 0; errors <= trials; errors += 1 + trials / 20) {
      const double rate = static_cast<double>(errors) / static_cast<double>(trials);
      EXPECT_GE(UpperRateBound(errors, trials), rate) << errors << " of " << trials;
      EXPECT_LE(LowerRateBound(errors, trials), rate) << errors << " of " << trials;
    }
  }
}

}  // namespace
}  // namespace portcullis
