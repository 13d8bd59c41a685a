// Chips pixel for pixel. Whoever changes how they are cut finds out here, and that the name of the
// alignment has to change with it: embeddings of differently cut chips must not be compared.
//
// The digests are of all pixels. They hold for every build type, because this project compiles for
// plain x86-64, which has no fused multiply-add that a compiler could contract to, and without
// -ffast-math. What dlib leaves to OpenBLAS is so little that the kernels for five kinds of
// processors (OPENBLAS_CORETYPE) give the same pixels.
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "matcher/vision/five_point_aligner.h"
#include "matcher/vision/mobilefacenet_embedder.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/models_folder.h"

namespace portcullis {
namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 240;

/// No face and no symmetry: a slope, a grid of lines and rings, another in each channel. Made of
/// integers alone, so that it is the same everywhere.
Image TestCard() {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const int rings = (x - 120) * (x - 120) + (y - 90) * (y - 90);
      const int lines = (x % 16 < 3 ? 60 : 0) + (y % 22 < 4 ? 50 : 0);
      pixels.push_back(static_cast<std::uint8_t>((x * 3 + y) / 8 + lines / 2));
      pixels.push_back(static_cast<std::uint8_t>(rings / 90 % 200 + lines / 3));
      pixels.push_back(static_cast<std::uint8_t>((x * y / 64 + lines) % 256));
    }
  }
  return Image(kWidth, kHeight, std::move(pixels));
}

/// Of a face whose eyes are `eyes_px` apart around (x, y), leaning by the slope `lean`.
FacePoints PointsAt(float x, float y, float eyes_px, float lean) {
  const auto at = [=](float right, float down) {
    return Point{x + eyes_px * (right - lean * down), y + eyes_px * (down + lean * right)};
  };
  return {.right_eye = at(-0.5F, 0),
          .left_eye = at(0.5F, 0.02F),
          .nose_tip = at(0.03F, 0.55F),
          .right_mouth_corner = at(-0.4F, 1),
          .left_mouth_corner = at(0.42F, 1.02F)};
}

struct Placement {
  std::string_view name;
  FacePoints points;
};

const std::array<Placement, 3> kPlacements = {{
    {"magnified", PointsAt(160, 100, 30, 0.1F)},
    {"reduced", PointsAt(150, 70, 110, -0.2F)},
    {"beyond the border", PointsAt(20, 30, 60, 0.3F)},
}};

/// The beginning of the SHA-256 of each view, the plain chip first.
std::vector<std::string> Digests(const FaceChip& chip) {
  constexpr std::size_t kEnough = 16;
  std::vector<std::string> digests = {testing::Sha256Hex(chip.image.pixels()).substr(0, kEnough)};
  for (const Image& view : chip.further_views) {
    digests.push_back(testing::Sha256Hex(view.pixels()).substr(0, kEnough));
  }
  return digests;
}

struct Golden {
  std::string_view alignment;
  std::vector<std::vector<std::string>> digests;  // for each of kPlacements, its views
};

void ExpectGolden(const FivePointFrame& frame, const Golden& golden) {
  const auto aligner = MakeFivePointAligner(frame);
  ASSERT_EQ(aligner->alignment(), golden.alignment) << "a new name wants new digests";
  ASSERT_EQ(golden.digests.size(), kPlacements.size());
  for (std::size_t i = 0; i < kPlacements.size(); ++i) {
    Face face;
    face.points = kPlacements[i].points;
    const auto chip = aligner->Align(TestCard(), face);
    ASSERT_OK(chip);
    EXPECT_THAT(Digests(*chip), ::testing::ElementsAreArray(golden.digests[i]))
        << golden.alignment << ", " << kPlacements[i].name;
  }
}

TEST(GoldenChips, OfYunetsPointsForDlibsNetworksAreCutAsEver) {
  ExpectGolden(
      YunetFrame(),
      {"yunet5-v3",
       {{"9d836f7e4ce603fb", "503a17374a142255", "459b1db2d91b6504", "c89450b75d62bfa4"},
        {"66de0311f7593006", "a52d0d5fdb0ebebb", "0e0b60f0b0cc68c4", "68c25c6d1da6c10d"},
        {"65d21a310dae1568", "01d8cb6ffdb719bb", "29ac22d8e579e32f", "21238d08bd64dda3"}}});
}

TEST(GoldenChips, OfYunetsPointsForMobileFaceNetAreCutAsEver) {
  ExpectGolden(MobileFaceNetFrame(), {"arcface5-v1",
                                      {{"cb675182e30784f5", "e684893d2dafed45"},
                                       {"e73b1ba1e839c09d", "9717081a8447687e"},
                                       {"98f73cd5867b8b6a", "e3b6388efe19f5de"}}});
}

}  // namespace
}  // namespace portcullis
