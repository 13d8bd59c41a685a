#include "matcher/scoring/cohort_model.h"

#include <limits>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/sample_cohort.h"

namespace portcullis {
namespace {

using testing::SampleCohort;

TEST(CheckCohortModel, AcceptsAModelThatKeepsItsPromises) {
  EXPECT_OK(CheckCohortModel(SampleCohort()));
}

TEST(CheckCohortModel, RefusesEveryBrokenPromise) {
  const auto refuses = [](auto break_it) {
    CohortModel model = SampleCohort();
    break_it(model);
    return CheckCohortModel(model).code() == absl::StatusCode::kInvalidArgument;
  };
  EXPECT_TRUE(refuses([](CohortModel& m) { m.mean.clear(); }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.axes.push_back(0); }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.axes = {0, 2}; }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.axes = {0, 1, 0, 1}; }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.components.clear(); }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.components[0].weight = 0.5; }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.components[0].mean.clear(); }));
  EXPECT_TRUE(refuses(
      [](CohortModel& m) { m.components[0].factor[0] = std::numeric_limits<float>::quiet_NaN(); }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.knots.pop_back(); }));
  EXPECT_TRUE(refuses([](CohortModel& m) { std::swap(m.knots[0], m.knots[1]); }));
  EXPECT_TRUE(refuses([](CohortModel& m) { m.knots[0].cohort_distance = Distance{0.9F}; }));
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
