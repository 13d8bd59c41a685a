#include "matcher/vision/attack_crop.h"

#include <limits>
#include <ostream>

#include "tests/fakes/status_matchers.h"

namespace portcullis {

void PrintTo(const PixelRectangle& crop, std::ostream* out) {
  *out << crop.left << ',' << crop.top << ' ' << crop.width << 'x' << crop.height;
}

namespace {

PixelRectangle CropOf(const Box& face, int width, int height, float scale) {
  const auto crop = AttackCrop(face, width, height, scale);
  EXPECT_OK(crop);
  return crop.ok() ? *crop : PixelRectangle();
}

// Both ends of a side are pixels of the crop, so it is one longer than the magnified face.

TEST(AttackCrop, MagnifiesTheFaceAboutItsCentre) {
  EXPECT_EQ(CropOf({40, 30, 20, 40}, 100, 100, 2), (PixelRectangle{30, 10, 41, 81}));
}

TEST(AttackCrop, MovesInsideWhatReachesBeyondTheBorder) {
  EXPECT_EQ(CropOf({0, 30, 20, 40}, 100, 100, 2), (PixelRectangle{0, 10, 41, 81}));
  EXPECT_EQ(CropOf({80, 60, 20, 40}, 100, 100, 2), (PixelRectangle{59, 19, 41, 81}));
  EXPECT_EQ(CropOf({-30, -50, 20, 40}, 100, 100, 2), (PixelRectangle{0, 0, 41, 81}));
}

TEST(AttackCrop, MagnifiesLessWhereTheImageIsTooSmall) {
  // 99 px high at most, so 99/40 times, not 4 times: 49.5 px wide about column 50.
  EXPECT_EQ(CropOf({40, 30, 20, 40}, 100, 100, 4), (PixelRectangle{25, 0, 50, 100}));
  EXPECT_EQ(CropOf({0, 0, 500, 700}, 100, 100, 4).height, 100);
}

TEST(AttackCrop, StaysInsideTheSmallestImage) {
  EXPECT_EQ(CropOf({0, 0, 2, 2}, 2, 2, 4), (PixelRectangle{0, 0, 2, 2}));
}

TEST(AttackCrop, RefusesFacesWithoutAnArea) {
  constexpr float kInfinite = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  for (const Box& face : {Box{5, 5, 0, 10}, Box{5, 5, 10, -1}, Box{5, 5, kInfinite, 10},
                          Box{kNan, 5, 10, 10}, Box{5, -kInfinite, 10, 10}}) {
    EXPECT_EQ(AttackCrop(face, 100, 100, 2).status().code(), absl::StatusCode::kInternal);
  }
  EXPECT_EQ(AttackCrop({0, 0, 1, 1}, 1, 100, 2).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace portcullis
