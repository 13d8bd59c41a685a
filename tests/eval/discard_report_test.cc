#include "eval/discard_report.h"

#include <sstream>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

const ModelId kModel{"model", "0123456789abcdef", "alignment-v1"};

EmbeddedImage At(float x, int overall, int sharpness) {
  EmbeddedImage image;
  image.outcome = "EMBEDDED";
  image.embedding = Embedding(kModel, {x, 0});
  image.quality = Quality{.detector_confidence = 0.9F};
  image.quality->overall = overall;
  image.quality->components = {{QualityMeasure::kSharpness, 0.5, sharpness}};
  return image;
}

struct Crowd {
  std::vector<EmbeddedImage> images;
  std::vector<std::uint32_t> people;
};

// 40 people, 100 apart, with two images each. Those of the first ten lie 60 apart and are of low
// quality, one of the two; the others lie 1 apart.
Crowd MakeCrowd() {
  Crowd crowd;
  for (std::uint32_t person = 0; person < 40; ++person) {
    const bool bad = person < 10;
    const float x = 100.0F * static_cast<float>(person);
    crowd.images.push_back(At(x, 90, 50));
    crowd.images.push_back(At(x + (bad ? 60.0F : 1.0F), bad ? 20 : 90, 50));
    crowd.people.insert(crowd.people.end(), {person, person});
  }
  return crowd;
}

DiscardStudy Study(const Crowd& crowd, std::vector<double> levels) {
  auto study = StudyDiscard(crowd.images, crowd.people,
                            {.fmr_levels = std::move(levels), .bars = {10, 50}, .replicates = 100});
  EXPECT_OK(study);
  return *study;
}

const DiscardCurve& CurveBy(const DiscardAtFmr& level, std::string_view measure) {
  for (const DiscardOfMeasure& of : level.measures) {
    if (of.measure == measure) return of.curve;
  }
  ADD_FAILURE() << measure;
  return level.measures.front().curve;
}

// Strangers are 39 apart at the closest, 40 * 39 * 2 = 3,120 comparisons: at FMR 0.001 three may
// pass, and the ten pairs that are 60 apart are missed.
TEST(StudyDiscard, FindsTheMeasureThatKnowsTheBadImages) {
  const DiscardStudy study = Study(MakeCrowd(), {1e-3});
  EXPECT_EQ(study.images, 80);
  EXPECT_EQ(study.genuine, 40);
  EXPECT_EQ(study.impostors, 3120);
  const DiscardAtFmr& level = study.at_fmr.at(0);
  ASSERT_TRUE(level.supported);
  EXPECT_EQ(level.fnmr.errors, 10);
  EXPECT_DOUBLE_EQ(CurveBy(level, "OVERALL").points[20].errors, 2);  // 8 of 40 are gone, all bad
  EXPECT_DOUBLE_EQ(CurveBy(level, "OVERALL").partial.value, level.ideal->partial.value);
  EXPECT_NEAR(CurveBy(level, "SHARPNESS").partial.value, 1, 1e-9);  // the same everywhere
  EXPECT_NEAR(CurveBy(level, "EYES_OPEN").partial.value, 1, 1e-9);  // nowhere measured
}

TEST(StudyDiscard, SaysWhatABarRefusesAndBuys) {
  const DiscardStudy study = Study(MakeCrowd(), {1e-3});
  const std::vector<BarEffect>& bars = study.at_fmr.at(0).bars;
  ASSERT_EQ(bars.size(), 2);
  EXPECT_EQ(bars[0].images_refused, 0);
  EXPECT_EQ(bars[0].both.errors, 10);
  EXPECT_EQ(bars[1].images_refused, 10);
  EXPECT_EQ(bars[1].both.errors, 0);
  EXPECT_EQ(bars[1].both.trials, 30);
  // Either image may be the reference: of the bad pairs only the good image passes.
  EXPECT_EQ(bars[1].reference_only.errors, 10);
  EXPECT_EQ(bars[1].reference_only.trials, 70);
}

TEST(StudyDiscard, RefusesAnImageWhoseQualityIsNotKnown) {
  Crowd crowd = MakeCrowd();
  crowd.images[3].quality.reset();
  const auto study = StudyDiscard(crowd.images, crowd.people, {.fmr_levels = {1e-3}, .bars = {}});
  EXPECT_EQ(study.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(study, testing::MessageHas("1 of 80 images"));
}

TEST(StudyDiscard, PrintsNoRateThatTheComparisonsDoNotSupport) {
  const DiscardStudy study = Study(MakeCrowd(), {1e-3, 1e-6});
  EXPECT_FALSE(study.at_fmr.at(1).supported);
  nlohmann::ordered_json document;
  AddTo(document, study);
  EXPECT_EQ(document["at_fmr"][1].size(), 2);  // fmr and supported
  // Fewer than three pairs are missed after 20 %: a bound and no rate.
  EXPECT_TRUE(document["at_fmr"][0]["ideal"]["points"][20]["fnmr"].is_null());
  std::ostringstream table;
  PrintTable(study, table);
  EXPECT_NE(table.str().find("not supported"), std::string::npos);
  EXPECT_NE(table.str().find("OVERALL"), std::string::npos);
}

}  // namespace
}  // namespace portcullis
