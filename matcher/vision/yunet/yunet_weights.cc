#include "matcher/vision/yunet/yunet_weights.h"

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/yunet/row_kernels.h"

namespace portcullis {
namespace {

absl::Status NotYunet(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("is no YuNet of March 2022: it {}", what));
}

/// One convolution of the file: [out][in][y][x], and the bias of each output.
struct Convolution {
  cv::Mat weights;
  cv::Mat bias;

  int size(int dimension) const { return weights.size[dimension]; }
  float at(int out, int in, int tap) const {
    return weights.ptr<float>()[(out * size(1) + in) * size(2) * size(3) + tap];
  }
  bool Is(int out, int in, int side) const {
    return weights.dims == 4 && size(0) == out && size(1) == in && size(2) == side &&
           size(3) == side && weights.type() == CV_32F && weights.isContinuous() &&
           bias.total() == static_cast<std::size_t>(out) && bias.type() == CV_32F &&
           bias.isContinuous();
  }
};

/// In the order of the file: the backbone from the image on, then the heads from the finest scale.
std::vector<Convolution> ConvolutionsOf(const cv::dnn::Net& network) {
  std::vector<Convolution> convolutions;
  for (const std::string& name : network.getLayerNames()) {
    const cv::Ptr<cv::dnn::Layer> layer = network.getLayer(network.getLayerId(name));
    if (layer->type != "Convolution" || layer->blobs.size() != 2) continue;
    convolutions.push_back({layer->blobs[0], layer->blobs[1]});
  }
  return convolutions;
}

/// Of a value in rows of `columns`.
std::size_t PlaceOf(int row, int columns, int column) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
         static_cast<std::size_t>(column);
}

int Padded(int channels) { return (channels + kChannelStep - 1) / kChannelStep * kChannelStep; }

AlignedFloats BiasOf(const Convolution& convolution) {
  AlignedFloats bias(static_cast<std::size_t>(Padded(convolution.size(0))));
  for (int c = 0; c < convolution.size(0); ++c) {
    bias[static_cast<std::size_t>(c)] = convolution.bias.ptr<float>()[c];
  }
  return bias;
}

/// The file's input is B, G, R; that of the kernels R, G, B.
void SetStem(const Convolution& convolution, YunetWeights& weights) {
  weights.stem.resize(std::size_t{27} * kChannelStep);
  for (int tap = 0; tap < 9; ++tap) {
    for (int in = 0; in < 3; ++in) {
      for (int out = 0; out < kChannelStep; ++out) {
        weights.stem[PlaceOf(tap * 3 + in, kChannelStep, out)] = convolution.at(out, 2 - in, tap);
      }
    }
  }
  weights.stem_bias = BiasOf(convolution);
}

YunetUnit UnitOf(const Convolution& pointwise, const Convolution& depthwise, bool relu) {
  const int outputs = pointwise.size(0);
  YunetUnit unit;
  unit.in_channels = Padded(pointwise.size(1));
  unit.out_channels = Padded(outputs);
  unit.pointwise.resize(PlaceOf(unit.in_channels, unit.out_channels, 0));
  unit.depthwise.resize(PlaceOf(9, unit.out_channels, 0));
  for (int out = 0; out < outputs; ++out) {
    for (int in = 0; in < pointwise.size(1); ++in) {
      unit.pointwise[PlaceOf(in, unit.out_channels, out)] = pointwise.at(out, in, 0);
    }
    for (int tap = 0; tap < 9; ++tap) {
      unit.depthwise[PlaceOf(tap, unit.out_channels, out)] = depthwise.at(out, 0, tap);
    }
  }
  unit.pointwise_bias = BiasOf(pointwise);
  unit.depthwise_bias = BiasOf(depthwise);
  unit.relu = relu;
  return unit;
}

constexpr int kWide = 64;                                                 // channels of most layers
constexpr std::array<int, kYunetScales> kHeadOutputs = {51, 34, 34, 51};  // 17 for each prior

/// Takes convolutions from the front of a list, two at a time.
class UnitReader {
 public:
  explicit UnitReader(std::span<const Convolution> rest) : rest_(rest) {}

  absl::StatusOr<YunetUnit> Next(int in, int out, bool relu) {
    const Convolution& pointwise = rest_[0];
    const Convolution& depthwise = rest_[1];
    if (!pointwise.Is(out, in, 1) || !depthwise.Is(out, 1, 3)) {
      return NotYunet(fmt::format("has no layer from {} to {} channels in its place", in, out));
    }
    rest_ = rest_.subspan(2);
    return UnitOf(pointwise, depthwise, relu);
  }

 private:
  std::span<const Convolution> rest_;
};

absl::StatusOr<YunetWeights> WeightsOf(std::span<const Convolution> convolutions) {
  constexpr std::size_t kConvolutions = 1 + 2 * (kYunetBackbone + 2 * kYunetScales);
  if (convolutions.size() != kConvolutions || !convolutions[0].Is(kChannelStep, 3, 3)) {
    return NotYunet(fmt::format("has {} convolutions", convolutions.size()));
  }
  YunetWeights weights;
  SetStem(convolutions[0], weights);
  UnitReader reader(convolutions.subspan(1));
  for (std::size_t i = 0; i < weights.backbone.size(); ++i) {
    const int in = i < 3 ? kChannelStep : kWide;
    const int out = i < 2 ? kChannelStep : kWide;
    PORTCULLIS_ASSIGN_OR_RETURN(weights.backbone[i], reader.Next(in, out, /*relu=*/true));
  }
  for (std::size_t i = 0; i < kYunetScales; ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(weights.heads[i][0], reader.Next(kWide, kWide, /*relu=*/true));
    PORTCULLIS_ASSIGN_OR_RETURN(weights.heads[i][1],
                                reader.Next(kWide, kHeadOutputs[i], /*relu=*/false));
  }
  return weights;
}

}  // namespace

absl::StatusOr<YunetWeights> ReadYunetWeights(std::span<const std::uint8_t> onnx) {
  try {
    return WeightsOf(ConvolutionsOf(
        cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(onnx.data()), onnx.size())));
  } catch (const cv::Exception& error) {
    return NotYunet(fmt::format("cannot be read by OpenCV ({})", error.err));
  }
}

}  // namespace portcullis
