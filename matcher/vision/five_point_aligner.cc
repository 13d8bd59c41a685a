#include "matcher/vision/five_point_aligner.h"

#include <cstddef>
#include <exception>
#include <string>

#include "fmt/format.h"
#include "matcher/vision/chip_frame.h"

namespace portcullis {
namespace {

class FivePointAligner : public FaceAligner {
 public:
  explicit FivePointAligner(const FivePointFrame& frame)
      : frame_(frame), alignment_(frame.alignment) {}

  absl::StatusOr<FaceChip> Align(const Image& image, const Face& face) override {
    if (!face.points) {
      return absl::FailedPreconditionError(
          fmt::format("alignment {} needs a detector that gives five points", alignment_));
    }
    const FacePoints& points = *face.points;
    const std::array<Point, 5> image_points = {points.right_eye, points.left_eye, points.nose_tip,
                                               points.right_mouth_corner, points.left_mouth_corner};
    try {
      return CutViews(image, frame_.points, image_points, frame_.side_px, frame_.views, alignment_);
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("cutting a chip failed: {}", error.what()));
    }
  }

  const std::string& alignment() const override { return alignment_; }

 private:
  FivePointFrame frame_;
  std::string alignment_;
};

}  // namespace

FivePointFrame YunetFrame() {
  FivePointFrame frame{
      .points = {}, .side_px = kChipSidePx, .views = kFourViews, .alignment = kYunetAlignment};
  for (std::size_t i = 0; i < frame.points.size(); ++i) {
    frame.points[i] = ChipPointOf(kYunetTemplate[i]);
  }
  return frame;
}

std::unique_ptr<FaceAligner> MakeFivePointAligner(const FivePointFrame& frame) {
  return std::make_unique<FivePointAligner>(frame);
}

}  // namespace portcullis
