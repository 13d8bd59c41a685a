#include "matcher/vision/yunet_detector.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect/face.hpp>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/model_file.h"

namespace portcullis {
namespace {

constexpr float kMaxOverlap = 0.3F;  // of two boxes for two faces, as intersection over union
constexpr int kMaxFaces = 5000;      // before overlapping ones are dropped
constexpr int kSmallestFacePx = 16;  // smaller images have no face that could be compared
// Of what the network sees. Where its coarsest layer (1/64) has one row only, OpenCV 4.6 answers
// with uninitialised memory: boxes that are infinite, at confidence 1.
constexpr int kMinSidePx = 128;
// Standard deviation of the grey values in the box. The smallest over lfw-dev is 23.
constexpr double kMinContrast = 8;

/// Maps pixel centres of a scaled image to those of the image it was made from.
struct ScaleBack {
  float x = 1;
  float y = 1;
  Point operator()(float px, float py) const {
    return {(px + 0.5F) * x - 0.5F, (py + 0.5F) * y - 0.5F};
  }
};

/// A row of FaceDetectorYN: box, the five points from the person's right eye on, confidence.
Face FaceOfRow(const float* row, const ScaleBack& back) {
  const Point corner = back(row[0], row[1]);
  Face face;
  face.box = {corner.x, corner.y, row[2] * back.x, row[3] * back.y};
  face.points = FacePoints{.right_eye = back(row[4], row[5]),
                           .left_eye = back(row[6], row[7]),
                           .nose_tip = back(row[8], row[9]),
                           .right_mouth_corner = back(row[10], row[11]),
                           .left_mouth_corner = back(row[12], row[13])};
  face.detector_confidence = row[14];
  return face;
}

class YunetDetector : public FaceDetector {
 public:
  YunetDetector(cv::Ptr<cv::FaceDetectorYN> network, const YunetOptions& options)
      : network_(std::move(network)), options_(options) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override {
    if (std::min(image.width(), image.height()) < kSmallestFacePx ||
        std::max(image.width(), image.height()) < options_.min_long_side_px) {
      return std::vector<Face>();
    }
    try {
      const cv::Mat rgb(image.height(), image.width(), CV_8UC3,
                        const_cast<std::uint8_t*>(image.pixels().data()));  // only read
      cv::Mat bgr;
      cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
      if (std::max(bgr.cols, bgr.rows) <= options_.long_side_px) return DetectAt(bgr, {});
      const cv::Mat small = ScaledTo(bgr, options_.long_side_px);
      return DetectAt(small, {static_cast<float>(bgr.cols) / static_cast<float>(small.cols),
                              static_cast<float>(bgr.rows) / static_cast<float>(small.rows)});
    } catch (const cv::Exception& error) {
      return absl::InternalError(fmt::format("YuNet failed: {}", error.what()));
    }
  }

 private:
  static cv::Mat ScaledTo(const cv::Mat& image, int long_side_px) {
    const double scale = static_cast<double>(long_side_px) / std::max(image.cols, image.rows);
    const cv::Size size(std::max(1, static_cast<int>(std::lround(image.cols * scale))),
                        std::max(1, static_cast<int>(std::lround(image.rows * scale))));
    cv::Mat scaled;
    cv::resize(image, scaled, size, 0, 0, cv::INTER_AREA);
    return scaled;
  }

  /// With its edges drawn out to the right and below where it is too small for the network.
  static cv::Mat PaddedToMinimum(const cv::Mat& image) {
    const int below = std::max(0, kMinSidePx - image.rows);
    const int right = std::max(0, kMinSidePx - image.cols);
    if (below == 0 && right == 0) return image;
    cv::Mat padded;
    cv::copyMakeBorder(image, padded, 0, below, 0, right, cv::BORDER_REPLICATE);
    return padded;
  }

  /// YuNet takes a plain black picture for a face with a confidence of 0.8.
  static bool IsFeatureless(const cv::Mat& bgr, const cv::Mat& row) {
    const auto* box = row.ptr<float>();
    const cv::Rect inside =
        cv::Rect(cv::Rect2f(box[0], box[1], box[2], box[3])) & cv::Rect({}, bgr.size());
    if (inside.empty()) return true;
    cv::Mat grey;
    cv::cvtColor(bgr(inside), grey, cv::COLOR_BGR2GRAY);
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(grey, mean, deviation);
    return deviation[0] < kMinContrast;
  }

  std::vector<Face> DetectAt(const cv::Mat& image, const ScaleBack& back) {
    const cv::Mat bgr = PaddedToMinimum(image);
    if (network_->getInputSize() != bgr.size()) network_->setInputSize(bgr.size());
    cv::Mat rows;
    network_->detect(bgr, rows);
    std::vector<Face> faces;
    for (int i = 0; i < rows.rows; ++i) {
      if (!IsFeatureless(bgr, rows.row(i))) faces.push_back(FaceOfRow(rows.ptr<float>(i), back));
    }
    std::stable_sort(faces.begin(), faces.end(), [](const Face& a, const Face& b) {
      return a.detector_confidence > b.detector_confidence;
    });
    return faces;
  }

  cv::Ptr<cv::FaceDetectorYN> network_;
  YunetOptions options_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FaceDetector>> MakeYunetDetector(const ModelInfo& model,
                                                                const YunetOptions& options) {
  // OpenCV 4.6 takes this network by path alone, so the bytes are checked just before it reads
  // them.
  PORTCULLIS_RETURN_IF_ERROR(ReadModelFile(model).status());
  try {
    cv::Ptr<cv::FaceDetectorYN> network =
        cv::FaceDetectorYN::create(model.file.string(), /*config=*/"", cv::Size(320, 320),
                                   options.min_confidence, kMaxOverlap, kMaxFaces);
    return std::make_unique<YunetDetector>(std::move(network), options);
  } catch (const cv::Exception& error) {
    return ModelFileInvalid(model, fmt::format("is no YuNet that OpenCV can load ({})", error.err));
  }
}

}  // namespace portcullis
