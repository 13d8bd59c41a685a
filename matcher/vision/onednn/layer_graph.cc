#include "matcher/vision/onednn/layer_graph.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"

namespace portcullis {
namespace {

int SideAfter(int side, int window, int stride, int padding) {
  return (side + 2 * padding - window) / stride + 1;
}

/// Zeros where the window does not fit in.
TensorShape ShapeAfter(const TensorShape& input, int channels, int window, int stride,
                       int padding) {
  if (window < 1 || stride < 1 || padding < 0 || padding >= window) return {};
  if (std::min(input.height, input.width) + 2 * padding < window) return {};
  return {channels, SideAfter(input.height, window, stride, padding),
          SideAfter(input.width, window, stride, padding)};
}

}  // namespace

LayerGraph::LayerGraph(const ImageInput& image) {
  if (image.height < 1 || image.width < 1) {
    Fail("an image without pixels");
    return;
  }
  layers_.push_back({.kind = image, .inputs = {}, .shape = {3, image.height, image.width}});
}

LayerGraph::Tensor LayerGraph::Convolve(Tensor input, Convolution convolution) {
  if (!Knows({input.layer})) return {};
  const TensorShape below = shape(input);
  const Convolution& c = convolution;
  if (c.filters < 1) return Fail(fmt::format("a convolution with {} filters", c.filters));
  const TensorShape shape = ShapeAfter(below, c.filters, c.side, c.stride, c.padding);
  if (shape.size() == 0) {
    return Fail(
        fmt::format("a convolution by {}x{} on {}x{}", c.side, c.side, below.width, below.height));
  }
  const std::size_t wanted = static_cast<std::size_t>(c.filters) *
                             static_cast<std::size_t>(below.channels) *
                             static_cast<std::size_t>(c.side * c.side);
  if (c.weights.size() != wanted) {
    return Fail(
        fmt::format("a convolution with {} weights instead of {}", c.weights.size(), wanted));
  }
  convolution.bias.resize(c.bias.empty() ? static_cast<std::size_t>(c.filters) : c.bias.size());
  if (c.bias.size() != static_cast<std::size_t>(c.filters)) {
    return Fail(fmt::format("{} biases for {} filters", c.bias.size(), c.filters));
  }
  return Append({.kind = std::move(convolution), .inputs = {input.layer}, .shape = shape});
}

LayerGraph::Tensor LayerGraph::ScaleAndShift(Tensor input, ScaleShift scale_shift) {
  if (!Knows({input.layer})) return {};
  const auto channels = static_cast<std::size_t>(shape(input).channels);
  if (scale_shift.scale.size() != channels || scale_shift.shift.size() != channels) {
    return Fail(fmt::format("{} scales and {} shifts for {} channels", scale_shift.scale.size(),
                            scale_shift.shift.size(), channels));
  }
  return Append({.kind = std::move(scale_shift), .inputs = {input.layer}, .shape = shape(input)});
}

LayerGraph::Tensor LayerGraph::Relu(Tensor input) {
  if (!Knows({input.layer})) return {};
  return Append({.kind = CutOff(), .inputs = {input.layer}, .shape = shape(input), .relu = true});
}

LayerGraph::Tensor LayerGraph::PoolOver(Tensor input, const Pool& pool) {
  if (!Knows({input.layer})) return {};
  const TensorShape below = shape(input);
  const TensorShape shape = ShapeAfter(below, below.channels, pool.side, pool.stride, pool.padding);
  if (shape.size() == 0) {
    return Fail(
        fmt::format("a pool of {}x{} on {}x{}", pool.side, pool.side, below.width, below.height));
  }
  return Append({.kind = pool, .inputs = {input.layer}, .shape = shape});
}

LayerGraph::Tensor LayerGraph::Average(Tensor input) {
  if (!Knows({input.layer})) return {};
  return Append(
      {.kind = GlobalAverage(), .inputs = {input.layer}, .shape = {shape(input).channels, 1, 1}});
}

LayerGraph::Tensor LayerGraph::Add(Tensor a, Tensor b) {
  if (!Knows({a.layer, b.layer})) return {};
  const TensorShape left = shape(a);
  const TensorShape right = shape(b);
  return Append(
      {.kind = Sum(),
       .inputs = {a.layer, b.layer},
       .shape = {std::max(left.channels, right.channels), std::max(left.height, right.height),
                 std::max(left.width, right.width)}});
}

LayerGraph::Tensor LayerGraph::Concatenate(const std::vector<Tensor>& inputs) {
  Layer layer{.kind = Concat(), .inputs = {}, .shape = {}};
  for (const Tensor& input : inputs) layer.inputs.push_back(input.layer);
  if (!Knows(layer.inputs)) return {};
  layer.shape = {0, shape(inputs[0]).height, shape(inputs[0]).width};
  for (const Tensor& input : inputs) {
    const TensorShape part = shape(input);
    if (part.height != layer.shape.height || part.width != layer.shape.width) {
      return Fail(fmt::format("a concatenation of {}x{} with {}x{}", layer.shape.width,
                              layer.shape.height, part.width, part.height));
    }
    layer.shape.channels += part.channels;
  }
  return Append(std::move(layer));
}

void LayerGraph::AddOutput(Tensor output) {
  if (Knows({output.layer})) outputs_.push_back(output.layer);
}

TensorShape LayerGraph::shape(Tensor tensor) const {
  if (!status_.ok()) return {};
  return layers_[static_cast<std::size_t>(tensor.layer)].shape;
}

LayerGraph::Tensor LayerGraph::Append(Layer layer) {
  layers_.push_back(std::move(layer));
  return {static_cast<int>(layers_.size()) - 1};
}

LayerGraph::Tensor LayerGraph::Fail(const std::string& problem) {
  if (status_.ok()) status_ = absl::InvalidArgumentError(problem);
  return {};
}

bool LayerGraph::Knows(const std::vector<int>& inputs) {
  if (!status_.ok()) return false;
  const bool known = !inputs.empty() && std::all_of(inputs.begin(), inputs.end(), [&](int input) {
    return input >= 0 && input < static_cast<int>(layers_.size());
  });
  if (!known) Fail("a layer on top of one that is not there");
  return known;
}

}  // namespace portcullis
