#include "matcher/core/quality_bar.h"

#include "gtest/gtest.h"

namespace portcullis {
namespace {

Quality Good() {
  Quality quality;
  quality.inter_eye_distance_px = 60;
  quality.overall = 80;
  quality.components = {{QualityMeasure::kHeadYaw, 3, 99}, {QualityMeasure::kSharpness, 0.5, 40}};
  return quality;
}

TEST(QualityBar, IsPassedWhereEverythingIsAtLeastWhatItAsksFor) {
  EXPECT_TRUE(ShortfallsOf(Good(), {.min_inter_eye_distance_px = 60,
                                    .min_overall = 80,
                                    .min_scores = {{QualityMeasure::kSharpness, 40}}})
                  .empty());
}

TEST(QualityBar, NamesEverythingThatIsBelow) {
  const auto shortfalls = ShortfallsOf(Good(), {.min_inter_eye_distance_px = 61,
                                                .min_overall = 81,
                                                .min_scores = {{QualityMeasure::kSharpness, 41}}});
  ASSERT_EQ(shortfalls.size(), 3);
  EXPECT_EQ(shortfalls[0],
            (QualityShortfall{QualityMeasure::kInterEyeDistance, 60, 61}));  // pixels
  EXPECT_EQ(shortfalls[1], (QualityShortfall{std::nullopt, 80, 81}));
  EXPECT_EQ(shortfalls[2], (QualityShortfall{QualityMeasure::kSharpness, 40, 41}));
}

TEST(QualityBar, DoesNotRefuseForAMeasureThatCouldNotBeTaken) {
  EXPECT_TRUE(ShortfallsOf(Good(), {.min_scores = {{QualityMeasure::kEyesOpen, 90}}}).empty());
}

}  // namespace
}  // namespace portcullis
