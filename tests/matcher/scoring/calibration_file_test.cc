#include "matcher/scoring/calibration_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/scoring/sample_table.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::SampleTable;

class CalibrationFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_);
    file_ = folder_ / "table.json";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Read() const {
    std::ifstream in(file_);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  void Write(std::string_view text) const { std::ofstream(file_) << text; }
  void Replace(std::string_view from, std::string_view to) const {
    std::string text = Read();
    const std::size_t place = text.find(from);
    ASSERT_NE(place, std::string::npos) << from << " is not in\n" << text;
    Write(text.replace(place, from.size(), to));
  }

  std::filesystem::path folder_;
  std::filesystem::path file_;
};

const auto kIsCorrupt = FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt);

TEST_F(CalibrationFile, ReadsBackExactlyWhatWasWritten) {
  const CalibrationTable table = SampleTable();
  ASSERT_OK(SaveCalibration(table, file_));
  const auto loaded = LoadCalibration(file_);
  ASSERT_OK(loaded);
  EXPECT_EQ(loaded->table().model, table.model);
  EXPECT_EQ(loaded->table().data_set, table.data_set);
  EXPECT_EQ(loaded->table().measured_on, table.measured_on);
  EXPECT_EQ(loaded->table().people, table.people);
  EXPECT_EQ(loaded->table().images, table.images);
  EXPECT_EQ(loaded->table().failures_to_enrol, table.failures_to_enrol);
  EXPECT_EQ(loaded->table().impostor_comparisons, table.impostor_comparisons);
  EXPECT_EQ(loaded->table().genuine_comparisons, table.genuine_comparisons);
  ASSERT_EQ(loaded->table().knots.size(), table.knots.size());
  for (std::size_t i = 0; i < table.knots.size(); ++i) {
    EXPECT_EQ(loaded->table().knots[i].distance, table.knots[i].distance);
    EXPECT_EQ(loaded->table().knots[i].fmr, table.knots[i].fmr);
    EXPECT_EQ(loaded->table().knots[i].fmr_upper, table.knots[i].fmr_upper);
    EXPECT_EQ(loaded->table().knots[i].fnmr, table.knots[i].fnmr);
    EXPECT_EQ(loaded->table().knots[i].log10_likelihood_ratio,
              table.knots[i].log10_likelihood_ratio);
    EXPECT_EQ(loaded->table().knots[i].fnmr_low, table.knots[i].fnmr_low);
    EXPECT_EQ(loaded->table().knots[i].fnmr_high, table.knots[i].fnmr_high);
    EXPECT_EQ(loaded->table().knots[i].log10_likelihood_ratio_low,
              table.knots[i].log10_likelihood_ratio_low);
    EXPECT_EQ(loaded->table().knots[i].log10_likelihood_ratio_high,
              table.knots[i].log10_likelihood_ratio_high);
  }
  ASSERT_EQ(loaded->table().identification.size(), 1);
  EXPECT_EQ(loaded->table().identification[0].entries, 50);
  EXPECT_EQ(loaded->table().identification[0].fpir, 0.01);
  EXPECT_EQ(loaded->table().identification[0].fnir, 0.25);
  EXPECT_EQ(loaded->table().identification[0].fnir_low, 0.15);
  EXPECT_EQ(loaded->table().identification[0].fnir_high, 0.375);
  EXPECT_EQ(loaded->table().identification[0].mated_searches, 60);
  EXPECT_EQ(loaded->table().identification[0].non_mated_searches, 400);
}

TEST_F(CalibrationFile, HasOneKnotALineWithShortNumbers) {
  ASSERT_OK(SaveCalibration(SampleTable(), file_));
  EXPECT_NE(Read().find("\n    [0.3,0.001,0.002,0.2,0.18,0.22,2.5,2.25,2.75],\n"),
            std::string::npos)
      << Read();
}

TEST_F(CalibrationFile, ReadsBackThatAnIntervalWasNotMeasured) {
  CalibrationTable table = SampleTable();
  table.knots[1].log10_likelihood_ratio_low = -std::numeric_limits<double>::infinity();
  table.knots[1].log10_likelihood_ratio_high = std::numeric_limits<double>::infinity();
  ASSERT_OK(SaveCalibration(table, file_));
  EXPECT_NE(Read().find("1.0,null,null]"), std::string::npos) << Read();
  const auto loaded = LoadCalibration(file_);
  ASSERT_OK(loaded);
  EXPECT_EQ(loaded->table().knots[1].log10_likelihood_ratio_low,
            table.knots[1].log10_likelihood_ratio_low);
  EXPECT_EQ(loaded->table().knots[1].log10_likelihood_ratio_high,
            table.knots[1].log10_likelihood_ratio_high);
}

TEST_F(CalibrationFile, LeavesNoTemporaryFileBehind) {
  ASSERT_OK(SaveCalibration(SampleTable(), file_));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(CalibrationFile, IsRefusedAfterANumberWasEdited) {
  ASSERT_OK(SaveCalibration(SampleTable(), file_));
  Replace("0.015", "0.014");
  EXPECT_THAT(LoadCalibration(file_), kIsCorrupt);
}

TEST_F(CalibrationFile, IsRefusedForAnotherModelThanItWasMeasuredFor) {
  ASSERT_OK(SaveCalibration(SampleTable(), file_));
  Replace("0123456789abcdef", "fedcba9876543210");
  EXPECT_THAT(LoadCalibration(file_), kIsCorrupt);
}

TEST_F(CalibrationFile, IsAcceptedWithAnotherLayout) {
  ASSERT_OK(SaveCalibration(SampleTable(), file_));
  Replace("\n  \"people\": 60", " \"people\":60");
  EXPECT_OK(LoadCalibration(file_));
}

TEST_F(CalibrationFile, IsRefusedWhenATableThatBreaksItsPromisesWasSaved) {
  CalibrationTable table = SampleTable();
  table.knots[0].fmr = 1e-6;
  ASSERT_OK(SaveCalibration(table, file_));
  EXPECT_THAT(LoadCalibration(file_), kIsCorrupt);
}

TEST_F(CalibrationFile, IsRefusedWhenItIsNoTable) {
  for (const std::string_view text :
       {"", "{", "[]", "{}", "null", "{\"sha256\": 7}", "{\"format\": 1, \"sha256\": \"00\"}"}) {
    Write(text);
    EXPECT_THAT(LoadCalibration(file_), kIsCorrupt) << text;
  }
}

TEST_F(CalibrationFile, IsNotFoundWhenAbsent) {
  EXPECT_EQ(LoadCalibration(file_).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(CalibrationFile, CannotBeSavedWhereThereIsNoFolder) {
  EXPECT_EQ(SaveCalibration(SampleTable(), folder_ / "absent" / "table.json").code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(CalibrationFile, IsNamedAfterModelAndAlignment) {
  EXPECT_EQ(CalibrationFileName(SampleTable().model), "model.alignment-v1.json");
}

}  // namespace
}  // namespace portcullis
