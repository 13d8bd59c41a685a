#include "matcher/vision/onednn/layer_graph.h"

#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

Convolution Ones(int filters, int channels, int side) {
  Convolution convolution{.filters = filters, .side = side, .weights = {}, .bias = {}};
  convolution.weights.resize(static_cast<std::size_t>(filters * channels * side * side), 1);
  return convolution;
}

TEST(LayerGraph, KnowsTheShapesOfWhatLayersGive) {
  LayerGraph graph({.height = 150, .width = 150});
  Convolution stem = Ones(32, 3, 7);
  stem.stride = 2;
  const auto first = graph.Convolve(graph.image(), stem);
  EXPECT_EQ(graph.shape(first), (TensorShape{32, 72, 72}));
  const auto pooled = graph.PoolOver(first, {.side = 3, .stride = 2});
  EXPECT_EQ(graph.shape(pooled), (TensorShape{32, 35, 35}));
  const auto padded = graph.PoolOver(first, {.side = 3, .stride = 2, .padding = 1});
  EXPECT_EQ(graph.shape(padded), (TensorShape{32, 36, 36}));
  EXPECT_EQ(graph.shape(graph.Concatenate({first, first})), (TensorShape{64, 72, 72}));
  EXPECT_EQ(graph.shape(graph.Add(first, pooled)), (TensorShape{32, 72, 72}));
  EXPECT_EQ(graph.shape(graph.Average(first)), (TensorShape{32, 1, 1}));
  EXPECT_OK(graph.status());
}

TEST(LayerGraph, KeepsTheFirstProblemAndAddsNothingAfterwards) {
  LayerGraph graph({.height = 4, .width = 4});
  const auto wrong = graph.Convolve(graph.image(), Ones(8, 3, 5));
  EXPECT_THAT(graph.status().message(), ::testing::HasSubstr("5x5 on 4x4"));
  graph.AddOutput(graph.Relu(wrong));
  graph.ScaleAndShift(graph.image(), {{1}, {1}});
  EXPECT_THAT(graph.status().message(), ::testing::HasSubstr("5x5 on 4x4"));
  EXPECT_EQ(graph.layers().size(), 1U);
  EXPECT_TRUE(graph.outputs().empty());
}

TEST(LayerGraph, RefusesLayersThatDoNotFit) {
  const auto fails = [](auto add) {
    LayerGraph graph({.height = 9, .width = 9});
    add(graph);
    return graph.status().code() == absl::StatusCode::kInvalidArgument;
  };
  EXPECT_TRUE(fails([](LayerGraph& g) { g.Convolve(g.image(), Ones(8, 4, 3)); }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.Convolve(g.image(), Ones(0, 3, 3)); }));
  EXPECT_TRUE(fails([](LayerGraph& g) {
    Convolution biased = Ones(8, 3, 3);
    biased.bias = {1, 2};
    g.Convolve(g.image(), biased);
  }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.ScaleAndShift(g.image(), {{1, 1}, {0, 0, 0}}); }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.PoolOver(g.image(), {.side = 10, .stride = 1}); }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.PoolOver(g.image(), {.side = 2, .padding = 2}); }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.Concatenate({}); }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.Concatenate({g.image(), g.Average(g.image())}); }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.Relu({}); }));
  EXPECT_TRUE(fails([](LayerGraph& g) { g.AddOutput({5}); }));
  EXPECT_EQ(LayerGraph({.height = 0, .width = 4}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace portcullis
