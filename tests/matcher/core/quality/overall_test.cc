#include "matcher/core/quality/overall.h"

#include <array>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

std::vector<QualityComponent> AllWithScore(int score) {
  std::vector<QualityComponent> components;
  for (const QualityMeasure measure : kAllQualityMeasures)
    components.push_back({measure, 0, score});
  return components;
}

std::vector<QualityComponent> With(QualityMeasure measure, int score) {
  std::vector<QualityComponent> components = AllWithScore(100);
  for (QualityComponent& component : components) {
    if (component.measure == measure) component.score = score;
  }
  return components;
}

TEST(OverallQuality, IsWholeWhereEveryScoreIs) {
  EXPECT_EQ(OverallQuality(AllWithScore(100)), 100);
}

TEST(OverallQuality, IsTheProductOfPowers) {
  // 0.5^0.4 = 0.758; 0.25^0.8 = 0.330
  EXPECT_EQ(OverallQuality(With(QualityMeasure::kSharpness, 50)), 76);
  EXPECT_EQ(OverallQuality(With(QualityMeasure::kHeadRoll, 25)), 33);
}

TEST(OverallQuality, NeverFallsWhenAScoreRises) {
  for (const QualityMeasure measure : kAllQualityMeasures) {
    int last = 0;
    for (int score = 0; score <= 100; score += 5) {
      const int overall = OverallQuality(With(measure, score));
      EXPECT_GE(overall, last) << QualityMeasureName(measure) << " " << score;
      last = overall;
    }
  }
}

TEST(OverallQuality, IsLowWhereOneThingIsRuined) {
  for (const QualityMeasure measure :
       {QualityMeasure::kSharpness, QualityMeasure::kUnderExposure, QualityMeasure::kOverExposure,
        QualityMeasure::kInterEyeDistance, QualityMeasure::kHeadYaw}) {
    EXPECT_LE(OverallQuality(With(measure, 0)), 26) << QualityMeasureName(measure);
  }
}

TEST(OverallQuality, GivesNoWeightToWhatBroughtNoGain) {
  for (const QualityMeasure measure :
       {QualityMeasure::kEyesOpen, QualityMeasure::kMouthClosed, QualityMeasure::kMargins,
        QualityMeasure::kBackgroundUniformity, QualityMeasure::kSingleFace,
        QualityMeasure::kDynamicRange}) {
    EXPECT_EQ(OverallQuality(With(measure, 0)), 100) << QualityMeasureName(measure);
  }
}

TEST(OverallQuality, TakesTheOthersTheMoreSeriouslyWhereSomeAreMissing) {
  const std::array alone = {QualityComponent{QualityMeasure::kSharpness, 0, 50}};
  EXPECT_LT(OverallQuality(alone), OverallQuality(With(QualityMeasure::kSharpness, 50)));
  EXPECT_EQ(OverallQuality({}), 0);
  EXPECT_EQ(OverallQuality(std::array{QualityComponent{QualityMeasure::kMargins, 0, 100}}), 0);
}

}  // namespace
}  // namespace portcullis
