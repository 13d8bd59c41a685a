#include "matcher/vision/onednn/simplify_graph.h"

#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;

Convolution Ones(int filters, int channels, int side) {
  Convolution convolution{
      .filters = filters, .side = side, .padding = side / 2, .weights = {}, .bias = {}};
  convolution.weights.resize(static_cast<std::size_t>(filters * channels * side * side), 1);
  return convolution;
}

class SimplifyGraphTest : public ::testing::Test {
 protected:
  LayerList Simplified() {
    EXPECT_OK(graph_.status());
    return SimplifyGraph(graph_);
  }

  LayerGraph graph_{{.height = 8, .width = 8}};
  LayerGraph::Tensor first_ = graph_.Convolve(graph_.image(), Ones(2, 3, 3));
};

TEST_F(SimplifyGraphTest, FoldsScaleShiftAndReluIntoTheConvolution) {
  graph_.AddOutput(graph_.Relu(graph_.ScaleAndShift(first_, {{2, 3}, {5, 7}})));
  const LayerList list = Simplified();
  ASSERT_EQ(list.layers.size(), 2U);
  const auto& convolution = std::get<Convolution>(list.layers[1].kind);
  EXPECT_EQ(convolution.weights.front(), 2);
  EXPECT_EQ(convolution.weights.back(), 3);
  EXPECT_THAT(convolution.bias, ElementsAre(5, 7));
  EXPECT_TRUE(list.layers[1].relu);
  EXPECT_THAT(list.outputs, ElementsAre(1));
}

TEST_F(SimplifyGraphTest, ChangesNoLayerThatOthersReadToo) {
  graph_.AddOutput(graph_.ScaleAndShift(first_, {{2, 3}, {5, 7}}));
  graph_.AddOutput(first_);
  const LayerList list = Simplified();
  ASSERT_EQ(list.layers.size(), 3U);
  EXPECT_EQ(std::get<Convolution>(list.layers[1].kind).weights.front(), 1);
  EXPECT_THAT(list.outputs, ElementsAre(2, 1));
}

TEST_F(SimplifyGraphTest, AddsInsideTheSecondConvolution) {
  const auto branch =
      graph_.Convolve(graph_.Relu(graph_.Convolve(first_, Ones(2, 2, 3))), Ones(2, 2, 3));
  graph_.AddOutput(graph_.Relu(graph_.Add(branch, first_)));
  const LayerList list = Simplified();
  ASSERT_EQ(list.layers.size(), 4U);
  EXPECT_THAT(list.layers[3].inputs, ElementsAre(2, 1));
  EXPECT_TRUE(list.layers[3].relu);
}

TEST_F(SimplifyGraphTest, DoesNotOverwriteWhatTheConvolutionItselfReads) {
  graph_.AddOutput(graph_.Add(graph_.Convolve(first_, Ones(2, 2, 3)), first_));
  const LayerList list = Simplified();
  ASSERT_EQ(list.layers.size(), 4U);
  EXPECT_TRUE(std::holds_alternative<Sum>(list.layers[3].kind));
}

TEST_F(SimplifyGraphTest, AveragesBeforeAPointwiseConvolution) {
  const auto pointwise = graph_.Convolve(first_, Ones(5, 2, 1));
  graph_.AddOutput(graph_.PoolOver(pointwise, {.kind = Pool::Kind::kAverage}));
  const LayerList list = Simplified();
  ASSERT_EQ(list.layers.size(), 4U);
  EXPECT_TRUE(std::holds_alternative<Pool>(list.layers[2].kind));
  EXPECT_EQ(list.layers[2].shape, (TensorShape{2, 4, 4}));
  EXPECT_TRUE(std::holds_alternative<Convolution>(list.layers[3].kind));
  EXPECT_EQ(list.layers[3].shape, (TensorShape{5, 4, 4}));
}

TEST_F(SimplifyGraphTest, TakesNoMaximumBeforeAConvolution) {
  graph_.AddOutput(graph_.PoolOver(graph_.Convolve(first_, Ones(5, 2, 1)), {}));
  EXPECT_TRUE(std::holds_alternative<Pool>(Simplified().layers[3].kind));
}

TEST_F(SimplifyGraphTest, JoinsConcatenationsOfConcatenations) {
  const auto two = graph_.Concatenate({first_, graph_.Relu(first_)});
  const auto three = graph_.Concatenate({two, first_});
  graph_.AddOutput(graph_.ScaleAndShift(three, {{1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0}}));
  const LayerList list = Simplified();
  ASSERT_EQ(list.layers.size(), 5U);
  EXPECT_THAT(list.layers[3].inputs, ElementsAre(1, 2, 1));
}

}  // namespace
}  // namespace portcullis
