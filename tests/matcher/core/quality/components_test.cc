// All components of one drawn face: a golden table, and how they follow what is done to it.
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "matcher/core/quality.h"
#include "tests/matcher/core/quality/drawn_face.h"

namespace portcullis {
namespace {

using testing::Draw;
using testing::DrawnFace;
using testing::FoundFace;

Quality MeasureOf(const DrawnFace& drawn) {
  const FaceChip chip{Draw(drawn), {}, "test"};
  const Face face = FoundFace(drawn);
  return MeasureQuality({chip.image, {&face, 1}, face, chip});
}

std::optional<QualityComponent> Find(const Quality& quality, QualityMeasure measure) {
  for (const QualityComponent& component : quality.components) {
    if (component.measure == measure) return component;
  }
  return std::nullopt;
}

int ScoreOf(const DrawnFace& drawn, QualityMeasure measure) {
  return Find(MeasureOf(drawn), measure)->score;
}

struct Golden {
  QualityMeasure measure;
  double raw;
  int score;
};

void ExpectGolden(const DrawnFace& drawn, const std::vector<Golden>& table) {
  const Quality quality = MeasureOf(drawn);
  for (const Golden& row : table) {
    const auto found = Find(quality, row.measure);
    ASSERT_TRUE(found) << QualityMeasureName(row.measure);
    EXPECT_NEAR(found->raw, row.raw, 0.005 + 0.01 * std::abs(row.raw))
        << QualityMeasureName(row.measure);
    EXPECT_NEAR(found->score, row.score, 1) << QualityMeasureName(row.measure);
  }
}

TEST(Components, OfAGoodPortraitAreTheseNumbers) {
  ExpectGolden({}, {{QualityMeasure::kHeadYaw, 0, 100},
                    {QualityMeasure::kHeadPitch, 0, 100},
                    {QualityMeasure::kHeadRoll, 0, 100},
                    {QualityMeasure::kInterEyeDistance, 60, 99},
                    {QualityMeasure::kSharpness, 0.8684, 100},
                    {QualityMeasure::kUnderExposure, 0, 100},
                    {QualityMeasure::kOverExposure, 0, 100},
                    {QualityMeasure::kIlluminationUniformity, 0.9667, 98},
                    {QualityMeasure::kDynamicRange, 3.788, 47},
                    {QualityMeasure::kEyesOpen, 0.5054, 100},
                    {QualityMeasure::kMouthClosed, 0.4636, 100},
                    {QualityMeasure::kMargins, 1.342, 100},
                    {QualityMeasure::kBackgroundUniformity, 0, 100},
                    {QualityMeasure::kSingleFace, 1, 100},
                    {QualityMeasure::kForeheadVisible, 1.026, 99}});
}

TEST(Components, OfABadPortraitAreTheseNumbers) {
  ExpectGolden({.width = 200,
                .height = 200,
                .frame = {{60, 90}, 25, 0.9397F, 0.342F, true},
                .light_right = 0.3F,
                .gain = 0.5F,
                .softness = 0.08F,
                .eyes_open = false,
                .mouth_open = true,
                .hat = true,
                .busy_background = true},
               {{QualityMeasure::kHeadYaw, 0, 100},
                {QualityMeasure::kHeadPitch, 0, 100},
                {QualityMeasure::kHeadRoll, 20, 88},
                {QualityMeasure::kInterEyeDistance, 25, 30},
                {QualityMeasure::kSharpness, 0.176, 15},
                {QualityMeasure::kUnderExposure, 0.0408, 92},
                {QualityMeasure::kOverExposure, 0, 100},
                {QualityMeasure::kIlluminationUniformity, 0, 0},
                {QualityMeasure::kDynamicRange, 5.636, 70},
                {QualityMeasure::kEyesOpen, 0.5655, 100},
                {QualityMeasure::kMouthClosed, 2.761, 0},
                {QualityMeasure::kMargins, 0.6127, 100},
                {QualityMeasure::kBackgroundUniformity, 19.03, 39},
                {QualityMeasure::kSingleFace, 1, 100},
                {QualityMeasure::kForeheadVisible, 0.2886, 11}});
}

TEST(Components, AreInTheirOrderEachOnce) {
  const Quality quality = MeasureOf({});
  ASSERT_EQ(quality.components.size(), kAllQualityMeasures.size());
  for (std::size_t i = 0; i < kAllQualityMeasures.size(); ++i) {
    EXPECT_EQ(quality.components[i].measure, kAllQualityMeasures[i]);
    EXPECT_GE(quality.components[i].score, 0);
    EXPECT_LE(quality.components[i].score, 100);
  }
}

TEST(Components, ThatNeedPointsAreAbsentWithoutThem) {
  const FaceChip chip{Draw({}), {}, "test"};
  Face face = FoundFace({});
  face.points.reset();
  const Quality quality = MeasureQuality({chip.image, {&face, 1}, face, chip});
  for (const QualityMeasure measure :
       {QualityMeasure::kHeadYaw, QualityMeasure::kHeadPitch, QualityMeasure::kHeadRoll,
        QualityMeasure::kEyesOpen, QualityMeasure::kMouthClosed}) {
    EXPECT_FALSE(Find(quality, measure)) << QualityMeasureName(measure);
  }
  EXPECT_TRUE(Find(quality, QualityMeasure::kSharpness));
  EXPECT_GT(quality.overall, 50);
}

// Each worse than the one before.
void ExpectFalls(QualityMeasure measure, const std::vector<DrawnFace>& ever_worse) {
  int last_score = 101;
  int last_overall = 101;
  for (const DrawnFace& drawn : ever_worse) {
    const Quality quality = MeasureOf(drawn);
    EXPECT_LT(Find(quality, measure)->score, last_score) << QualityMeasureName(measure);
    EXPECT_LE(quality.overall, last_overall) << QualityMeasureName(measure);
    last_score = Find(quality, measure)->score;
    last_overall = quality.overall;
  }
}

TEST(Components, SharpnessFallsWithBlur) {
  ExpectFalls(QualityMeasure::kSharpness,
              {{.softness = 0}, {.softness = 0.05F}, {.softness = 0.1F}, {.softness = 0.2F}});
}

TEST(Components, UnderExposureFallsWithLight) {
  ExpectFalls(QualityMeasure::kUnderExposure, {{}, {.gain = 0.2F}, {.gain = 0.155F}});
}

TEST(Components, OverExposureFallsWithTooMuchLight) {
  ExpectFalls(QualityMeasure::kOverExposure, {{}, {.gain = 1.5F}, {.gain = 1.6F}});
}

TEST(Components, IlluminationUniformityFallsWithLightFromTheSide) {
  ExpectFalls(QualityMeasure::kIlluminationUniformity,
              {{}, {.light_right = 0.85F}, {.light_right = 0.5F}});
}

TEST(Components, InterEyeDistanceFallsWithSize) {
  ExpectFalls(QualityMeasure::kInterEyeDistance, {{.frame = {{199.5F, 170}, 40, 1, 0, true}},
                                                  {.frame = {{199.5F, 170}, 28, 1, 0, true}},
                                                  {.frame = {{199.5F, 170}, 18, 1, 0, true}}});
}

TEST(Components, BackgroundUniformityFallsWithPattern) {
  EXPECT_LT(ScoreOf({.busy_background = true}, QualityMeasure::kBackgroundUniformity),
            ScoreOf({}, QualityMeasure::kBackgroundUniformity));
}

TEST(Components, ForeheadVisibleFallsUnderAHat) {
  EXPECT_GT(ScoreOf({}, QualityMeasure::kForeheadVisible), 90);
  EXPECT_LT(ScoreOf({.hat = true}, QualityMeasure::kForeheadVisible), 10);
}

TEST(Components, EyesOpenFallsWhenTheyAreShut) {
  EXPECT_GT(ScoreOf({}, QualityMeasure::kEyesOpen), 70);
  EXPECT_LT(ScoreOf({.eyes_open = false}, QualityMeasure::kEyesOpen), 30);
}

TEST(Components, MouthClosedFallsWhenItOpens) {
  EXPECT_GT(ScoreOf({}, QualityMeasure::kMouthClosed), 70);
  EXPECT_LT(ScoreOf({.mouth_open = true}, QualityMeasure::kMouthClosed), 30);
}

TEST(Components, DoNotDependOnTheSizeOfTheImage) {
  const DrawnFace large{
      .width = 1600, .height = 1600, .frame = {{799.5F, 681.5F}, 240, 1, 0, true}};
  const Quality of_large = MeasureOf(large);
  const Quality of_small = MeasureOf({});
  for (const QualityMeasure measure :
       {QualityMeasure::kSharpness, QualityMeasure::kUnderExposure, QualityMeasure::kOverExposure,
        QualityMeasure::kIlluminationUniformity, QualityMeasure::kEyesOpen,
        QualityMeasure::kMouthClosed, QualityMeasure::kMargins,
        QualityMeasure::kBackgroundUniformity, QualityMeasure::kForeheadVisible}) {
    EXPECT_NEAR(Find(of_large, measure)->score, Find(of_small, measure)->score, 6)
        << QualityMeasureName(measure);
  }
}

TEST(Components, DoNotDependOnTheTurnOfTheImage) {
  const DrawnFace turned{.frame = {{199.5F, 199.5F}, 50, 0.866F, 0.5F, true}};
  const Quality of_turned = MeasureOf(turned);
  const Quality of_upright = MeasureOf({.frame = {{199.5F, 199.5F}, 50, 1, 0, true}});
  for (const QualityMeasure measure :
       {QualityMeasure::kHeadYaw, QualityMeasure::kSharpness, QualityMeasure::kUnderExposure,
        QualityMeasure::kIlluminationUniformity, QualityMeasure::kEyesOpen,
        QualityMeasure::kForeheadVisible}) {
    EXPECT_NEAR(Find(of_turned, measure)->score, Find(of_upright, measure)->score, 8)
        << QualityMeasureName(measure);
  }
}

}  // namespace
}  // namespace portcullis
