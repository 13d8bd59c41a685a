#include "border/watchlist/cohort_impact_preview.h"

#include <memory>
#include <utility>
#include <vector>

#include "tests/border/watchlist_under_test.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::FakeFace;
using testing::kFakeModel;
using ::testing::SizeIs;
using testing::WatchlistUnderTest;

const ListId kList{"demo"};

/// Faces in the plane, most of them near (100, 100).
CohortModel Population() {
  CohortModel model;
  model.model = kFakeModel;
  model.data_set = "invented";
  model.fitted_on = "2026-01-01";
  model.people = 1000;
  model.images = 1000;
  model.mean = {100, 100};
  model.axes = {1, 0, 0, 1};
  model.components = {{1, {0, 0}, {20, 0, 20}}};
  model.knots = {{kHardFmr, Distance{4}, Distance{4}}, {kEasyFmr, Distance{8}, Distance{8}}};
  return model;
}

class CohortImpactPreviewTest : public ::testing::Test {
 protected:
  CohortImpactPreviewTest() {
    auto cohort = SyntheticCohort::Create(Population(), {.travellers = 50'000});
    EXPECT_OK(cohort);
    preview_ = std::make_unique<CohortImpactPreview>(
        world_.store, world_.searchable, testing::FakeCalibration(), policy_, *std::move(cohort));
  }

  EntryId Propose(std::vector<std::string> faces) {
    const auto id = world_.Propose(WatchlistUnderTest::Person({kList}, std::move(faces)));
    EXPECT_OK(id);
    return *id;
  }

  WatchlistUnderTest world_{kList};
  PolicyInForce policy_{testing::ApprovedVersion(testing::PolicyReferring(100))};
  std::unique_ptr<CohortImpactPreview> preview_;
};

TEST_F(CohortImpactPreviewTest, APhotographThatManyResembleStopsManyAndIsAWolf) {
  const auto impact = preview_->Preview(Propose({FakeFace(100, 100)}));
  ASSERT_OK(impact);
  // One reference: a rate of 0.1 is that of distance 40, two standard deviations: 1 - exp(-2).
  EXPECT_FLOAT_EQ(impact->referral_distance.value, 40);
  EXPECT_NEAR(impact->alarms_per_1000, 864.7, 10);
  EXPECT_LT(impact->alarms_per_1000_lower, impact->alarms_per_1000);
  EXPECT_GT(impact->alarms_per_1000_upper, impact->alarms_per_1000);
  EXPECT_EQ(impact->travellers, 50'000U);
  EXPECT_EQ(impact->cohort, "synthetic, fitted on invented (2026-01-01)");
  ASSERT_THAT(impact->references, SizeIs(1));
  // Within 4, where one in 1,000 is average: 1 - exp(-0.02).
  EXPECT_NEAR(impact->references[0].resemblance, 19.8, 1);
  EXPECT_TRUE(impact->references[0].wolf);
}

TEST_F(CohortImpactPreviewTest, WithoutAnAlarmTheUpperEndIsNotZero) {
  const auto impact = preview_->Preview(Propose({FakeFace(250, 250)}));
  ASSERT_OK(impact);
  EXPECT_EQ(impact->alarms, 0U);
  EXPECT_GT(impact->alarms_per_1000_upper, 0);
  EXPECT_FALSE(impact->references[0].wolf);
}

TEST_F(CohortImpactPreviewTest, EachPhotographOfAnEntryIsJudgedAndTheWolfNamed) {
  const EntryId id = Propose({FakeFace(250, 250), FakeFace(100, 100)});
  const auto impact = preview_->Preview(id);
  ASSERT_OK(impact);
  ASSERT_THAT(impact->references, SizeIs(2));
  EXPECT_EQ(impact->references[1].reference, world_.Get(id).references[1].id);
  EXPECT_LT(impact->references[0].alarms, impact->references[1].alarms);
  EXPECT_FALSE(impact->references[0].wolf);
  EXPECT_TRUE(impact->references[1].wolf);
  // Two references: the threshold is stricter.
  EXPECT_LT(impact->referral_distance.value, 40);
}

TEST_F(CohortImpactPreviewTest, AnUnknownEntryIsNotFound) {
  EXPECT_THAT(preview_->Preview(EntryId{77}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
}

}  // namespace
}  // namespace portcullis
