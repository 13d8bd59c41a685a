// A neural network as a list of layers, whatever file it came from and whatever will run it.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"

namespace portcullis {

/// Of what one layer gives for one image.
struct TensorShape {
  int channels = 0;
  int height = 0;
  int width = 0;
  bool operator==(const TensorShape&) const = default;
  std::size_t size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
};

/// Where 8-bit RGB comes in: channel c of the tensor is (pixel[c] - mean[c]) * scale[c].
struct ImageInput {
  int height = 0;
  int width = 0;
  std::array<float, 3> mean = {0, 0, 0};
  std::array<float, 3> scale = {1, 1, 1};
};

/// A square one, as a correlation: the kernel is not turned. Zeros lie beyond the edge.
struct Convolution {
  int filters = 0;
  int side = 1;
  int stride = 1;
  int padding = 0;             // on each of the four sides
  std::vector<float> weights;  // [filters][channels][side][side]
  std::vector<float> bias;     // [filters]; empty: zeros
};

/// Channel c becomes scale[c] * x + shift[c].
struct ScaleShift {
  std::vector<float> scale;
  std::vector<float> shift;
};

/// A square window; what lies beyond the edge counts neither for a maximum nor for an average.
struct Pool {
  enum class Kind { kMaximum, kAverage };
  Kind kind = Kind::kMaximum;
  int side = 2;
  int stride = 2;
  int padding = 0;
};

/// The average of each channel: 1x1.
struct GlobalAverage {};

/// The sum of two tensors; where one is smaller it counts as zero beyond its end, in every
/// dimension.
struct Sum {};

/// The channels of all inputs, one input after the other.
struct Concat {};

/// Layer::relu, and nothing else.
struct CutOff {};

struct Layer {
  std::variant<ImageInput, Convolution, ScaleShift, Pool, GlobalAverage, Sum, Concat, CutOff> kind;
  std::vector<int> inputs;  // indices of earlier layers
  TensorShape shape;        // of the output
  bool relu = false;        // the output is cut off below zero
};

/// Built from the image on; each function adds a layer on top of others and gives what it puts
/// out. A layer that does not fit what is below it makes status() fail; what is added afterwards
/// does nothing. Thread-compatible.
class LayerGraph {
 public:
  struct Tensor {
    int layer = -1;
  };

  explicit LayerGraph(const ImageInput& image);

  Tensor image() const { return {0}; }
  Tensor Convolve(Tensor input, Convolution convolution);
  Tensor ScaleAndShift(Tensor input, ScaleShift scale_shift);
  Tensor Relu(Tensor input);
  Tensor PoolOver(Tensor input, const Pool& pool);
  Tensor Average(Tensor input);
  Tensor Add(Tensor a, Tensor b);
  Tensor Concatenate(const std::vector<Tensor>& inputs);

  /// `output` is one of those that the network gives, after those named before.
  void AddOutput(Tensor output);

  /// INVALID_ARGUMENT with the first problem.
  const absl::Status& status() const { return status_; }
  const std::vector<Layer>& layers() const { return layers_; }
  const std::vector<int>& outputs() const { return outputs_; }  // indices of layers
  TensorShape shape(Tensor tensor) const;                       // zeros if status() is not OK

 private:
  Tensor Append(Layer layer);
  Tensor Fail(const std::string& problem);
  bool Knows(const std::vector<int>& inputs);

  std::vector<Layer> layers_;
  std::vector<int> outputs_;
  absl::Status status_;
};

}  // namespace portcullis
