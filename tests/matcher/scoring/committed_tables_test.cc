// The tables under models/calibration as the server will read them.
#include <filesystem>
#include <string>

#include "matcher/scoring/calibration_file.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

const std::filesystem::path kFolder = PORTCULLIS_CALIBRATION_DIR;

TEST(CommittedTables, AreIntactAndNamedAfterTheirModel) {
  int tables = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const auto calibration = LoadCalibration(entry.path());
    ASSERT_OK(calibration) << entry.path();
    EXPECT_EQ(entry.path().filename(), CalibrationFileName(calibration->table().model));
    ++tables;
  }
  EXPECT_GE(tables, 1);
}

TEST(CommittedTables, SupportAFalseAlarmInTenThousandComparisons) {
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const auto calibration = LoadCalibration(entry.path());
    ASSERT_OK(calibration) << entry.path();
    EXPECT_LT(calibration->finest_fmr(), 1e-4);
    EXPECT_LE(calibration->table().knots.size(), 200);
  }
}

}  // namespace
}  // namespace portcullis
