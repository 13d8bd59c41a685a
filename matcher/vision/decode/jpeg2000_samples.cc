#include "matcher/vision/decode/jpeg2000_samples.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace portcullis {
namespace {

/// Writes one component of a row into every third value.
void WriteChannel(const Jpeg2000Plane& plane, int y, std::uint8_t* to, std::size_t pixels) {
  const Jpeg2000Component& component = plane.component;
  const std::int64_t max = (std::int64_t{1} << component.bits) - 1;
  const std::int64_t shift = component.is_signed ? std::int64_t{1} << (component.bits - 1) : 0;
  const auto row = plane.samples.subspan(static_cast<std::size_t>(y / component.dy) *
                                         static_cast<std::size_t>(plane.width));
  for (std::size_t x = 0; x < pixels; ++x) {
    const std::int64_t sample = row[x / static_cast<std::size_t>(component.dx)] + shift;
    const std::int64_t value = std::clamp<std::int64_t>(sample, 0, max);
    constexpr int kBitsOfByte = 8;
    to[3 * x] = static_cast<std::uint8_t>(
        component.bits == kBitsOfByte ? value : (value * 255 + max / 2) / max);
  }
}

std::uint8_t ToByte(float value) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

void YccToRgb(std::span<std::uint8_t> row) {
  for (std::size_t at = 0; at < row.size(); at += 3) {
    const auto y = static_cast<float>(row[at]);
    const float cb = static_cast<float>(row[at + 1]) - 128.0F;
    const float cr = static_cast<float>(row[at + 2]) - 128.0F;
    row[at] = ToByte(y + 1.402F * cr);
    row[at + 1] = ToByte(y - 0.344136F * cb - 0.714136F * cr);
    row[at + 2] = ToByte(y + 1.772F * cb);
  }
}

}  // namespace

void WriteRgbRow(std::span<const Jpeg2000Plane> planes, bool is_ycc, int y,
                 std::span<std::uint8_t> rgb) {
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const Jpeg2000Plane& plane = planes[planes.size() == 1 ? 0 : channel];
    WriteChannel(plane, y, rgb.data() + channel, rgb.size() / 3);
  }
  if (is_ycc) YccToRgb(rgb);
}

}  // namespace portcullis
