#include "matcher/core/quality/face_patch.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>

namespace portcullis {
namespace {

constexpr float kMissing = -1;
constexpr int kFewSubsamples = 3;   // with so few, the nearest pixel would be a rough guess
constexpr int kMostSubsamples = 8;  // a side; more would cost time and tell nothing new

float LuminanceAt(const Image& image, int x, int y) {
  const std::uint8_t* pixel =
      image.pixels().data() +
      3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) +
           static_cast<std::size_t>(x));
  return 0.299F * static_cast<float>(pixel[0]) + 0.587F * static_cast<float>(pixel[1]) +
         0.114F * static_cast<float>(pixel[2]);
}

// Written so that NaN is outside too.
bool IsInside(const Image& image, Point point) {
  return point.x >= -0.5F && point.y >= -0.5F &&
         point.x < static_cast<float>(image.width()) - 0.5F &&
         point.y < static_cast<float>(image.height()) - 0.5F;
}

float Interpolated(const Image& image, Point point) {
  if (!IsInside(image, point)) return kMissing;
  const float x = std::max(0.0F, point.x);
  const float y = std::max(0.0F, point.y);
  const int left = static_cast<int>(x);
  const int top = static_cast<int>(y);
  const int right = std::min(left + 1, image.width() - 1);
  const int bottom = std::min(top + 1, image.height() - 1);
  const float across = x - static_cast<float>(left);
  const float down = y - static_cast<float>(top);
  const float above =
      LuminanceAt(image, left, top) * (1 - across) + LuminanceAt(image, right, top) * across;
  const float below =
      LuminanceAt(image, left, bottom) * (1 - across) + LuminanceAt(image, right, bottom) * across;
  return above * (1 - down) + below * down;
}

// Luminance times 1000, of the pixel that the point lies in.
int Nearest(const Image& image, int x, int y) {
  const std::uint8_t* pixel =
      image.pixels().data() +
      3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) +
           static_cast<std::size_t>(x));
  return 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2];
}

// The subsamples of one sample: `subsamples` in each direction, the first at `corner`.
struct Subsamples {
  Point corner;
  Point across;  // pixels from one to the next
  int count = 1;

  Point At(int column, int row) const {
    const auto right = static_cast<float>(column);
    const auto down = static_cast<float>(row);
    return {corner.x + right * across.x - down * across.y,
            corner.y + right * across.y + down * across.x};
  }
};

float MeanOfFew(const Image& image, const Subsamples& subsamples) {
  float sum = 0;
  int count = 0;
  for (int row = 0; row < subsamples.count; ++row) {
    for (int column = 0; column < subsamples.count; ++column) {
      const float value = Interpolated(image, subsamples.At(column, row));
      if (value < 0) continue;
      sum += value;
      ++count;
    }
  }
  return count == 0 ? kMissing : sum / static_cast<float>(count);
}

// This is where large images spend their time.
float MeanOfMany(const Image& image, const Subsamples& subsamples) {
  std::int64_t sum = 0;
  int count = 0;
  for (int row = 0; row < subsamples.count; ++row) {
    Point at = subsamples.At(0, row);
    for (int column = 0; column < subsamples.count; ++column) {
      if (IsInside(image, at)) {
        sum += Nearest(image, std::min(static_cast<int>(at.x + 0.5F), image.width() - 1),
                       std::min(static_cast<int>(at.y + 0.5F), image.height() - 1));
        ++count;
      }
      at.x += subsamples.across.x;
      at.y += subsamples.across.y;
    }
  }
  return count == 0 ? kMissing : static_cast<float>(sum) / (1000.0F * static_cast<float>(count));
}

int Samples(float length, float samples_per_unit) {
  return std::max(1, static_cast<int>(std::lround(length * samples_per_unit)));
}

std::pair<int, int> Covered(float from, float to, float start, float samples_per_unit, int size) {
  const auto index = [&](float at) {
    return std::clamp(static_cast<int>(std::ceil((at - start) * samples_per_unit - 0.5F)), 0, size);
  };
  return {index(from), index(to)};
}

}  // namespace

FacePatch::FacePatch(const PatchArea& area, int samples_per_unit, std::vector<float> luminance)
    : area_(area),
      samples_per_unit_(static_cast<float>(samples_per_unit)),
      width_(Samples(area.right - area.left, samples_per_unit_)),
      height_(Samples(area.bottom - area.top, samples_per_unit_)),
      luminance_(std::move(luminance)) {
  assert(luminance_.size() == static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
}

FacePatch FacePatch::Sample(const Image& image, const FaceFrame& frame, const PatchArea& area,
                            int samples_per_unit) {
  const auto density = static_cast<float>(samples_per_unit);
  const float side = 1 / density;
  const float sample_px = frame.unit_px * side;
  const int subsamples =
      static_cast<int>(std::min(static_cast<float>(kMostSubsamples), std::ceil(sample_px)));
  const int width = Samples(area.right - area.left, density);
  const int height = Samples(area.bottom - area.top, density);
  const float step = side / static_cast<float>(subsamples);
  const Point across = {frame.unit_px * step * frame.cosine, frame.unit_px * step * frame.sine};
  std::vector<float> luminance;
  luminance.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Subsamples of_this = {frame.ToImage(area.left + static_cast<float>(x) * side + step / 2,
                                                area.top + static_cast<float>(y) * side + step / 2),
                                  across, subsamples};
      luminance.push_back(subsamples > kFewSubsamples ? MeanOfMany(image, of_this)
                                                      : MeanOfFew(image, of_this));
    }
  }
  return {area, samples_per_unit, std::move(luminance)};
}

std::pair<int, int> FacePatch::Columns(const PatchArea& part) const {
  return Covered(part.left, part.right, area_.left, samples_per_unit_, width_);
}

std::pair<int, int> FacePatch::Rows(const PatchArea& part) const {
  return Covered(part.top, part.bottom, area_.top, samples_per_unit_, height_);
}

}  // namespace portcullis
