#include "matcher/scoring/synthetic_cohort.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/sample_cohort.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::PlainKnots;
using testing::SampleCohort;
using testing::SampleFace;

std::unique_ptr<SyntheticCohort> Draw(CohortModel model, std::size_t travellers = 100'000,
                                      std::uint64_t seed = 1) {
  return *SyntheticCohort::Create(std::move(model), {travellers, seed});
}

CohortImpact Impact(const SyntheticCohort& cohort, const std::vector<Embedding>& references,
                    float distance) {
  return *cohort.ImpactOf(references, Distance{distance});
}

double WithinDeviations(double deviations) { return std::erf(deviations / std::sqrt(2.0)); }

TEST(SyntheticCohort, FindsTheRateThatAnIntegralGives) {
  const CohortImpact impact = Impact(*Draw(SampleCohort()), {SampleFace(10, 0)}, 0.5F);
  EXPECT_NEAR(impact.alarms.rate(), WithinDeviations(0.5), 0.005);
  EXPECT_LT(impact.alarms.low, WithinDeviations(0.5));
  EXPECT_GT(impact.alarms.high, WithinDeviations(0.5));
  EXPECT_EQ(impact.alarms.travellers, 100'000);
  EXPECT_EQ(impact.references[0].alarms.alarms, impact.alarms.alarms);
}

TEST(SyntheticCohort, CountsWhatAReferenceHasOutsideTheAxes) {
  // 0.3 away where nobody varies: 0.4 is left of a distance of 0.5.
  const CohortImpact impact = Impact(*Draw(SampleCohort()), {SampleFace(10.3F, 0)}, 0.5F);
  EXPECT_NEAR(impact.alarms.rate(), WithinDeviations(0.4), 0.005);
}

TEST(SyntheticCohort, CountsATravellerOnceWhateverReferenceHeResembles) {
  const auto cohort = Draw(SampleCohort());
  const CohortImpact twice = Impact(*cohort, {SampleFace(10, 0), SampleFace(10, 0)}, 0.5F);
  EXPECT_EQ(twice.alarms.alarms, twice.references[0].alarms.alarms);
  const CohortImpact apart = Impact(*cohort, {SampleFace(10, 0), SampleFace(10, 2)}, 0.5F);
  EXPECT_EQ(apart.alarms.alarms,
            apart.references[0].alarms.alarms + apart.references[1].alarms.alarms);
}

TEST(SyntheticCohort, DrawsFromEachComponentItsShare) {
  CohortModel model = SampleCohort();
  model.components = {{0.25, {-100}, {1}}, {0.75, {100}, {2}}};
  const auto cohort = Draw(model);
  EXPECT_NEAR(Impact(*cohort, {SampleFace(10, -100)}, 10).alarms.rate(), 0.25, 0.005);
  EXPECT_NEAR(Impact(*cohort, {SampleFace(10, 100)}, 2).alarms.rate(), 0.75 * WithinDeviations(1),
              0.005);
}

TEST(SyntheticCohort, TakesDistancesThroughTheKnots) {
  CohortModel model = SampleCohort();
  model.knots = {{kHardFmr, Distance{0.3F}, Distance{0.6F}},
                 {kEasyFmr, Distance{0.5F}, Distance{1}}};
  EXPECT_NEAR(Impact(*Draw(model), {SampleFace(10, 0)}, 0.5F).alarms.rate(), WithinDeviations(1),
              0.005);
}

TEST(SyntheticCohort, SaysWhereADistanceWasNeverMeasured) {
  const auto cohort = Draw(SampleCohort(), 10);
  EXPECT_TRUE(Impact(*cohort, {SampleFace(10, 0)}, 0.29F).beyond_measured_range);
  EXPECT_FALSE(Impact(*cohort, {SampleFace(10, 0)}, 0.3F).beyond_measured_range);
}

TEST(SyntheticCohort, NeverCallsNoAlarmZero) {
  const CohortImpact impact = Impact(*Draw(SampleCohort()), {SampleFace(500, 0)}, 0.5F);
  EXPECT_EQ(impact.alarms.alarms, 0);
  EXPECT_TRUE(impact.alarms.is_bound_only());
  EXPECT_EQ(impact.alarms.low, 0);
  EXPECT_NEAR(impact.alarms.high, 3.69e-5, 1e-7);  // 1 - 0.025^(1 / 100,000)
  EXPECT_GT(impact.references[0].resemblance[1].ratio_high(), 0);
}

// Knots at which the face in the middle of everybody, and only that, is resembled by many more than
// the rates that the knots state.
CohortModel ModelWithWolves() {
  CohortModel model = SampleCohort();
  model.knots = PlainKnots(0.01F, 0.02F);  // 8 times 1e-3, 1.6 times 1e-2
  return model;
}

TEST(SyntheticCohort, MarksAPhotographThatManyTravellersResemble) {
  const auto cohort = Draw(ModelWithWolves());
  const CohortImpact impact = Impact(*cohort, {SampleFace(10, 0), SampleFace(10, 2)}, 0.01F);
  EXPECT_TRUE(impact.references[0].wolf);
  EXPECT_NEAR(impact.references[0].resemblance[0].ratio(), 1.6, 0.2);
  EXPECT_NEAR(impact.references[0].resemblance[1].ratio(), 8, 1);
  EXPECT_FALSE(impact.references[1].wolf);
  EXPECT_NEAR(impact.references[1].resemblance[1].ratio(), 8 * std::exp(-2.0), 0.5);
}

TEST(SyntheticCohort, MarksNothingThatMayBeChance) {
  // One of 200 travellers is five times the average, or luck.
  const auto cohort = Draw(ModelWithWolves(), 200, 2);
  const CohortImpact impact = Impact(*cohort, {SampleFace(10, 0)}, 0.01F);
  EXPECT_GE(impact.references[0].resemblance[1].ratio(), kWolfRatio);
  EXPECT_FALSE(impact.references[0].wolf);
}

TEST(SyntheticCohort, IsTheSameBitForBitWithTheSameSeed) {
  const auto cohort = Draw(SampleCohort(), 1000, 7);
  const auto again = Draw(SampleCohort(), 1000, 7);
  const auto other = Draw(SampleCohort(), 1000, 8);
  const auto face = SampleFace(10.25F, 0.5F);
  EXPECT_EQ(*cohort->DistancesTo(face), *again->DistancesTo(face));
  EXPECT_NE(*cohort->DistancesTo(face), *other->DistancesTo(face));
  EXPECT_EQ(cohort->Traveller(999).values()[1], 0x1.b9ec34p-1F);
}

TEST(SyntheticCohort, GivesTravellersAsEmbeddingsAtTheirDistances) {
  const auto cohort = Draw(SampleCohort(), 100);
  const auto face = SampleFace(10.5F, -1);
  const auto distances = cohort->DistancesTo(face);
  ASSERT_OK(distances);
  ASSERT_EQ(distances->size(), 100);
  for (const std::size_t i : {0U, 17U, 99U}) {
    EXPECT_NEAR(distances->at(i).value, DistanceBetween(face, cohort->Traveller(i))->value, 1e-5);
  }
}

TEST(SyntheticCohort, CountsExactlyWhatTheDistancesSay) {
  const auto cohort = Draw(SampleCohort(), 1003);  // no multiple of what is compared at once
  const auto face = SampleFace(10, 1);
  const auto distances = cohort->DistancesTo(face);
  ASSERT_OK(distances);
  std::uint64_t within = 0;
  for (const Distance distance : *distances) within += distance.value <= 0.5F ? 1U : 0U;
  EXPECT_EQ(Impact(*cohort, {face}, 0.5F).alarms.alarms, within);
  EXPECT_EQ(Impact(*cohort, {face}, 1000).alarms.alarms, 1003);
}

TEST(SyntheticCohort, RefusesReferencesOfAnotherModelOrLength) {
  const auto cohort = Draw(SampleCohort(), 10);
  const auto is_mismatch =
      FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch);
  const std::array other = {Embedding({"other", "", ""}, {1, 2})};
  EXPECT_THAT(cohort->ImpactOf(other, Distance{1}), is_mismatch);
  const std::array longer = {Embedding(SampleCohort().model, {1, 2, 3})};
  EXPECT_THAT(cohort->ImpactOf(longer, Distance{1}), is_mismatch);
  EXPECT_THAT(cohort->DistancesTo(longer[0]), is_mismatch);
}

TEST(SyntheticCohort, RefusesWhatWouldLookLikeNoAlarm) {
  const auto cohort = Draw(SampleCohort(), 10);
  const auto is_invalid = FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::array face = {SampleFace(10, 0)};
  EXPECT_THAT(cohort->ImpactOf({}, Distance{1}), is_invalid);
  EXPECT_THAT(cohort->ImpactOf(face, Distance{-1}), is_invalid);
  EXPECT_THAT(cohort->ImpactOf(face, Distance{nan}), is_invalid);
  EXPECT_THAT(cohort->ImpactOf(std::array{SampleFace(10, nan)}, Distance{1}), is_invalid);
}

TEST(SyntheticCohort, IsNotCreatedFromABrokenModelOrWithNobody) {
  CohortModel broken = SampleCohort();
  broken.components.clear();
  EXPECT_EQ(SyntheticCohort::Create(broken, {}).status().code(),
            absl::StatusCode::kInvalidArgument);
  for (const std::size_t travellers : {std::size_t{0}, std::size_t{10'000'001}}) {
    EXPECT_EQ(SyntheticCohort::Create(SampleCohort(), {travellers, 1}).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace portcullis
