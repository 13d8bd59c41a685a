// That real faces are told apart on oneDNN exactly as by dlib's own forward pass.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/vision/dlib_embedders.h"
#include "matcher/vision/model_file.h"
#include "matcher/vision/onednn_embedder.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/relative_difference.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

const fs::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
const fs::path kFaces = PORTCULLIS_SOURCE_DIR "/../shared/data/lfw-dev";
constexpr std::size_t kChips = 1000;
constexpr std::size_t kBatch = 4;
constexpr double kTolerance = 1e-4;  // relative L2
constexpr std::size_t kRanks = 10;

class OnednnFacesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(kFaces)) GTEST_SKIP() << kFaces << " is absent";
    for (const char* file :
         {"face_detection_yunet_2022mar.onnx", "face_recognition_densenet_model_v1.dat"}) {
      if (fs::exists(kModelsDir / "weights" / file)) continue;
      GTEST_SKIP() << file << " is absent; run models/fetch";
    }
  }

  /// The surest face of each of the first images that have one, cut as the server cuts them.
  static std::vector<Image> CutChips(const EncoderParts& parts) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(kFaces)) {
      if (entry.path().extension() == ".jpg") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<Image> chips;
    for (const fs::path& path : files) {
      if (chips.size() == kChips) break;
      std::ifstream file(path, std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(file)),
                             std::istreambuf_iterator<char>());
      const std::vector<std::uint8_t> bytes(text.begin(), text.end());
      const auto image = parts.decoder->Decode(bytes);
      if (!image.ok()) continue;
      const auto faces = parts.detector->Detect(image->image);
      if (!faces.ok() || faces->empty()) continue;
      const auto chip = parts.aligner->Align(image->image, faces->front());
      if (chip.ok()) chips.push_back(chip->image);
    }
    return chips;
  }

  /// Several at a time, as the views of a face are.
  static std::vector<Embedding> EmbedAll(FaceEmbedder& embedder, const std::vector<Image>& chips) {
    std::vector<Embedding> embeddings;
    for (std::size_t i = 0; i < chips.size(); i += kBatch) {
      const auto begin = chips.begin() + static_cast<std::ptrdiff_t>(i);
      const auto end =
          chips.begin() + static_cast<std::ptrdiff_t>(std::min(i + kBatch, chips.size()));
      auto some = embedder.EmbedViews({*begin, {begin + 1, end}, "yunet5"});
      EXPECT_OK(some);
      std::move(some->begin(), some->end(), std::back_inserter(embeddings));
    }
    return embeddings;
  }
};

double DistanceOf(const Embedding& a, const Embedding& b) {
  double squares = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    squares += std::pow(static_cast<double>(a.values()[i]) - b.values()[i], 2);
  }
  return std::sqrt(squares);
}

struct Ranking {
  std::vector<double> distances;     // to each of all
  std::vector<std::size_t> nearest;  // all but the probe itself, the nearest first
};

Ranking RankAll(const std::vector<Embedding>& all, std::size_t probe) {
  Ranking ranking;
  for (const Embedding& one : all) ranking.distances.push_back(DistanceOf(all[probe], one));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i != probe) ranking.nearest.push_back(i);
  }
  std::stable_sort(
      ranking.nearest.begin(), ranking.nearest.end(),
      [&](std::size_t a, std::size_t b) { return ranking.distances[a] < ranking.distances[b]; });
  return ranking;
}

TEST_F(OnednnFacesTest, EmbedsAThousandFacesAsDlibDoesAndRanksTheSameCandidates) {
  const auto kit = VisionKit::Create({.models_dir = kModelsDir, .decode_limits = {}});
  ASSERT_OK(kit);
  const auto parts = (*kit)->MakeParts();
  ASSERT_OK(parts);
  const std::vector<Image> chips = CutChips(*parts);
  ASSERT_EQ(chips.size(), kChips);
  const ModelInfo& model = (*kit)->embedder();
  const auto weights = ReadModelFile(model);
  ASSERT_OK(weights);
  const auto dlib = MakeDlibDenseNetEmbedder(model, *weights);
  ASSERT_OK(dlib);
  const auto graph = ReadDlibDenseNet(model, *weights);
  ASSERT_OK(graph);
  const auto network = Network::Create(*graph, *ChosenCpuPath());
  ASSERT_OK(network);
  const auto onednn = MakeOnednnEmbedder(model, *network, 150);
  ASSERT_OK(onednn);

  const std::vector<Embedding> wanted = EmbedAll(**dlib, chips);
  const std::vector<Embedding> found = EmbedAll(**onednn, chips);
  double largest = 0;
  double farthest = 0;
  for (std::size_t i = 0; i < kChips; ++i) {
    largest = std::max(largest, testing::RelativeDifference(found[i], wanted[i]));
    farthest = std::max(farthest, DistanceOf(found[i], wanted[i]));
  }
  EXPECT_LT(largest, kTolerance);

  // No distance can change by more than both of its embeddings together.
  const double indistinct = 2 * (2 * farthest);
  int swapped = 0;
  int changed = 0;
  for (std::size_t probe = 0; probe < kChips; ++probe) {
    const Ranking before = RankAll(wanted, probe);
    const Ranking after = RankAll(found, probe);
    for (std::size_t rank = 0; rank < kRanks; ++rank) {
      const std::size_t a = before.nearest[rank];
      const std::size_t b = after.nearest[rank];
      if (a == b) continue;
      ++swapped;
      if (std::abs(before.distances[a] - before.distances[b]) > indistinct) ++changed;
    }
  }
  EXPECT_EQ(changed, 0);
  fmt::print(
      "{} chips: relative L2 at most {:.1e}; of {} ranks {} hold another candidate, {} of them "
      "where distances differ by more than rounding ({:.1e})\n",
      kChips, largest, kChips * kRanks, swapped, changed, indistinct);
}

}  // namespace
}  // namespace portcullis
