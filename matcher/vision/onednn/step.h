// One thing to do in the run of a network, on memory that is settled beforehand.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "matcher/core/image.h"
#include "matcher/vision/onednn/layer_graph.h"
#include "matcher/vision/onednn/packed_weights.h"
#include "matcher/vision/onednn/scale_block.h"

namespace portcullis {

/// How the values of a tensor lie in memory. Blocked: [batch][channels / block][height][width]
/// [block], the channels rounded up to a whole block and those that are none zero. Plain: [batch]
/// [channels][height][width].
struct TensorLayout {
  TensorShape shape;
  int batch = 1;
  int block = 1;  // 1: plain

  std::size_t blocks() const {
    return static_cast<std::size_t>((shape.channels + block - 1) / block);
  }
  std::size_t pixels() const {
    return static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width);
  }
  /// Floats.
  std::size_t size() const {
    return static_cast<std::size_t>(batch) * blocks() * pixels() * static_cast<std::size_t>(block);
  }
};

/// Where the tensors of a step lie; they do not overlap but for what a step says.
struct StepMemory {
  std::vector<float*> inputs;
  float* output = nullptr;
  std::byte* scratch = nullptr;  // scratch_bytes(), for the time of Run
};

/// Not thread-safe. Creating and running may throw what oneDNN throws.
class Step {
 public:
  virtual ~Step() = default;
  virtual std::size_t scratch_bytes() const { return 0; }
  /// The code behind it, as oneDNN names it ("jit:avx512_core"), or "own".
  virtual std::string implementation() const { return "own"; }
  /// Once, before the first Run.
  virtual void Bind(const StepMemory& memory) = 0;
  virtual void Run() = 0;
};

// Steps that oneDNN does. Layouts are blocked but where it says otherwise.

/// `convolution` and its weights must outlive the step. `input` may be plain. `parts`: the numbers
/// of channels that `input` is put together from, each filled up to a whole block; one where it is
/// of one piece. With `adds` the output holds what is to be added when the step starts. `name` is
/// that of the layer in `weights`.
struct ConvolutionSpec {
  const Convolution* convolution = nullptr;
  TensorLayout input;
  std::vector<int> parts;
  TensorLayout output;
  bool adds = false;
  bool relu = false;
  std::string name;
};
std::unique_ptr<Step> MakeConvolutionStep(const ConvolutionSpec& spec, PackedWeights& weights);

std::unique_ptr<Step> MakePoolStep(const Pool& pool, const TensorLayout& input,
                                   const TensorLayout& output);
std::unique_ptr<Step> MakeGlobalAverageStep(const TensorLayout& input, const TensorLayout& output);
std::unique_ptr<Step> MakeReluStep(const TensorLayout& layout);
/// From blocked to plain.
std::unique_ptr<Step> MakePlainStep(const TensorLayout& input, const TensorLayout& output);

// Our own.

/// Puts the channels of `parts` one after the other, each part filled up to a whole block, scales,
/// shifts and cuts off below zero. `scale_shift` is of the channels without filling.
struct GatherSpec {
  std::vector<TensorLayout> parts;
  const ScaleShift* scale_shift = nullptr;  // none: as they are
  bool relu = false;
  ScaleBlock scale_block = nullptr;  // for the block size of the parts
};
std::unique_ptr<Step> MakeGatherStep(const GatherSpec& spec);

/// As Sum says; one block size, one batch size.
std::unique_ptr<Step> MakeSumStep(const TensorLayout& a, const TensorLayout& b,
                                  const TensorLayout& output, bool relu);

/// Fills the plain tensor of the network's input from as many images as the batch has.
class ImageStep {
 public:
  ImageStep(const ImageInput& input, int batch);
  void Bind(float* output) { output_ = output; }
  /// Image number `place` of the batch. Right of it and below, where it is smaller than the
  /// network's input, the tensor is what a black pixel gives.
  void Load(const Image& image, int place);

 private:
  ImageInput input_;
  int batch_;
  std::vector<float> values_;  // [channel][8-bit value]
  float* output_ = nullptr;
};

}  // namespace portcullis
