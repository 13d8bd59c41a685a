#include "server/start_report.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_check_log.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_policy.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(StartReport, SaysWhatIsUsedAndWhatWasMeasured) {
  const Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  const PolicyInForce policy(ApprovedVersion(Policy()));
  MemoryCheckLog log;
  CheckRecorder recorder(log);
  const Screening screening(gallery, FakeCalibration(), policy, recorder);
  EXPECT_THAT(
      StartReport(screening, "CC0-1.0", {1, 2, 3, Sequence{4}, true}),
      ElementsAre("model fake-v1@ffffffffffff/fake-alignment-v1, licence CC0-1.0",
                  HasSubstr("measured on invented (2026-01-01, 2000 people, 4000 images): FNMR "),
                  HasSubstr("policy policies/1: refers whom at most 10 strangers"),
                  "1 lists, 2 entries, 3 references, epoch 4"));
  EXPECT_THAT(StartReport(screening, "x", {})[1],
              HasSubstr("FNMR 50.00 % at FMR 0.001, finest FMR 1.0e-06"));
}

TEST(StartReport, DoesNotHideThatTheGalleryIsIncomplete) {
  const Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  const PolicyInForce policy(ApprovedVersion(Policy()));
  MemoryCheckLog log;
  CheckRecorder recorder(log);
  const Screening screening(gallery, FakeCalibration(), policy, recorder);
  EXPECT_THAT(StartReport(screening, "x", {})[3], HasSubstr("INCOMPLETE"));
}

}  // namespace
}  // namespace portcullis::testing
