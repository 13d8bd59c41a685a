#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect/face.hpp>
#include <utility>

#include "fmt/format.h"
#include "matcher/vision/yunet/yunet.h"

namespace portcullis {
namespace {

/// A row of FaceDetectorYN: box, the five points from the person's right eye on, confidence.
Face FaceOfRow(const float* row) {
  const auto point = [row](int at) { return Point{row[at], row[at + 1]}; };
  return {.box = {row[0], row[1], row[2], row[3]},
          .detector_confidence = row[14],
          .points = FacePoints{.right_eye = point(4),
                               .left_eye = point(6),
                               .nose_tip = point(8),
                               .right_mouth_corner = point(10),
                               .left_mouth_corner = point(12)}};
}

class OpenCvYunet : public Yunet {
 public:
  explicit OpenCvYunet(cv::Ptr<cv::FaceDetectorYN> network) : network_(std::move(network)) {}

  absl::StatusOr<std::vector<Face>> Find(const PixelRows& image) override {
    try {
      const cv::Mat rgb(image.height, image.width, CV_8UC3,
                        const_cast<std::uint8_t*>(image.first),  // only read
                        image.step);
      cv::Mat bgr;
      cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
      if (network_->getInputSize() != bgr.size()) network_->setInputSize(bgr.size());
      cv::Mat rows;
      network_->detect(bgr, rows);
      std::vector<Face> faces;
      faces.reserve(static_cast<std::size_t>(rows.rows));
      for (int i = 0; i < rows.rows; ++i) faces.push_back(FaceOfRow(rows.ptr<float>(i)));
      return faces;
    } catch (const cv::Exception& error) {
      return absl::InternalError(fmt::format("YuNet failed: {}", error.what()));
    }
  }

 private:
  cv::Ptr<cv::FaceDetectorYN> network_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Yunet>> MakeOpenCvYunet(const std::filesystem::path& file,
                                                       float min_confidence) {
  try {
    cv::Ptr<cv::FaceDetectorYN> network = cv::FaceDetectorYN::create(
        file.string(), /*config=*/"", cv::Size(kYunetMinSidePx, kYunetMinSidePx), min_confidence,
        static_cast<float>(kYunetMaxOverlap), kYunetMaxFaces);
    return std::make_unique<OpenCvYunet>(std::move(network));
  } catch (const cv::Exception& error) {
    return absl::InvalidArgumentError(
        fmt::format("is no YuNet that OpenCV can load ({})", error.err));
  }
}

}  // namespace portcullis
