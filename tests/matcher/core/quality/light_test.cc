// Exposure, uniformity of light, dynamic range and forehead, on patches worked by hand.
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "gtest/gtest.h"
#include "matcher/core/quality/dynamic_range.h"
#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/forehead_visible.h"
#include "matcher/core/quality/illumination_uniformity.h"
#include "matcher/core/quality/over_exposure.h"
#include "matcher/core/quality/under_exposure.h"

namespace portcullis {
namespace {

FacePatch PatchOf(const std::function<float(float u, float v)>& luminance) {
  const FacePatch shape(kFaceArea, kFaceSamplesPerUnit, std::vector<float>(80 * 104, 0));
  std::vector<float> samples;
  for (int y = 0; y < 104; ++y) {
    for (int x = 0; x < 80; ++x) samples.push_back(luminance(shape.U(x), shape.V(y)));
  }
  return {kFaceArea, kFaceSamplesPerUnit, samples};
}

FacePatch Flat(float luminance) {
  return PatchOf([luminance](float, float) { return luminance; });
}

// Left half of the picture, right half of the picture.
FacePatch Halves(float left, float right) {
  return PatchOf([=](float u, float) { return u < 0 ? left : right; });
}

TEST(UnderExposure, IsTheShareOfTheFaceThatIsTooDark) {
  EXPECT_DOUBLE_EQ(UnderExposure(Flat(26)).raw, 0);
  EXPECT_DOUBLE_EQ(UnderExposure(Flat(25)).raw, 1);
  EXPECT_NEAR(UnderExposure(Halves(10, 100)).raw, 0.5, 1e-9);
  EXPECT_EQ(UnderExposure(Halves(10, 100)).score, 25);  // 100 (1 - 0.5)^2
  EXPECT_EQ(UnderExposure(Flat(100)).score, 100);
}

TEST(OverExposure, IsTheShareOfTheFaceThatIsBurntOut) {
  EXPECT_DOUBLE_EQ(OverExposure(Flat(246)).raw, 0);
  EXPECT_DOUBLE_EQ(OverExposure(Flat(247)).raw, 1);
  EXPECT_NEAR(OverExposure(Halves(255, 100)).raw, 0.5, 1e-9);
  EXPECT_EQ(OverExposure(Halves(255, 100)).score, 25);
}

TEST(Exposure, LooksAtTheFaceAlone) {
  const FacePatch dark_around =
      PatchOf([](float u, float v) { return IsInFace(u, v) ? 100.0F : 0.0F; });
  EXPECT_DOUBLE_EQ(UnderExposure(dark_around).raw, 0);
}

TEST(Exposure, CallsAFaceOutsideOfTheImageBothTooDarkAndBurntOut) {
  EXPECT_EQ(UnderExposure(Flat(-1)).score, 0);
  EXPECT_EQ(OverExposure(Flat(-1)).score, 0);
}

TEST(DynamicRange, IsTheEntropyInBits) {
  EXPECT_DOUBLE_EQ(DynamicRange(Flat(80)).raw, 0);
  EXPECT_NEAR(DynamicRange(Halves(80, 120)).raw, 1, 1e-6);
  EXPECT_EQ(DynamicRange(Halves(80, 120)).score, 13);  // 12.5 of 100 for each bit
  EXPECT_DOUBLE_EQ(DynamicRange(Flat(-1)).raw, 0);
}

TEST(IlluminationUniformity, IsWhatBothCheeksHaveInCommon) {
  EXPECT_NEAR(IlluminationUniformity(Flat(100)).raw, 1, 1e-9);
  EXPECT_NEAR(IlluminationUniformity(Halves(60, 160)).raw, 0, 1e-9);
  EXPECT_EQ(IlluminationUniformity(Halves(60, 160)).score, 0);
}

TEST(IlluminationUniformity, IsAQuarterWhereThatMuchOfACheekIsLikeTheOther) {
  // Rows of the cheeks reach from v = 0.35 to 0.8; a tenth below 0.395 is all that both share.
  const FacePatch patch = PatchOf([](float u, float v) {
    if (u < 0) return 100.0F;
    return v < 0.4625F ? 100.0F : 200.0F;
  });
  EXPECT_NEAR(IlluminationUniformity(patch).raw, 0.25, 0.05);
  EXPECT_NEAR(IlluminationUniformity(patch).score, 50, 5);
}

TEST(ForeheadVisible, IsTheLightOfTheForeheadBesideThatOfTheCheeks) {
  const auto with_forehead = [](float luminance) {
    return PatchOf([luminance](float, float v) { return v < -0.45F ? luminance : 120.0F; });
  };
  EXPECT_NEAR(ForeheadVisible(with_forehead(120))->raw, 1, 1e-6);
  EXPECT_GT(ForeheadVisible(with_forehead(120))->score, 95);
  EXPECT_NEAR(ForeheadVisible(with_forehead(60))->raw, 0.5, 1e-6);
  EXPECT_EQ(ForeheadVisible(with_forehead(60))->score, 50);
  EXPECT_LT(ForeheadVisible(with_forehead(24))->score, 10);
}

TEST(ForeheadVisible, SaysNothingOfAForeheadBeyondTheImage) {
  EXPECT_FALSE(ForeheadVisible(PatchOf([](float, float v) { return v < -0.6F ? -1.0F : 120.0F; })));
}

}  // namespace
}  // namespace portcullis
