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
  FivePointAligner(const FivePointTemplate& points, std::string_view alignment)
      : alignment_(alignment) {
    for (std::size_t i = 0; i < points.size(); ++i) chip_points_[i] = ChipPointOf(points[i]);
  }

  absl::StatusOr<FaceChip> Align(const Image& image, const Face& face) override {
    if (!face.points) {
      return absl::FailedPreconditionError(
          fmt::format("alignment {} needs a detector that gives five points", alignment_));
    }
    const FacePoints& points = *face.points;
    const std::array<Point, 5> image_points = {points.right_eye, points.left_eye, points.nose_tip,
                                               points.right_mouth_corner, points.left_mouth_corner};
    try {
      return FaceChip{CutChip(image, chip_points_, image_points), alignment_};
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("cutting a chip failed: {}", error.what()));
    }
  }

  const std::string& alignment() const override { return alignment_; }

 private:
  std::array<Point, 5> chip_points_;
  std::string alignment_;
};

}  // namespace

std::unique_ptr<FaceAligner> MakeFivePointAligner(const FivePointTemplate& points,
                                                  std::string_view alignment) {
  return std::make_unique<FivePointAligner>(points, alignment);
}

}  // namespace portcullis
