#include "matcher/vision/dlib_graph_builder.h"

#include <cstddef>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// dlib divides by this after the mean is taken off.
constexpr float kInputScale = 1 / 256.0F;

bool IsSquare(const DlibWindow& window) {
  return window.side[0] == window.side[1] && window.stride[0] == window.stride[1] &&
         window.padding[0] == window.padding[1];
}

}  // namespace

DlibGraphBuilder::DlibGraphBuilder(int side_px, std::array<float, 3> mean_rgb)
    : graph_({.height = side_px,
              .width = side_px,
              .mean = mean_rgb,
              .scale = {kInputScale, kInputScale, kInputScale}}),
      last_(graph_.image()) {}

void DlibGraphBuilder::Convolve(long filters, const DlibWindow& window,
                                std::span<const float> parameters, bool has_bias) {
  if (!IsSquare(window)) return Fail("a convolution that is not square");
  const auto biases = static_cast<std::size_t>(has_bias ? filters : 0);
  if (parameters.size() < biases) return Fail("a convolution with less parameters than biases");
  const std::span<const float> weights = parameters.first(parameters.size() - biases);
  const std::span<const float> bias = parameters.last(biases);
  last_ = graph_.Convolve(last_, {.filters = static_cast<int>(filters),
                                  .side = static_cast<int>(window.side[0]),
                                  .stride = static_cast<int>(window.stride[0]),
                                  .padding = static_cast<int>(window.padding[0]),
                                  .weights = {weights.begin(), weights.end()},
                                  .bias = {bias.begin(), bias.end()}});
}

void DlibGraphBuilder::ScaleAndShift(std::span<const float> scale, std::span<const float> shift) {
  last_ = graph_.ScaleAndShift(
      last_, {.scale = {scale.begin(), scale.end()}, .shift = {shift.begin(), shift.end()}});
}

void DlibGraphBuilder::Relu() { last_ = graph_.Relu(last_); }

void DlibGraphBuilder::PoolOver(Pool::Kind kind, const DlibWindow& window) {
  if (!IsSquare(window)) return Fail("a pool that is not square");
  if (window.side[0] == 0) {
    if (kind != Pool::Kind::kAverage) return Fail("a maximum over everything");
    last_ = graph_.Average(last_);
    return;
  }
  last_ = graph_.PoolOver(last_, {.kind = kind,
                                  .side = static_cast<int>(window.side[0]),
                                  .stride = static_cast<int>(window.stride[0]),
                                  .padding = static_cast<int>(window.padding[0])});
}

void DlibGraphBuilder::ConnectFully(unsigned long outputs, std::span<const float> weights) {
  const TensorShape below = graph_.shape(last_);
  const auto inputs = static_cast<std::size_t>(below.channels);
  if (below.size() != inputs || weights.size() != inputs * outputs) {
    return Fail(
        fmt::format("{} weights from {} values to {}", weights.size(), below.size(), outputs));
  }
  Convolution pointwise{.filters = static_cast<int>(outputs), .weights = {}, .bias = {}};
  for (std::size_t output = 0; output < outputs; ++output) {
    for (std::size_t input = 0; input < inputs; ++input) {
      pointwise.weights.push_back(weights[input * outputs + output]);
    }
  }
  last_ = graph_.Convolve(last_, std::move(pointwise));
}

void DlibGraphBuilder::Tag(unsigned long id) { tagged_[id] = last_; }

void DlibGraphBuilder::Skip(unsigned long id) { last_ = Tagged(id); }

void DlibGraphBuilder::AddTagged(unsigned long id) { last_ = graph_.Add(last_, Tagged(id)); }

void DlibGraphBuilder::ConcatenateTagged(const std::vector<unsigned long>& ids) {
  std::vector<LayerGraph::Tensor> inputs;
  for (const unsigned long id : ids) inputs.push_back(Tagged(id));
  last_ = graph_.Concatenate(inputs);
}

absl::StatusOr<LayerGraph> DlibGraphBuilder::Build() {
  graph_.AddOutput(last_);
  PORTCULLIS_RETURN_IF_ERROR(graph_.status());
  PORTCULLIS_RETURN_IF_ERROR(problem_);
  return std::move(graph_);
}

LayerGraph::Tensor DlibGraphBuilder::Tagged(unsigned long id) {
  const auto found = tagged_.find(id);
  if (found != tagged_.end()) return found->second;
  Fail(fmt::format("no layer is tagged {}", id));
  return {};
}

void DlibGraphBuilder::Fail(const std::string& problem) {
  if (problem_.ok()) problem_ = absl::InvalidArgumentError(problem);
}

}  // namespace portcullis
