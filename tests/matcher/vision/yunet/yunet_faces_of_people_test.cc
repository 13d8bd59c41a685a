// YuNet run by us against YuNet run by OpenCV, on photographs of people.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/library_threads.h"
#include "matcher/vision/model_catalogue.h"
#include "matcher/vision/yunet_detector.h"
#include "matcher/vision/yunet_model.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/yunet/yunet_comparison.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

const fs::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
const fs::path kData = PORTCULLIS_SOURCE_DIR "/../shared/data";

std::vector<fs::path> PicturesIn(const fs::path& folder) {
  std::vector<fs::path> pictures;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".jpg") pictures.push_back(entry.path());
  }
  std::sort(pictures.begin(), pictures.end());
  return pictures;
}

class YunetFacesOfPeople : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(kData)) GTEST_SKIP() << kData << " is absent";
    MakeLibrariesSingleThreaded();
    const auto catalogue = ReadModelCatalogue(kModelsDir);
    ASSERT_OK(catalogue);
    const auto info = std::find_if(catalogue->begin(), catalogue->end(),
                                   [](const ModelInfo& one) { return one.id == "yunet-2022mar"; });
    ASSERT_NE(info, catalogue->end());
    if (!fs::exists(info->file)) GTEST_SKIP() << "YuNet is absent; run models/fetch";
    ours_ = DetectorOf(YunetModel::Load(*info, BestCpuPath()));
    theirs_ = DetectorOf(YunetModel::LoadForOpenCv(*info));
    ASSERT_NE(ours_, nullptr);
    ASSERT_NE(theirs_, nullptr);
  }

  /// Every `step`-th picture of a folder.
  void ExpectSameFaces(const fs::path& folder, std::size_t step) {
    const std::vector<fs::path> pictures = PicturesIn(folder);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < pictures.size(); i += step, ++compared) {
      std::ifstream file(pictures[i], std::ios::binary);
      const std::vector<std::uint8_t> bytes(std::istreambuf_iterator<char>(file), {});
      const auto decoded = decoder_->Decode(bytes);
      ASSERT_OK(decoded);
      const auto found = ours_->Detect(decoded->image);
      ASSERT_OK(found);
      const auto expected = theirs_->Detect(decoded->image);
      ASSERT_OK(expected);
      EXPECT_FALSE(expected->empty()) << pictures[i];
      EXPECT_EQ(testing::DifferenceOf(*found, *expected), "") << pictures[i];
    }
    fmt::print("{} pictures of {} compared\n", compared, folder.filename().string());
    EXPECT_GE(compared, 100U);
  }

 private:
  static std::unique_ptr<FaceDetector> DetectorOf(const absl::StatusOr<YunetModel>& model) {
    EXPECT_OK(model);
    if (!model.ok()) return nullptr;
    auto yunet = model->Make(YunetOptions().min_confidence);
    EXPECT_OK(yunet);
    if (!yunet.ok()) return nullptr;
    return MakeYunetDetector(*std::move(yunet), YunetOptions());
  }

  std::unique_ptr<ImageDecoder> decoder_ = MakeImageDecoder({});
  std::unique_ptr<FaceDetector> ours_;
  std::unique_ptr<FaceDetector> theirs_;
};

TEST_F(YunetFacesOfPeople, AreThoseOfOpenCvInEveryPortraitOfLondon) {
  ExpectSameFaces(kData / "london", 1);
}

TEST_F(YunetFacesOfPeople, AreThoseOfOpenCvInPhotographsOfTheNews) {
  ExpectSameFaces(kData / "lfw-dev", 10);
}

}  // namespace
}  // namespace portcullis
