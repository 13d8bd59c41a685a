// YuNet as its file has it, run by us and by OpenCV.
#include "matcher/vision/yunet_model.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "matcher/vision/model_catalogue.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/models_folder.h"
#include "tests/matcher/vision/yunet/cpu_paths.h"
#include "tests/matcher/vision/yunet/yunet_comparison.h"

namespace portcullis {
namespace {

using testing::CpuPathsHere;
using testing::DifferenceOf;
using testing::FailsWith;
using testing::MessageHas;

const std::filesystem::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
constexpr float kMinConfidence = 0.1F;  // so that noise has faces too

ModelInfo YunetOf(const std::filesystem::path& models_dir) {
  const auto catalogue = ReadModelCatalogue(models_dir);
  EXPECT_OK(catalogue);
  for (const ModelInfo& model : *catalogue) {
    if (model.id == "yunet-2022mar") return model;
  }
  ADD_FAILURE() << "no YuNet in " << models_dir;
  return {};
}

class YunetModelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(YunetOf(kModelsDir).file)) {
      GTEST_SKIP() << "YuNet is absent; run models/fetch";
    }
  }
};

/// Of the size of a picture; rows have a gap behind them.
class Picture {
 public:
  Picture(int width, int height)
      : width_(width),
        height_(height),
        step_(static_cast<std::size_t>(width) * 3 + 5),
        bytes_(step_ * static_cast<std::size_t>(height), 255) {}

  std::uint8_t* pixel(int x, int y) {
    return bytes_.data() + static_cast<std::size_t>(y) * step_ + static_cast<std::size_t>(x) * 3;
  }
  PixelRows rows() const { return {bytes_.data(), step_, width_, height_}; }

 private:
  int width_;
  int height_;
  std::size_t step_;
  std::vector<std::uint8_t> bytes_;
};

/// Blots of random colours and sizes, which YuNet takes for a face here and there.
Picture Blots(int width, int height, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](int limit) {
    return static_cast<int>(random() % static_cast<unsigned>(limit));
  };
  Picture picture(width, height);
  for (int blot = 0; blot < 60; ++blot) {
    const int radius = 3 + below(40);
    const int x0 = below(width);
    const int y0 = below(height);
    const int colour[] = {below(256), below(256), below(256)};
    for (int y = std::max(0, y0 - radius); y < std::min(height, y0 + radius); ++y) {
      for (int x = std::max(0, x0 - radius); x < std::min(width, x0 + radius); ++x) {
        if ((x - x0) * (x - x0) + (y - y0) * (y - y0) > radius * radius) continue;
        for (int c = 0; c < 3; ++c) {
          picture.pixel(x, y)[c] = static_cast<std::uint8_t>((colour[c] + below(32)) % 256);
        }
      }
    }
  }
  return picture;
}

TEST_F(YunetModelTest, SeesWhatOpenCvSeesInImagesOfAnySize) {
  const ModelInfo info = YunetOf(kModelsDir);
  const auto opencv = YunetModel::LoadForOpenCv(info);
  ASSERT_OK(opencv);
  const auto theirs = opencv->Make(kMinConfidence);
  ASSERT_OK(theirs);
  std::size_t faces = 0;
  for (const CpuPath path : CpuPathsHere()) {
    const auto model = YunetModel::Load(info, path);
    ASSERT_OK(model);
    const auto ours = model->Make(kMinConfidence);
    ASSERT_OK(ours);
    unsigned seed = 0;
    for (const auto& [width, height] : {std::pair{128, 128},
                                        {160, 160},
                                        {640, 128},
                                        {250, 250},
                                        {480, 331},
                                        {193, 479},
                                        {255, 257},
                                        {480, 480},
                                        {191, 640}}) {
      const Picture picture = Blots(width, height, ++seed);
      const auto expected = (*theirs)->Find(picture.rows());
      ASSERT_OK(expected);
      const auto found = (*ours)->Find(picture.rows());
      ASSERT_OK(found);
      EXPECT_EQ(DifferenceOf(*found, *expected), "")
          << CpuPathName(path) << ' ' << width << 'x' << height;
      faces += expected->size();
    }
  }
  EXPECT_GE(faces, 10U) << "the blots show too few faces to compare";
}

TEST_F(YunetModelTest, AnImageLeavesNothingBehindForTheNext) {
  const auto model = YunetModel::Load(YunetOf(kModelsDir), BestCpuPath());
  ASSERT_OK(model);
  const auto yunet = model->Make(kMinConfidence);
  ASSERT_OK(yunet);
  const Picture picture = Blots(640, 128, 3);
  const auto first = (*yunet)->Find(picture.rows());
  ASSERT_OK(first);
  ASSERT_OK((*yunet)->Find(Blots(480, 480, 9).rows()));
  const auto again = (*yunet)->Find(picture.rows());
  ASSERT_OK(again);
  EXPECT_EQ(DifferenceOf(*again, *first), "");
}

TEST_F(YunetModelTest, AFileOfAnotherNetworkIsNone) {
  const std::filesystem::path other = kModelsDir / "weights" / "MiniFASNetV2.onnx";
  if (!std::filesystem::exists(other)) GTEST_SKIP() << other << " is absent; run models/fetch";
  ModelInfo info = YunetOf(kModelsDir);
  const auto catalogue = ReadModelCatalogue(kModelsDir);
  ASSERT_OK(catalogue);
  for (const ModelInfo& model : *catalogue) {
    if (model.file != other) continue;
    info.file = model.file;
    info.sha256 = model.sha256;
  }
  const auto loaded = YunetModel::Load(info, CpuPath::kPortable).status();
  EXPECT_THAT(loaded,
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
  EXPECT_THAT(loaded, MessageHas("is no YuNet of March 2022"));
}

TEST_F(YunetModelTest, ADamagedFileIsNone) {
  ModelInfo info = YunetOf(kModelsDir);
  info.sha256.back() = info.sha256.back() == '0' ? '1' : '0';
  for (const auto& status : {YunetModel::Load(info, CpuPath::kPortable).status(),
                             YunetModel::LoadForOpenCv(info).status()}) {
    EXPECT_THAT(status,
                FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
  }
}

}  // namespace
}  // namespace portcullis
