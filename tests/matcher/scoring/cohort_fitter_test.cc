#include "matcher/scoring/cohort_fitter.h"

#include <cmath>
#include <vector>

#include "matcher/scoring/normal_deviates.h"
#include "matcher/scoring/synthetic_cohort.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;

const CohortSource kSource{
    {"model", "0123456789abcdef", "alignment-v1"}, "made up", "2026-01-31", 600, 600, 0};

struct People {
  std::vector<Embedding> embeddings;
  std::vector<std::uint32_t> indices;
};

// One photograph each, standard normal in two of three numbers; the third is always 5.
People DrawPeople(std::uint32_t count) {
  NormalDeviates random(7);
  People people;
  for (std::uint32_t i = 0; i < count; ++i) {
    people.embeddings.emplace_back(kSource.model,
                                   std::vector<float>{static_cast<float>(random.Next()),
                                                      static_cast<float>(random.Next()), 5});
    people.indices.push_back(i);
  }
  return people;
}

CohortFitterOptions Quick() {
  CohortFitterOptions options;
  options.mixture.components = 1;
  options.travellers = 2000;
  return options;
}

TEST(FitCohortModel, FindsTheDistributionThatPeopleWereDrawnFrom) {
  const People people = DrawPeople(600);
  const auto model = FitCohortModel(kSource, people.embeddings, people.indices, Quick());
  ASSERT_OK(model);
  EXPECT_EQ(model->data_set, "made up");
  EXPECT_EQ(model->dimension(), 3);
  EXPECT_EQ(model->axis_count(), 2) << "the third number does not vary";
  EXPECT_NEAR(model->mean[0], 0, 0.1);
  EXPECT_NEAR(model->mean[2], 5, 1e-6);
  EXPECT_NEAR(model->components[0].factor[0], 1, 0.1);
  EXPECT_NEAR(model->components[0].factor[2], 1, 0.1);
}

TEST(FitCohortModel, HasKnotsThatChangeLittleWhereTheDistributionIsRight) {
  const People people = DrawPeople(600);
  const auto model = FitCohortModel(kSource, people.embeddings, people.indices, Quick());
  ASSERT_OK(model);
  // In two dimensions strangers lie within d with probability 1 - exp(-d^2 / 4).
  for (const CohortKnot& knot : model->knots) {
    const double expected = std::sqrt(-4 * std::log1p(-knot.fmr));
    EXPECT_NEAR(knot.distance.value, expected, 0.2 * expected) << knot.fmr;
    EXPECT_NEAR(knot.cohort_distance.value, expected, 0.2 * expected) << knot.fmr;
  }
}

TEST(FitCohortModel, GivesEachPersonTheSameWeightHoweverManyPhotographs) {
  People people = DrawPeople(600);
  for (int i = 0; i < 500; ++i) {  // of the first person, far away
    people.embeddings.emplace_back(kSource.model, std::vector<float>{8, 0, 5});
    people.indices.push_back(0);
  }
  const auto model = FitCohortModel(kSource, people.embeddings, people.indices, Quick());
  ASSERT_OK(model);
  EXPECT_NEAR(model->mean[0], 0, 0.15);
}

TEST(FitCohortModel, TellsEachStep) {
  const People people = DrawPeople(600);
  CohortFitterOptions options = Quick();
  std::size_t steps = 0;
  options.on_step = [&steps] { ++steps; };
  ASSERT_OK(FitCohortModel(kSource, people.embeddings, people.indices, options).status());
  EXPECT_EQ(steps, CohortFitSteps(options));
}

TEST(FitCohortModel, RefusesTooFewPeopleToSayAnythingAboutRareMatches) {
  for (const std::uint32_t count : {0U, 3U, 100U}) {
    const People people = DrawPeople(count);
    EXPECT_EQ(FitCohortModel(kSource, people.embeddings, people.indices, Quick()).status().code(),
              absl::StatusCode::kInvalidArgument)
        << count;
  }
}

TEST(FitCohortModel, RefusesEmbeddingsOfAnotherModel) {
  People people = DrawPeople(10);
  people.embeddings[4] = {{"other", "", ""}, {1, 2, 3}};
  EXPECT_THAT(FitCohortModel(kSource, people.embeddings, people.indices, Quick()),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

}  // namespace
}  // namespace portcullis
