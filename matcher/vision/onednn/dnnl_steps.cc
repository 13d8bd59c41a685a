// The only file that speaks to oneDNN, but for its choice of instructions.
#include <algorithm>
#include <cstring>
#include <oneapi/dnnl/dnnl.hpp>
#include <utility>

#include "matcher/vision/onednn/step.h"

namespace portcullis {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;
constexpr memory::data_type kFloat = memory::data_type::f32;

const dnnl::engine& Engine() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

Tag TagOf(int block) {
  if (block == 1) return Tag::nchw;
  return block == 8 ? Tag::nChw8c : Tag::nChw16c;
}

int WholeBlocks(int channels, int block) { return (channels + block - 1) / block * block; }

/// Of whole blocks: oneDNN has no code for others on every instruction set. What fills them up is
/// multiplied with zeros wherever it is read.
memory::desc DescriptionOf(const TensorLayout& layout) {
  return {{layout.batch, WholeBlocks(layout.shape.channels, layout.block), layout.shape.height,
           layout.shape.width},
          kFloat,
          TagOf(layout.block)};
}

/// Memory between steps is ours, and nothing is left to the threads that made the primitive.
dnnl::primitive_attr Attributes() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

/// A primitive with what it works on.
class DnnlStep : public Step {
 public:
  template <typename Description>
  DnnlStep(dnnl::primitive primitive, const Description& description, int input_argument)
      : primitive_(std::move(primitive)), name_(description.impl_info_str()) {
    Add(input_argument, description.src_desc());
    Add(DNNL_ARG_DST, description.dst_desc());
    scratch_bytes_ = description.scratchpad_desc().get_size();
    Add(DNNL_ARG_SCRATCHPAD, description.scratchpad_desc());
  }

  std::size_t scratch_bytes() const override { return scratch_bytes_; }
  std::string implementation() const override { return name_; }

  void Bind(const StepMemory& memory) override {
    memories_[0].set_data_handle(memory.inputs[0]);
    memories_[1].set_data_handle(memory.output);
    memories_[2].set_data_handle(memory.scratch);
  }

  void Run() override {
    const dnnl_status_t status = dnnl_primitive_execute(
        primitive_.get(), stream_.get(), static_cast<int>(arguments_.size()), arguments_.data());
    dnnl::error::wrap_c_api(status, "could not execute a primitive");
  }

 protected:
  void Add(int argument, const memory::desc& description, void* data = DNNL_MEMORY_NONE) {
    memories_.emplace_back(description, Engine(), data);
    arguments_.push_back({argument, memories_.back().get()});
  }

 private:
  dnnl::primitive primitive_;
  std::string name_;
  dnnl::stream stream_{Engine()};
  std::size_t scratch_bytes_ = 0;
  std::vector<memory> memories_;  // input, output, scratch, then what never changes
  std::vector<dnnl_exec_arg_t> arguments_;
};

class ConvolutionStep : public DnnlStep {
 public:
  ConvolutionStep(const dnnl::convolution_forward::primitive_desc& description,
                  std::shared_ptr<AlignedVector<std::byte>> weights,
                  std::shared_ptr<AlignedVector<std::byte>> bias)
      : DnnlStep(dnnl::convolution_forward(description), description, DNNL_ARG_SRC),
        weights_(std::move(weights)),
        bias_(std::move(bias)) {
    Add(DNNL_ARG_WEIGHTS, description.weights_desc(), weights_->data());
    Add(DNNL_ARG_BIAS, description.bias_desc(), bias_->data());
  }

 private:
  std::shared_ptr<AlignedVector<std::byte>> weights_;  // of all lanes
  std::shared_ptr<AlignedVector<std::byte>> bias_;
};

/// Of a convolution with its channels and filters filled up to whole blocks.
struct WeightShape {
  int filters = 0;
  int channels = 0;
  int side = 1;

  memory::dims dimensions() const { return {filters, channels, side, side}; }
};

WeightShape ShapeOf(const ConvolutionSpec& spec) {
  const Convolution& convolution = *spec.convolution;
  return {WholeBlocks(convolution.filters, spec.output.block),
          WholeBlocks(spec.input.shape.channels, spec.input.block), convolution.side};
}

/// In the places that ShapeOf tells, with zeros between them.
std::vector<float> SpreadWeights(const ConvolutionSpec& spec) {
  const WeightShape shape = ShapeOf(spec);
  const auto side = static_cast<std::size_t>(shape.side);
  const std::size_t area = side * side;
  const auto stride = static_cast<std::size_t>(shape.channels) * area;
  std::vector<float> spread(static_cast<std::size_t>(shape.filters) * stride);
  auto from = spec.convolution->weights.begin();
  for (std::size_t filter = 0; filter < static_cast<std::size_t>(spec.convolution->filters);
       ++filter) {
    auto to = spread.begin() + static_cast<std::ptrdiff_t>(filter * stride);
    for (const int part : spec.parts) {
      const auto count = static_cast<std::ptrdiff_t>(area) * part;
      std::copy_n(from, count, to);
      from += count;
      to += static_cast<std::ptrdiff_t>(area) * WholeBlocks(part, spec.input.block);
    }
  }
  return spread;
}

void Pack(const ConvolutionSpec& spec, const memory::desc& wanted, std::byte* packed) {
  std::vector<float> weights = SpreadWeights(spec);
  const memory::desc given(ShapeOf(spec).dimensions(), kFloat, Tag::oihw);
  memory from(given, Engine(), weights.data());
  memory to(wanted, Engine(), packed);
  dnnl::stream stream(Engine());
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
}

std::string NameOfOrder(const memory::desc& description) {
  return {reinterpret_cast<const char*>(&description.data), sizeof(description.data)};
}

/// Empty if oneDNN has no such algorithm for this convolution here.
dnnl::convolution_forward::primitive_desc Describe(const ConvolutionSpec& spec,
                                                   dnnl::algorithm algorithm) {
  const Convolution& convolution = *spec.convolution;
  const WeightShape shape = ShapeOf(spec);
  dnnl::post_ops after;
  if (spec.adds) after.append_sum();
  if (spec.relu) after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  dnnl::primitive_attr attributes = Attributes();
  attributes.set_post_ops(after);
  const memory::dims stride = {convolution.stride, convolution.stride};
  const memory::dims padding = {convolution.padding, convolution.padding};
  const dnnl::convolution_forward::desc wanted(
      dnnl::prop_kind::forward_inference, algorithm, DescriptionOf(spec.input),
      {shape.dimensions(), kFloat, Tag::any}, {{shape.filters}, kFloat, Tag::x},
      DescriptionOf(spec.output), stride, padding, padding);
  return {wanted, attributes, Engine(), /*allow_empty=*/true};
}

/// Winograd's algorithm takes 36 or 64 multiplications instead of 144 for 16 values, and two or
/// four times the memory for weights: it loses where they no longer come from a cache. What it
/// loses in precision stays far below the tolerance (docs/decisions/0018).
constexpr int kMaxWinogradChannels = 64;

dnnl::convolution_forward::primitive_desc Describe(const ConvolutionSpec& spec) {
  const int channels = std::max(spec.input.shape.channels, spec.convolution->filters);
  if (spec.convolution->side == 3 && spec.convolution->stride == 1 &&
      channels <= kMaxWinogradChannels) {
    auto description = Describe(spec, dnnl::algorithm::convolution_winograd);
    if (description.get(/*allow_empty=*/true) != nullptr) return description;
  }
  auto description = Describe(spec, dnnl::algorithm::convolution_direct);
  if (description.get(/*allow_empty=*/true) == nullptr) {
    throw dnnl::error(dnnl_unimplemented, "there is no such convolution");
  }
  return description;
}

dnnl::pooling_forward::primitive_desc DescribePool(
    dnnl::algorithm algorithm, const memory::dims& stride, const memory::dims& window,
    const memory::dims& padding, const TensorLayout& input, const TensorLayout& output) {
  const dnnl::pooling_forward::desc wanted(dnnl::prop_kind::forward_inference, algorithm,
                                           DescriptionOf(input), DescriptionOf(output), stride,
                                           window, padding, padding);
  return {wanted, Attributes(), Engine()};
}

}  // namespace

std::unique_ptr<Step> MakeConvolutionStep(const ConvolutionSpec& spec, PackedWeights& weights) {
  const auto description = Describe(spec);
  const memory::desc order = description.weights_desc();
  const auto packed = weights.Get(spec.name + " weights " + NameOfOrder(order), order.get_size(),
                                  [&](std::byte* into) { Pack(spec, order, into); });
  const std::vector<float>& bias = spec.convolution->bias;
  const auto packed_bias = weights.Get(
      spec.name + " bias", description.bias_desc().get_size(),
      [&](std::byte* into) { std::memcpy(into, bias.data(), bias.size() * sizeof(float)); });
  return std::make_unique<ConvolutionStep>(description, packed, packed_bias);
}

std::unique_ptr<Step> MakePoolStep(const Pool& pool, const TensorLayout& input,
                                   const TensorLayout& output) {
  const auto description =
      DescribePool(pool.kind == Pool::Kind::kMaximum ? dnnl::algorithm::pooling_max
                                                     : dnnl::algorithm::pooling_avg_exclude_padding,
                   {pool.stride, pool.stride}, {pool.side, pool.side}, {pool.padding, pool.padding},
                   input, output);
  return std::make_unique<DnnlStep>(dnnl::pooling_forward(description), description, DNNL_ARG_SRC);
}

std::unique_ptr<Step> MakeGlobalAverageStep(const TensorLayout& input, const TensorLayout& output) {
  const auto description =
      DescribePool(dnnl::algorithm::pooling_avg_exclude_padding, {1, 1},
                   {input.shape.height, input.shape.width}, {0, 0}, input, output);
  return std::make_unique<DnnlStep>(dnnl::pooling_forward(description), description, DNNL_ARG_SRC);
}

std::unique_ptr<Step> MakeReluStep(const TensorLayout& layout) {
  const dnnl::eltwise_forward::desc wanted(dnnl::prop_kind::forward_inference,
                                           dnnl::algorithm::eltwise_relu, DescriptionOf(layout), 0,
                                           0);
  const dnnl::eltwise_forward::primitive_desc description(wanted, Attributes(), Engine());
  return std::make_unique<DnnlStep>(dnnl::eltwise_forward(description), description, DNNL_ARG_SRC);
}

std::unique_ptr<Step> MakePlainStep(const TensorLayout& input, const TensorLayout& output) {
  const memory::dims dimensions = {input.batch, input.shape.channels, input.shape.height,
                                   input.shape.width};
  const dnnl::reorder::primitive_desc description(
      Engine(), {dimensions, kFloat, TagOf(input.block)}, Engine(),
      {dimensions, kFloat, TagOf(output.block)}, Attributes());
  return std::make_unique<DnnlStep>(dnnl::reorder(description), description, DNNL_ARG_FROM);
}

}  // namespace portcullis
