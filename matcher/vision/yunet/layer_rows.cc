#include "matcher/vision/yunet/layer_rows.h"

#include <algorithm>

namespace portcullis {
namespace {

std::size_t Floats(int width, int channels) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
}

}  // namespace

PaddedRows::PaddedRows(int width, int height, int channels)
    : height_(height),
      channels_(static_cast<std::size_t>(channels)),
      row_floats_(Floats(width + 2, channels)),
      rows_(4 * row_floats_) {}

float* PaddedRows::Add() {
  const auto slot = static_cast<std::size_t>(added_ % 3);
  ++added_;
  return rows_.data() + slot * row_floats_ + channels_;
}

std::array<const float*, 3> PaddedRows::Around(int y) const {
  std::array<const float*, 3> around = {};
  for (int i = 0; i < 3; ++i) {
    const int row = y - 1 + i;
    const auto slot = static_cast<std::size_t>(row < 0 || row >= height_ ? 3 : row % 3);
    around[static_cast<std::size_t>(i)] = rows_.data() + slot * row_floats_;
  }
  return around;
}

StemRows::StemRows(const PixelRows& image, const YunetWeights& weights, const RowKernels& kernels)
    : image_(image),
      weights_(weights),
      kernels_(kernels),
      pixels_(image.width, image.height, 3),
      out_(Floats((image.width + 1) / 2, kChannelStep)) {}

const float* StemRows::Next() {
  const int middle = 2 * next_;
  while (pixels_.added() < std::min(middle + 2, image_.height)) {
    const std::uint8_t* from = image_.row(pixels_.added());
    std::copy(from, from + 3 * static_cast<std::ptrdiff_t>(image_.width), pixels_.Add());
  }
  kernels_.stem(pixels_.Around(middle).data(), weights_.stem.data(), weights_.stem_bias.data(),
                out_.data(), width());
  ++next_;
  return out_.data();
}

UnitRows::UnitRows(RowSource& source, const YunetUnit& unit, const RowKernels& kernels)
    : source_(source),
      unit_(unit),
      kernels_(kernels),
      multiplied_(source.width(), source.height(), unit.out_channels),
      out_(Floats(source.width(), unit.out_channels)) {}

const float* UnitRows::Next() {
  while (multiplied_.added() < std::min(next_ + 2, height())) {
    kernels_.pointwise(source_.Next(), unit_.in_channels, unit_.pointwise.data(),
                       unit_.pointwise_bias.data(), multiplied_.Add(), unit_.out_channels, width());
  }
  kernels_.depthwise(multiplied_.Around(next_).data(), unit_.depthwise.data(),
                     unit_.depthwise_bias.data(), unit_.relu, out_.data(), unit_.out_channels,
                     width());
  ++next_;
  return out_.data();
}

PoolRows::PoolRows(RowSource& source, const RowKernels& kernels)
    : source_(source), kernels_(kernels), out_(Floats(source.width() / 2, source.channels())) {}

const float* PoolRows::Next() {
  for (const bool first : {true, false}) {
    kernels_.pool(source_.Next(), first, out_.data(), channels(), width());
  }
  return out_.data();
}

const float* MapRows::Next() {
  return map_.values.data() + static_cast<std::size_t>(next_++) * Floats(map_.width, map_.channels);
}

void Fill(FeatureMap& map, RowSource& source) {
  map.width = source.width();
  map.height = source.height();
  map.channels = source.channels();
  const std::size_t row_floats = Floats(map.width, map.channels);
  map.values.clear();
  map.values.reserve(row_floats * static_cast<std::size_t>(map.height));
  for (int y = 0; y < map.height; ++y) {
    const float* row = source.Next();
    map.values.insert(map.values.end(), row, row + row_floats);
  }
}

}  // namespace portcullis
