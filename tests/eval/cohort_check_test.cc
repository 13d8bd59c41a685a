#include "eval/cohort_check.h"

#include <array>
#include <memory>

#include "matcher/scoring/normal_deviates.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/sample_cohort.h"

namespace portcullis {
namespace {

using testing::SampleCohort;
using testing::SampleFace;

constexpr std::array kDistances = {Distance{0.1F}, Distance{0.5F}};

// Two photographs each of people with the standard deviation `spread`, where the cohort has 1.
UnseenFaces DrawPeople(std::uint32_t count, double spread) {
  NormalDeviates random(3);
  UnseenFaces faces;
  for (std::uint32_t person = 0; person < count; ++person) {
    const auto place = static_cast<float>(spread * random.Next());
    for (int i = 0; i < 2; ++i) {
      faces.embeddings.push_back(SampleFace(10, place));
      faces.people.push_back(person);
    }
  }
  return faces;
}

std::unique_ptr<SyntheticCohort> Draw(CohortModel model) {
  return *SyntheticCohort::Create(std::move(model), {20'000, 1});
}

TEST(CheckHonesty, FindsAnHonestCohortHonest) {
  const auto checks = CheckHonesty(*Draw(SampleCohort()), DrawPeople(300, 1), kDistances);
  ASSERT_OK(checks);
  for (const HonestyCheck& check : *checks) {
    EXPECT_EQ(check.real_pairs, 4 * 300 * 299 / 2) << "a person is no stranger to herself";
    EXPECT_NEAR(check.plain.value, 1, 0.15);
    EXPECT_NEAR(check.among_travellers, 1, 0.15);
  }
}

TEST(CheckHonesty, HasIntervalsAroundItsRatios) {
  const auto checks = CheckHonesty(*Draw(SampleCohort()), DrawPeople(300, 1), kDistances);
  ASSERT_OK(checks);
  const HonestyCheck& check = checks->at(1);
  EXPECT_LT(check.plain.low, check.plain.value);
  EXPECT_GT(check.plain.high, check.plain.value);
  EXPECT_EQ(check.plain.value, check.corrected.value) << "these knots change nothing";
}

TEST(CheckHonesty, ExposesACohortThatIsMoreSpreadOutThanPeople) {
  const auto checks = CheckHonesty(*Draw(SampleCohort()), DrawPeople(300, 0.5), kDistances);
  ASSERT_OK(checks);
  EXPECT_LT(checks->at(0).plain.high, 0.8);
  EXPECT_LT(checks->at(0).among_travellers, 0.6);
}

TEST(CheckHonesty, TakesTheCorrectedRatioThroughTheKnots) {
  CohortModel model = SampleCohort();
  model.knots = {{kHardFmr, Distance{0.1F}, Distance{0.2F}},
                 {kEasyFmr, Distance{0.5F}, Distance{1}}};
  const auto checks = CheckHonesty(*Draw(model), DrawPeople(300, 1), kDistances);
  ASSERT_OK(checks);
  EXPECT_NEAR(checks->at(0).corrected.value / checks->at(0).plain.value, 2, 0.1);
}

TEST(CheckHonesty, NeedsTwoPeople) {
  const auto cohort = Draw(SampleCohort());
  for (const std::uint32_t count : {0U, 1U}) {
    EXPECT_EQ(CheckHonesty(*cohort, DrawPeople(count, 1), kDistances).status().code(),
              absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(CheckWolves(*cohort, DrawPeople(count, 1)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(CheckWolves, ComparesWhatTheCohortSaysWithRealStrangers) {
  CohortModel model = SampleCohort();
  model.knots = testing::PlainKnots(0.02F, 0.05F);  // the middle is far above both rates
  const auto check = CheckWolves(*Draw(model), DrawPeople(300, 1));
  ASSERT_OK(check);
  EXPECT_EQ(check->photographs, 600);
  EXPECT_GT(check->rank_correlation, 0.7);
  EXPECT_GT(check->wolves, 100);
  EXPECT_GT(check->real_hard_ratio_of_wolves, 1);
  EXPECT_LT(check->hard_ratios.front(), check->hard_ratios.back());
}

}  // namespace
}  // namespace portcullis
