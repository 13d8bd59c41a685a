#include "matcher/vision/onednn/network.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/onednn/plain_run.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Tensor = LayerGraph::Tensor;

CpuPath Path() { return *ChosenCpuPath(); }

class NetworkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto path = ChosenCpuPath();
    if (!path.ok()) GTEST_SKIP() << path.status().message();
  }
};

class Noise {
 public:
  Image Picture(int width, int height) {
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < width * height * 3; ++i) {
      pixels.push_back(static_cast<std::uint8_t>(random_() % 256));
    }
    return Image(width, height, std::move(pixels));
  }

  std::vector<float> Values(int count) {
    std::normal_distribution<float> normal(0, 0.3F);
    std::vector<float> values;
    for (int i = 0; i < count; ++i) values.push_back(normal(random_));
    return values;
  }

  Convolution Filters(int filters, int channels, int side, int stride, int padding) {
    return {.filters = filters,
            .side = side,
            .stride = stride,
            .padding = padding,
            .weights = Values(filters * channels * side * side),
            .bias = Values(filters)};
  }

  ScaleShift Scales(int channels) { return {Values(channels), Values(channels)}; }

 private:
  std::mt19937 random_{7};
};

/// Runs `graph` on batches of 1, 2 and 4 images and compares each with the plain run.
void ExpectRunsAsPlainly(const LayerGraph& graph) {
  ASSERT_OK(graph.status());
  const auto network = Network::Create(graph, Path());
  ASSERT_OK(network);
  const auto& input = std::get<ImageInput>(graph.layers()[0].kind);
  for (const int batch : {1, 2, 4}) {
    SCOPED_TRACE(batch);
    const auto compiled = (*network)->Compile(batch);
    ASSERT_OK(compiled);
    Noise noise;
    std::vector<Image> images;
    for (int i = 0; i < batch; ++i) images.push_back(noise.Picture(input.width, input.height));
    std::vector<const Image*> pointers;
    for (const Image& image : images) pointers.push_back(&image);
    // Twice: what a run leaves behind must not matter to the next.
    ASSERT_OK((*compiled)->Run(pointers));
    ASSERT_OK((*compiled)->Run(pointers));
    for (std::size_t output = 0; output < graph.outputs().size(); ++output) {
      std::vector<float> wanted;
      for (const Image& image : images) {
        const std::vector<float> one = testing::RunPlainly(graph, image)[output];
        wanted.insert(wanted.end(), one.begin(), one.end());
      }
      const auto found = (*compiled)->output(static_cast<int>(output));
      ASSERT_EQ(found.size(), wanted.size());
      float largest = 0;
      for (const float value : wanted) largest = std::max(largest, std::abs(value));
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        ASSERT_NEAR(found[i], wanted[i], 2e-5F * largest) << "output " << output << ", value " << i;
      }
    }
  }
}

void ExpectCompilesNot(const LayerGraph& graph) {
  const auto network = Network::Create(graph, Path());
  ASSERT_OK(network);
  EXPECT_EQ((*network)->Compile(1).status().code(), StatusCode::kUnimplemented);
}

ImageInput SmallInput(int width, int height) {
  return {.height = height,
          .width = width,
          .mean = {122, 117, 104},
          .scale = {1 / 256.0F, 1 / 256.0F, 1 / 128.0F}};
}

TEST_F(NetworkTest, ConvolvesWithStrideAndPaddingOnAnyNumberOfChannels) {
  Noise noise;
  LayerGraph graph(SmallInput(29, 23));
  Tensor last = graph.Relu(graph.Convolve(graph.image(), noise.Filters(20, 3, 7, 2, 3)));
  last = graph.Convolve(last, noise.Filters(32, 20, 3, 1, 1));
  graph.AddOutput(last);
  graph.AddOutput(graph.Convolve(last, noise.Filters(5, 32, 3, 2, 0)));
  graph.AddOutput(graph.Relu(graph.Convolve(last, noise.Filters(14, 32, 1, 1, 0))));
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, PoolsAndAverages) {
  Noise noise;
  LayerGraph graph(SmallInput(31, 31));
  const Tensor first = graph.Convolve(graph.image(), noise.Filters(32, 3, 3, 1, 1));
  graph.AddOutput(graph.PoolOver(first, {.side = 3, .stride = 2, .padding = 1}));
  graph.AddOutput(graph.PoolOver(first, {.kind = Pool::Kind::kAverage, .side = 2, .stride = 2}));
  graph.AddOutput(
      graph.PoolOver(first, {.kind = Pool::Kind::kAverage, .side = 3, .stride = 2, .padding = 1}));
  graph.AddOutput(graph.Average(first));
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, AveragesBeforeOrAfterAPointwiseConvolution) {
  Noise noise;
  LayerGraph graph(SmallInput(19, 19));
  Tensor last = graph.Relu(graph.Convolve(graph.image(), noise.Filters(16, 3, 3, 1, 1)));
  last = graph.Convolve(last, noise.Filters(40, 16, 1, 1, 0));
  graph.AddOutput(graph.PoolOver(last, {.kind = Pool::Kind::kAverage, .side = 2, .stride = 2}));
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, AddsWhatSkippedTwoConvolutions) {
  Noise noise;
  LayerGraph graph(SmallInput(16, 16));
  Tensor last = graph.Convolve(graph.image(), noise.Filters(32, 3, 3, 1, 1));
  for (int i = 0; i < 3; ++i) {
    Tensor branch = graph.Convolve(last, noise.Filters(32, 32, 3, 1, 1));
    branch = graph.Relu(graph.ScaleAndShift(branch, noise.Scales(32)));
    branch = graph.ScaleAndShift(graph.Convolve(branch, noise.Filters(32, 32, 3, 1, 1)),
                                 noise.Scales(32));
    last = graph.Relu(graph.Add(branch, last));
  }
  graph.AddOutput(last);
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, KeepsWhatIsReadAgainAfterASum) {
  Noise noise;
  LayerGraph graph(SmallInput(12, 12));
  const Tensor first = graph.Convolve(graph.image(), noise.Filters(16, 3, 3, 1, 1));
  const Tensor second = graph.Convolve(first, noise.Filters(16, 16, 3, 1, 1));
  const Tensor sum = graph.Relu(graph.Add(second, first));
  graph.AddOutput(sum);
  graph.AddOutput(graph.Convolve(first, noise.Filters(16, 16, 1, 1, 0)));
  graph.AddOutput(first);
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, KeepsWhatAConcatenationReadsAfterASum) {
  Noise noise;
  LayerGraph graph(SmallInput(12, 12));
  const Tensor first = graph.Convolve(graph.image(), noise.Filters(16, 3, 3, 1, 1));
  const Tensor second = graph.Convolve(first, noise.Filters(16, 16, 3, 1, 1));
  const Tensor both = graph.Concatenate({first, second});
  graph.AddOutput(graph.Add(graph.Convolve(second, noise.Filters(16, 16, 3, 1, 1)), first));
  graph.AddOutput(graph.Convolve(both, noise.Filters(16, 32, 1, 1, 0)));
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, AddsTensorsOfDifferentSizesAsIfZerosFollowed) {
  Noise noise;
  LayerGraph graph(SmallInput(9, 9));
  const Tensor first = graph.Convolve(graph.image(), noise.Filters(16, 3, 1, 1, 0));
  const Tensor narrow = graph.PoolOver(first, {.kind = Pool::Kind::kAverage});
  const Tensor deep = graph.Convolve(graph.Relu(first), noise.Filters(40, 16, 3, 3, 0));
  const Tensor sum = graph.Relu(graph.Add(deep, narrow));
  EXPECT_EQ(graph.shape(sum), (TensorShape{40, 4, 4}));
  graph.AddOutput(sum);
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, GoesThroughConcatenationsOfPartsThatFillNoWholeBlock) {
  Noise noise;
  LayerGraph graph(SmallInput(14, 14));
  Tensor block = graph.Convolve(graph.image(), noise.Filters(20, 3, 3, 1, 1));
  int channels = 20;
  for (int i = 0; i < 3; ++i, channels += 16) {
    Tensor grown = graph.Relu(graph.ScaleAndShift(block, noise.Scales(channels)));
    grown = graph.Convolve(grown, noise.Filters(16, channels, 1, 1, 0));
    block = graph.Concatenate({block, graph.Relu(grown)});
  }
  graph.AddOutput(graph.Convolve(block, noise.Filters(8, channels, 3, 1, 1)));
  graph.AddOutput(graph.Convolve(graph.Relu(block), noise.Filters(8, channels, 3, 1, 1)));
  const Tensor scaled = graph.Relu(graph.ScaleAndShift(block, noise.Scales(channels)));
  graph.AddOutput(graph.Convolve(graph.Average(scaled), noise.Filters(12, channels, 1, 1, 0)));
  const Tensor pooled = graph.PoolOver(scaled, {.kind = Pool::Kind::kAverage});
  graph.AddOutput(graph.Convolve(pooled, noise.Filters(12, channels, 1, 1, 0)));
  ExpectRunsAsPlainly(graph);
}

TEST_F(NetworkTest, PutsSmallerImagesOnBlack) {
  Noise noise;
  LayerGraph graph({.height = 8, .width = 10});
  graph.AddOutput(graph.Convolve(graph.image(), noise.Filters(8, 3, 3, 1, 1)));
  const auto network = Network::Create(graph, Path());
  ASSERT_OK(network);
  const auto compiled = (*network)->Compile(1);
  ASSERT_OK(compiled);
  const Image full = noise.Picture(10, 8);
  const Image small = noise.Picture(7, 5);
  std::vector<std::uint8_t> on_black(std::size_t{10} * 8 * 3);
  for (std::size_t y = 0; y < 5; ++y) {
    std::copy_n(small.pixels().begin() + static_cast<std::ptrdiff_t>(y * 21), 21,
                on_black.begin() + static_cast<std::ptrdiff_t>(y * 30));
  }
  const Image* images[] = {&full};
  ASSERT_OK((*compiled)->Run(images));
  images[0] = &small;
  ASSERT_OK((*compiled)->Run(images));
  const std::vector<float> wanted =
      testing::RunPlainly(graph, Image(10, 8, std::move(on_black)))[0];
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_NEAR((*compiled)->output(0)[i], wanted[i], 0.01F) << i;
  }
}

TEST_F(NetworkTest, RefusesImagesThatAreTooLargeOrTooMany) {
  Noise noise;
  LayerGraph graph(SmallInput(8, 8));
  graph.AddOutput(graph.Convolve(graph.image(), noise.Filters(8, 3, 3, 1, 1)));
  const auto network = Network::Create(graph, Path());
  ASSERT_OK(network);
  const auto compiled = (*network)->Compile(1);
  ASSERT_OK(compiled);
  const Image wide = noise.Picture(9, 8);
  const Image fits = noise.Picture(8, 8);
  const Image* too_wide[] = {&wide};
  const Image* too_many[] = {&fits, &fits};
  EXPECT_EQ((*compiled)->Run(too_wide).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ((*compiled)->Run(too_many).code(), StatusCode::kInvalidArgument);
}

TEST_F(NetworkTest, RefusesGraphsThatItCannotRun) {
  LayerGraph wrong(SmallInput(8, 8));
  wrong.Convolve(wrong.image(), {.filters = 4, .weights = {1, 2}, .bias = {}});
  EXPECT_EQ(Network::Create(wrong, Path()).status().code(), StatusCode::kInvalidArgument);
  const LayerGraph no_output(SmallInput(8, 8));
  EXPECT_EQ(Network::Create(no_output, Path()).status().code(), StatusCode::kInvalidArgument);
  LayerGraph pool_of_image(SmallInput(8, 8));
  pool_of_image.AddOutput(pool_of_image.PoolOver(pool_of_image.image(), {}));
  ExpectCompilesNot(pool_of_image);
}

TEST_F(NetworkTest, RefusesToAddToPartsThatFillNoWholeBlock) {
  Noise noise;
  LayerGraph graph(SmallInput(8, 8));
  const Tensor first = graph.Convolve(graph.image(), noise.Filters(20, 3, 3, 1, 1));
  const Tensor second = graph.Convolve(graph.image(), noise.Filters(12, 3, 3, 1, 1));
  const Tensor pooled = graph.PoolOver(graph.Concatenate({first, second}), {});
  const Tensor branch = graph.PoolOver(first, {});
  graph.AddOutput(graph.Add(graph.Convolve(branch, noise.Filters(32, 20, 1, 1, 0)), pooled));
  ExpectCompilesNot(graph);
}

TEST_F(NetworkTest, RefusesASecondChoiceOfInstructions) {
  Noise noise;
  LayerGraph graph(SmallInput(8, 8));
  graph.AddOutput(graph.Convolve(graph.image(), noise.Filters(8, 3, 3, 1, 1)));
  ASSERT_OK(Network::Create(graph, Path()));
  const CpuPath other = Path() == CpuPath::kPortable ? CpuPath::kAvx2 : CpuPath::kPortable;
  EXPECT_EQ(Network::Create(graph, other).status().code(), StatusCode::kFailedPrecondition);
}

long Threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                       std::filesystem::directory_iterator());
}

TEST_F(NetworkTest, RunsLanesSideBySideOnTheirOwnThreadsAlone) {
  Noise noise;
  LayerGraph graph(SmallInput(40, 40));
  Tensor last = graph.Relu(graph.Convolve(graph.image(), noise.Filters(32, 3, 3, 1, 1)));
  graph.AddOutput(graph.Average(graph.Convolve(last, noise.Filters(32, 32, 3, 1, 1))));
  const auto network = Network::Create(graph, Path());
  ASSERT_OK(network);
  const Image image = noise.Picture(40, 40);
  const long before = Threads();
  std::vector<std::vector<float>> found(4);
  std::vector<long> seen(4);
  std::vector<std::thread> lanes;
  for (std::size_t lane = 0; lane < found.size(); ++lane) {
    lanes.emplace_back([&, lane] {
      const auto compiled = (*network)->Compile(1);
      ASSERT_OK(compiled);
      const Image* images[] = {&image};
      for (int i = 0; i < 20; ++i) ASSERT_OK((*compiled)->Run(images));
      seen[lane] = Threads();
      const auto output = (*compiled)->output(0);
      found[lane].assign(output.begin(), output.end());
    });
  }
  for (std::thread& lane : lanes) lane.join();
  for (std::size_t lane = 0; lane < found.size(); ++lane) {
    EXPECT_EQ(found[lane], found[0]);
    EXPECT_LE(seen[lane], before + 4);
  }
}

TEST_F(NetworkTest, SharesTheWeightsOfAllThatAreCompiled) {
  Noise noise;
  LayerGraph graph(SmallInput(24, 24));
  graph.AddOutput(graph.Convolve(graph.image(), noise.Filters(32, 3, 3, 1, 1)));
  const auto network = Network::Create(graph, Path());
  ASSERT_OK(network);
  const auto first = (*network)->Compile(2);
  ASSERT_OK(first);
  const std::size_t packed = (*network)->packed_bytes();
  EXPECT_GE(packed, sizeof(float) * (32 * 27 + 32));
  const auto second = (*network)->Compile(2);
  ASSERT_OK(second);
  EXPECT_EQ((*network)->packed_bytes(), packed);
  EXPECT_EQ((*first)->bytes(), (*second)->bytes());
}

}  // namespace
}  // namespace portcullis
