#include "matcher/vision/yunet_detector.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/area_scaler.h"

namespace portcullis {
namespace {

constexpr int kSmallestFacePx = 16;  // smaller images have no face that could be compared
// Standard deviation of the grey values in the box. The smallest over lfw-dev is 23.
constexpr double kMinContrast = 8;

/// Maps pixel centres of a scaled image to those of the image it was made from.
struct ScaleBack {
  float x = 1;
  float y = 1;
  Point operator()(float px, float py) const {
    return {(px + 0.5F) * x - 0.5F, (py + 0.5F) * y - 0.5F};
  }
  Point operator()(Point point) const { return (*this)(point.x, point.y); }
};

Face Scaled(const Face& face, const ScaleBack& back) {
  const Point corner = back(face.box.left, face.box.top);
  const FacePoints& points = *face.points;
  return {.box = {corner.x, corner.y, face.box.width * back.x, face.box.height * back.y},
          .detector_confidence = face.detector_confidence,
          .points = FacePoints{.right_eye = back(points.right_eye),
                               .left_eye = back(points.left_eye),
                               .nose_tip = back(points.nose_tip),
                               .right_mouth_corner = back(points.right_mouth_corner),
                               .left_mouth_corner = back(points.left_mouth_corner)}};
}

class YunetDetector : public FaceDetector {
 public:
  YunetDetector(std::unique_ptr<Yunet> yunet, const YunetOptions& options)
      : yunet_(std::move(yunet)), options_(options) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override {
    if (std::min(image.width(), image.height()) < kSmallestFacePx ||
        std::max(image.width(), image.height()) < options_.min_long_side_px) {
      return std::vector<Face>();
    }
    try {
      const int long_side_px = std::max(image.width(), image.height());
      if (long_side_px <= options_.long_side_px) return DetectAt(MatOf(image), {});
      const cv::Mat small =
          ScaledBy(static_cast<double>(options_.long_side_px) / long_side_px, image);
      return DetectAt(small, {static_cast<float>(image.width()) / static_cast<float>(small.cols),
                              static_cast<float>(image.height()) / static_cast<float>(small.rows)});
    } catch (const cv::Exception& error) {
      return absl::InternalError(fmt::format("YuNet failed: {}", error.what()));
    }
  }

 private:
  static cv::Mat MatOf(const Image& image) {
    return {image.height(), image.width(), CV_8UC3,
            const_cast<std::uint8_t*>(image.pixels().data())};  // only read
  }

  static cv::Mat ScaledBy(double scale, const Image& image) {
    const cv::Size size(std::max(1, static_cast<int>(std::lround(image.width() * scale))),
                        std::max(1, static_cast<int>(std::lround(image.height() * scale))));
    cv::Mat scaled(size, CV_8UC3);
    if (IsExactFraction(image, size.width, size.height)) {
      cv::resize(MatOf(image), scaled, size, 0, 0, cv::INTER_AREA);
    } else {
      ScaleByArea(image, size.width, size.height, scaled.data);
    }
    return scaled;
  }

  /// With its edges drawn out to the right and below where it is too small for the network.
  static cv::Mat PaddedToMinimum(const cv::Mat& image) {
    const int below = std::max(0, kYunetMinSidePx - image.rows);
    const int right = std::max(0, kYunetMinSidePx - image.cols);
    if (below == 0 && right == 0) return image;
    cv::Mat padded;
    cv::copyMakeBorder(image, padded, 0, below, 0, right, cv::BORDER_REPLICATE);
    return padded;
  }

  /// YuNet takes a plain black picture for a face with a confidence of 0.8.
  static bool IsFeatureless(const cv::Mat& rgb, const Box& box) {
    const cv::Rect inside =
        cv::Rect(cv::Rect2f(box.left, box.top, box.width, box.height)) & cv::Rect({}, rgb.size());
    if (inside.empty()) return true;
    cv::Mat grey;
    cv::cvtColor(rgb(inside), grey, cv::COLOR_RGB2GRAY);
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(grey, mean, deviation);
    return deviation[0] < kMinContrast;
  }

  absl::StatusOr<std::vector<Face>> DetectAt(const cv::Mat& image, const ScaleBack& back) {
    const cv::Mat rgb = PaddedToMinimum(image);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Face> found,
                                yunet_->Find({rgb.data, rgb.step, rgb.cols, rgb.rows}));
    std::vector<Face> faces;
    for (const Face& face : found) {
      if (!IsFeatureless(rgb, face.box)) faces.push_back(Scaled(face, back));
    }
    return faces;
  }

  std::unique_ptr<Yunet> yunet_;
  YunetOptions options_;
};

}  // namespace

std::unique_ptr<FaceDetector> MakeYunetDetector(std::unique_ptr<Yunet> yunet,
                                                const YunetOptions& options) {
  return std::make_unique<YunetDetector>(std::move(yunet), options);
}

}  // namespace portcullis
