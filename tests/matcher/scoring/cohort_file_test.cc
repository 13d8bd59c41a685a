#include "matcher/scoring/cohort_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/sample_cohort.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::SampleCohort;

class CohortFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(::testing::TempDir()) /
        (std::string("cohort_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    file_ = folder_ / "cohort.json";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  absl::StatusOr<CohortModel> Load() const { return LoadCohortModel(file_, SampleCohort().model); }
  void Write(std::string_view text) const { std::ofstream(file_) << text; }
  void Replace(std::string_view from, std::string_view to) const {
    std::ifstream in(file_);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const std::size_t place = text.find(from);
    ASSERT_NE(place, std::string::npos) << from << " is not in\n" << text;
    Write(text.replace(place, from.size(), to));
  }

  std::filesystem::path folder_;
  std::filesystem::path file_;
};

const auto kIsCorrupt = FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt);

TEST_F(CohortFile, ReadsBackExactlyWhatWasWritten) {
  CohortModel model = SampleCohort();
  model.mean = {0.1F, -1e-9F};
  model.components = {{0.25, {0.3F}, {1.5F}}, {0.75, {-0.7F}, {0.1F}}};
  ASSERT_OK(SaveCohortModel(model, file_));
  const auto loaded = Load();
  ASSERT_OK(loaded);
  EXPECT_EQ(loaded->model, model.model);
  EXPECT_EQ(loaded->data_set, model.data_set);
  EXPECT_EQ(loaded->fitted_on, model.fitted_on);
  EXPECT_EQ(loaded->people, model.people);
  EXPECT_EQ(loaded->images, model.images);
  EXPECT_EQ(loaded->failures_to_enrol, model.failures_to_enrol);
  EXPECT_EQ(loaded->mean, model.mean);
  EXPECT_EQ(loaded->axes, model.axes);
  ASSERT_EQ(loaded->components.size(), 2);
  EXPECT_EQ(loaded->components[1].weight, 0.75);
  EXPECT_EQ(loaded->components[1].mean, model.components[1].mean);
  EXPECT_EQ(loaded->components[1].factor, model.components[1].factor);
  ASSERT_EQ(loaded->knots.size(), 2);
  EXPECT_EQ(loaded->knots[0].fmr, kHardFmr);
  EXPECT_EQ(loaded->knots[0].distance, model.knots[0].distance);
  EXPECT_EQ(loaded->knots[0].cohort_distance, model.knots[0].cohort_distance);
}

TEST_F(CohortFile, IsRefusedForAnotherModel) {
  ASSERT_OK(SaveCohortModel(SampleCohort(), file_));
  for (const ModelId& other : {ModelId{"other", "0123456789abcdef", "alignment-v1"},
                               ModelId{"model", "fedcba9876543210", "alignment-v1"},
                               ModelId{"model", "0123456789abcdef", "alignment-v2"}}) {
    EXPECT_THAT(LoadCohortModel(file_, other),
                FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
  }
}

TEST_F(CohortFile, IsRefusedAfterANumberWasEdited) {
  ASSERT_OK(SaveCohortModel(SampleCohort(), file_));
  Replace("0.3", "0.4");
  EXPECT_THAT(Load(), kIsCorrupt);
}

TEST_F(CohortFile, IsRefusedAfterAModelIdWasEdited) {
  ASSERT_OK(SaveCohortModel(SampleCohort(), file_));
  Replace("alignment-v1", "alignment-v2");
  EXPECT_THAT(Load(), kIsCorrupt);
}

TEST_F(CohortFile, IsRefusedWhenAModelThatBreaksItsPromisesWasSaved) {
  CohortModel model = SampleCohort();
  model.axes = {1, 1};
  ASSERT_OK(SaveCohortModel(model, file_));
  EXPECT_THAT(Load(), kIsCorrupt);
}

TEST_F(CohortFile, IsRefusedWhenItIsNoCohort) {
  for (const std::string_view text :
       {"", "{", "[]", "{}", "null", "{\"sha256\": 7}", "{\"format\": 1, \"sha256\": \"00\"}"}) {
    Write(text);
    EXPECT_THAT(Load(), kIsCorrupt) << text;
  }
}

TEST_F(CohortFile, IsNotFoundWhenAbsent) {
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kNotFound);
}

TEST_F(CohortFile, CannotBeSavedWhereThereIsNoFolder) {
  EXPECT_EQ(SaveCohortModel(SampleCohort(), folder_ / "absent" / "cohort.json").code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace portcullis
