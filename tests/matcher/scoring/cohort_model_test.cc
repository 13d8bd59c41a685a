#include "matcher/scoring/cohort_model.h"

#include <limits>
#include <utility>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/sample_cohort.h"

namespace portcullis {
namespace {

using testing::SampleCohort;

TEST(CheckCohortModel, AcceptsAModelThatKeepsItsPromises) {
  EXPECT_OK(CheckCohortModel(SampleCohort()));
}

// The sample with one promise broken.
template <typename Break>
absl::StatusCode CheckBroken(const Break& break_promise) {
  CohortModel model = SampleCohort();
  break_promise(model);
  return CheckCohortModel(model).code();
}

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(CheckCohortModel, RefusesAxesThatAreNotOrthonormal) {
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.mean.clear(); }), kInvalid);
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.axes.push_back(0); }), kInvalid);
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.axes = {0, 2}; }), kInvalid);
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.axes = {0, 1, 0, 1}; }), kInvalid);
}

TEST(CheckCohortModel, RefusesComponentsThatAreNoDistribution) {
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.components.clear(); }), kInvalid);
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.components[0].weight = 0.5; }), kInvalid);
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.components[0].mean.clear(); }), kInvalid);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(CheckBroken([nan](CohortModel& m) { m.components[0].factor[0] = nan; }), kInvalid);
}

TEST(CheckCohortModel, RefusesKnotsThatAreMissingOrDoNotAscend) {
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.knots.pop_back(); }), kInvalid);
  EXPECT_EQ(CheckBroken([](CohortModel& m) { std::swap(m.knots[0], m.knots[1]); }), kInvalid);
  EXPECT_EQ(CheckBroken([](CohortModel& m) { m.knots[0].cohort_distance = Distance{0.9F}; }),
            kInvalid);
}

TEST(CohortDistance, IsLinearBetweenTheKnotsAndKeepsTheirDifferenceBeyond) {
  const std::vector<CohortKnot> knots = {{0.001, Distance{0.4F}, Distance{0.5F}},
                                         {0.01, Distance{0.6F}, Distance{0.6F}}};
  EXPECT_NEAR(CohortDistance(knots, Distance{0.4F}).value, 0.5, 1e-6);
  EXPECT_NEAR(CohortDistance(knots, Distance{0.5F}).value, 0.55, 1e-6);
  EXPECT_NEAR(CohortDistance(knots, Distance{0.6F}).value, 0.6, 1e-6);
  EXPECT_NEAR(CohortDistance(knots, Distance{0.1F}).value, 0.2, 1e-6);
  EXPECT_NEAR(CohortDistance(knots, Distance{0.9F}).value, 0.9, 1e-6);
}

TEST(CohortDistance, IsNeverNegative) {
  const std::vector<CohortKnot> knots = {{0.001, Distance{0.5F}, Distance{0.3F}}};
  EXPECT_EQ(CohortDistance(knots, Distance{0.1F}).value, 0);
}

TEST(KnotAt, FindsTheKnotOfARate) {
  const CohortModel model = SampleCohort();
  EXPECT_EQ(KnotAt(model, kEasyFmr).distance, Distance{0.5F});
  EXPECT_EQ(KnotAt(model, kHardFmr).distance, Distance{0.3F});
}

}  // namespace
}  // namespace portcullis
