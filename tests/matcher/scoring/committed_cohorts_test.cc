// The cohort models under models/cohort as the server will read them.
#include <filesystem>
#include <memory>

#include "matcher/scoring/calibration_file.h"
#include "matcher/scoring/cohort_file.h"
#include "matcher/scoring/synthetic_cohort.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

const std::filesystem::path kCohorts = PORTCULLIS_COHORT_DIR;
const std::filesystem::path kTables = PORTCULLIS_CALIBRATION_DIR;

constexpr std::uintmax_t kMostBytes = 500'000;
constexpr double kFewestPeople = 100;  // in a component, so that it describes nobody

TEST(CommittedCohorts, AreIntactAndOfTheModelOfTheTableOfTheSameName) {
  int models = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kCohorts)) {
    const auto calibration = LoadCalibration(kTables / entry.path().filename());
    ASSERT_OK(calibration) << entry.path();
    ASSERT_OK(LoadCohortModel(entry.path(), calibration->table().model)) << entry.path();
    EXPECT_LE(entry.file_size(), kMostBytes);
    ++models;
  }
  EXPECT_GE(models, 1);
}

TEST(CommittedCohorts, AgreeWithTheTableAboutHowCloseStrangersCome) {
  for (const auto& entry : std::filesystem::directory_iterator(kCohorts)) {
    const auto calibration = LoadCalibration(kTables / entry.path().filename());
    ASSERT_OK(calibration);
    const auto model = LoadCohortModel(entry.path(), calibration->table().model);
    ASSERT_OK(model);
    for (const double fmr : {kEasyFmr, kHardFmr}) {
      EXPECT_NEAR(KnotAt(*model, fmr).distance.value, calibration->DistanceAtFmr(fmr).value, 0.001);
    }
  }
}

TEST(CommittedCohorts, DescribeManyPeopleInEachComponent) {
  for (const auto& entry : std::filesystem::directory_iterator(kCohorts)) {
    const auto calibration = LoadCalibration(kTables / entry.path().filename());
    ASSERT_OK(calibration);
    const auto model = LoadCohortModel(entry.path(), calibration->table().model);
    ASSERT_OK(model);
    for (const CohortComponent& component : model->components) {
      EXPECT_GE(component.weight * static_cast<double>(model->people), kFewestPeople);
    }
  }
}

}  // namespace
}  // namespace portcullis
