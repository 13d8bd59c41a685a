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

ServerFacts Licensed(const std::string& licence) {
  ServerFacts facts;
  facts.embedder_licence = licence;
  return facts;
}

v1::EmbedderMisses Misses(const std::string& embedder, double low, double fnir, double high) {
  v1::EmbedderMisses misses;
  misses.set_embedder(embedder);
  misses.set_entries(1000);
  misses.set_fpir(0.01);
  misses.set_fnir_low(low);
  misses.set_fnir(fnir);
  misses.set_fnir_high(high);
  return misses;
}

TEST(StartReport, SaysWhatIsUsedAndWhatWasMeasured) {
  const Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  const PolicyInForce policy(ApprovedVersion(Policy()));
  MemoryCheckLog log;
  CheckRecorder recorder(log);
  const Screening screening(gallery, FakeCalibration(), policy, recorder);
  EXPECT_THAT(
      StartReport(screening, Licensed("CC0-1.0"), {1, 2, 3, Sequence{4}, true}),
      ElementsAre("model fake-v1@ffffffffffff/fake-alignment-v1, licence CC0-1.0",
                  HasSubstr("measured on invented (2026-01-01, 2000 people, 4000 images): FNMR "),
                  "what its searches of a list miss was not measured",
                  "presentation attack check: off",
                  HasSubstr("policy policies/1: refers whom at most 10 strangers"),
                  "1 lists, 2 entries, 3 references, epoch 4"));
  EXPECT_THAT(StartReport(screening, Licensed("x"), {})[1],
              HasSubstr("FNMR 50.00 % at FMR 0.001, finest FMR 1.0e-06"));
}

TEST(StartReport, DoesNotHideThatTheGalleryIsIncomplete) {
  const Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  const PolicyInForce policy(ApprovedVersion(Policy()));
  MemoryCheckLog log;
  CheckRecorder recorder(log);
  const Screening screening(gallery, FakeCalibration(), policy, recorder);
  EXPECT_THAT(StartReport(screening, Licensed("x"), {}).back(), HasSubstr("INCOMPLETE"));
}

TEST(StartReport, SaysWhatSearchesMissAndWhichInstalledEmbedderMissesFewer) {
  const Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  const PolicyInForce policy(ApprovedVersion(Policy()));
  MemoryCheckLog log;
  CheckRecorder recorder(log);
  const Screening screening(gallery, FakeCalibration(), policy, recorder);
  ServerFacts facts = Licensed("x");
  facts.misses = Misses("fake-v1", 0.65, 0.7, 0.75);
  facts.better_embedder = Misses("better-v1", 0.04, 0.05, 0.06);
  const std::vector<std::string> lines = StartReport(screening, facts, {});
  EXPECT_THAT(lines[2], HasSubstr("misses 70.0 % (65.0 to 75.0 %)"));
  EXPECT_THAT(lines[3], HasSubstr("better-v1 is installed and misses 5.0 % (4.0 to 6.0 %)"));
}

TEST(StartReport, SaysThatTheAttackCheckWasNotMeasured) {
  const Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  const PolicyInForce policy(ApprovedVersion(Policy()));
  MemoryCheckLog log;
  CheckRecorder recorder(log);
  const Screening screening(gallery, FakeCalibration(), policy, recorder);
  ServerFacts facts = Licensed("x");
  facts.attack_detector = "minifasnet-v2+v1se";
  EXPECT_EQ(StartReport(screening, facts, {})[3],
            "presentation attack check: minifasnet-v2+v1se, error rates (APCER and BPCER of "
            "ISO/IEC 30107-3) not measured");
}

}  // namespace
}  // namespace portcullis::testing
