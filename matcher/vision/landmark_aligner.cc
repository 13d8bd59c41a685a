#include "matcher/vision/landmark_aligner.h"

#include <dlib/image_processing.h>
#include <dlib/image_transforms.h>

#include <array>
#include <cmath>
#include <exception>
#include <istream>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "matcher/vision/chip_frame.h"
#include "matcher/vision/chip_views.h"
#include "matcher/vision/model_file.h"
#include "matcher/vision/span_stream_buffer.h"

namespace portcullis {

class LandmarkPredictor {
 public:
  explicit LandmarkPredictor(dlib::shape_predictor predictor) : predictor_(std::move(predictor)) {}
  const dlib::shape_predictor& predictor() const { return predictor_; }

 private:
  dlib::shape_predictor predictor_;
};

namespace {

constexpr unsigned long kLandmarks = 68;

dlib::rectangle RectangleOf(const Box& box) {
  const long left = std::lround(box.left);
  const long top = std::lround(box.top);
  return {left, top, left + std::lround(box.width) - 1, top + std::lround(box.height) - 1};
}

Point PointOf(const dlib::dpoint& point) {
  return {static_cast<float>(point.x()), static_cast<float>(point.y())};
}

class LandmarkAligner : public FaceAligner {
 public:
  explicit LandmarkAligner(std::shared_ptr<const LandmarkPredictor> predictor)
      : predictor_(std::move(predictor)), alignment_(kLandmarkAlignment) {}

  absl::StatusOr<FaceChip> Align(const Image& image, const Face& face) override {
    try {
      const auto* first = reinterpret_cast<const dlib::rgb_pixel*>(image.pixels().data());
      const auto pixels = dlib::sub_image(first, image.height(), image.width(), image.width());
      const dlib::full_object_detection landmarks =
          predictor_->predictor()(pixels, RectangleOf(face.box));
      const dlib::point_transform_affine to_image = dlib::inv(dlib::get_mapping_to_chip(
          dlib::get_face_chip_details(landmarks, kChipSidePx, kChipPadding)));
      // Two points fix the same turn, scale and shift that dlib found from its landmarks.
      constexpr float kLast = kChipSidePx - 1;
      const std::array<Point, 2> chip_corners = {{{0, 0}, {kLast, kLast}}};
      const std::array<Point, 2> image_corners = {PointOf(to_image(dlib::dpoint(0, 0))),
                                                  PointOf(to_image(dlib::dpoint(kLast, kLast)))};
      return CutViews(image, chip_corners, image_corners, kChipSidePx, kFourViews, alignment_);
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("cutting a chip failed: {}", error.what()));
    }
  }

  const std::string& alignment() const override { return alignment_; }

 private:
  std::shared_ptr<const LandmarkPredictor> predictor_;
  std::string alignment_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const LandmarkPredictor>> LoadLandmarkPredictor(
    const ModelInfo& model, std::span<const std::uint8_t> bytes) {
  try {
    SpanStreamBuffer buffer(bytes);
    std::istream stream(&buffer);
    dlib::shape_predictor predictor;
    deserialize(predictor, stream);
    if (predictor.num_parts() != kLandmarks) {
      return ModelFileInvalid(model, fmt::format("predicts {} landmarks instead of {}",
                                                 predictor.num_parts(), kLandmarks));
    }
    return std::make_shared<const LandmarkPredictor>(std::move(predictor));
  } catch (const std::exception& error) {
    return ModelFileInvalid(model, fmt::format("is no landmark predictor ({})", error.what()));
  }
}

std::unique_ptr<FaceAligner> MakeLandmarkAligner(
    std::shared_ptr<const LandmarkPredictor> predictor) {
  return std::make_unique<LandmarkAligner>(std::move(predictor));
}

}  // namespace portcullis
