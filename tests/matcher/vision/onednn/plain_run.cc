#include "tests/matcher/vision/onednn/plain_run.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace portcullis::testing {
namespace {

struct Values {
  TensorShape shape;
  std::vector<double> values;

  explicit Values(const TensorShape& size) : shape(size), values(size.size()) {}

  std::size_t At(int c, int y, int x) const {
    return (static_cast<std::size_t>(c) * static_cast<std::size_t>(shape.height) +
            static_cast<std::size_t>(y)) *
               static_cast<std::size_t>(shape.width) +
           static_cast<std::size_t>(x);
  }
  bool Has(int c, int y, int x) const {
    return c < shape.channels && y >= 0 && y < shape.height && x >= 0 && x < shape.width;
  }
  double Get(int c, int y, int x) const { return Has(c, y, x) ? values[At(c, y, x)] : 0; }
};

template <typename ValueAt>
Values Fill(const TensorShape& shape, ValueAt value_at) {
  Values filled(shape);
  for (int c = 0; c < shape.channels; ++c) {
    for (int y = 0; y < shape.height; ++y) {
      for (int x = 0; x < shape.width; ++x) filled.values[filled.At(c, y, x)] = value_at(c, y, x);
    }
  }
  return filled;
}

class PlainRun {
 public:
  PlainRun(const LayerGraph& graph, const Image& image) : image_(image) {
    for (const Layer& layer : graph.layers()) {
      layer_ = &layer;
      Values values = std::visit([&](const auto& kind) { return Give(kind); }, layer.kind);
      if (layer.relu) {
        for (double& value : values.values) value = std::max(value, 0.0);
      }
      given_.push_back(std::move(values));
    }
  }

  const Values& given(int layer) const { return given_[static_cast<std::size_t>(layer)]; }

 private:
  const Values& Input(std::size_t number = 0) const { return given(layer_->inputs[number]); }

  Values Give(const ImageInput& input) const {
    return Fill(layer_->shape, [&](int c, int y, int x) {
      const auto channel = static_cast<std::size_t>(c);
      const float pixel =
          image_.pixels()[static_cast<std::size_t>((y * image_.width() + x) * 3 + c)];
      return (pixel - input.mean[channel]) * input.scale[channel];
    });
  }

  Values Give(const Convolution& convolution) const {
    const Values& in = Input();
    const int channels = in.shape.channels;
    return Fill(layer_->shape, [&](int filter, int y, int x) {
      double sum = convolution.bias[static_cast<std::size_t>(filter)];
      auto weight =
          convolution.weights.begin() + filter * channels * convolution.side * convolution.side;
      for (int c = 0; c < channels; ++c) {
        for (int i = 0; i < convolution.side; ++i) {
          for (int j = 0; j < convolution.side; ++j, ++weight) {
            sum += *weight * in.Get(c, y * convolution.stride - convolution.padding + i,
                                    x * convolution.stride - convolution.padding + j);
          }
        }
      }
      return sum;
    });
  }

  Values Give(const ScaleShift& scale_shift) const {
    return Fill(layer_->shape, [&](int c, int y, int x) {
      const auto channel = static_cast<std::size_t>(c);
      return Input().Get(c, y, x) * scale_shift.scale[channel] + scale_shift.shift[channel];
    });
  }

  Values Give(const Pool& pool) const {
    return Fill(layer_->shape, [&](int c, int y, int x) {
      double sum = 0;
      double largest = -std::numeric_limits<double>::infinity();
      int count = 0;
      for (int i = 0; i < pool.side; ++i) {
        for (int j = 0; j < pool.side; ++j) {
          const int row = y * pool.stride - pool.padding + i;
          const int column = x * pool.stride - pool.padding + j;
          if (!Input().Has(c, row, column)) continue;
          sum += Input().Get(c, row, column);
          largest = std::max(largest, Input().Get(c, row, column));
          ++count;
        }
      }
      return pool.kind == Pool::Kind::kMaximum ? largest : sum / count;
    });
  }

  Values Give(const GlobalAverage& /*kind*/) const {
    const TensorShape& in = Input().shape;
    return Fill(layer_->shape, [&](int c, int /*y*/, int /*x*/) {
      double sum = 0;
      for (int y = 0; y < in.height; ++y) {
        for (int x = 0; x < in.width; ++x) sum += Input().Get(c, y, x);
      }
      return sum / (in.height * in.width);
    });
  }

  Values Give(const Sum& /*kind*/) const {
    return Fill(layer_->shape,
                [&](int c, int y, int x) { return Input(0).Get(c, y, x) + Input(1).Get(c, y, x); });
  }

  Values Give(const Concat& /*kind*/) const {
    Values joined(layer_->shape);
    joined.values.clear();
    for (const int input : layer_->inputs) {
      joined.values.insert(joined.values.end(), given(input).values.begin(),
                           given(input).values.end());
    }
    return joined;
  }

  Values Give(const CutOff& /*kind*/) const { return Input(); }

  const Image& image_;
  const Layer* layer_ = nullptr;
  std::vector<Values> given_;
};

}  // namespace

std::vector<std::vector<float>> RunPlainly(const LayerGraph& graph, const Image& image) {
  const PlainRun run(graph, image);
  std::vector<std::vector<float>> outputs;
  for (const int output : graph.outputs()) {
    const std::vector<double>& values = run.given(output).values;
    outputs.emplace_back(values.begin(), values.end());
  }
  return outputs;
}

}  // namespace portcullis::testing
