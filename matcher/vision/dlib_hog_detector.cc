#include "matcher/vision/dlib_hog_detector.h"

#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms.h>

#include <exception>
#include <utility>
#include <vector>

#include "fmt/format.h"

namespace portcullis {
namespace {

Box BoxOf(const dlib::rectangle& rectangle) {
  return {static_cast<float>(rectangle.left()), static_cast<float>(rectangle.top()),
          static_cast<float>(rectangle.width()), static_cast<float>(rectangle.height())};
}

class DlibHogDetector : public FaceDetector {
 public:
  DlibHogDetector() : detector_(dlib::get_frontal_face_detector()) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override {
    try {
      const auto* pixels = reinterpret_cast<const dlib::rgb_pixel*>(image.pixels().data());
      std::vector<std::pair<double, dlib::rectangle>> found;  // the surest first
      detector_(dlib::sub_image(pixels, image.height(), image.width(), image.width()), found);
      std::vector<Face> faces;
      for (const auto& [confidence, rectangle] : found) {
        faces.push_back({.box = BoxOf(rectangle),
                         .detector_confidence = static_cast<float>(confidence),
                         .points = std::nullopt});
      }
      return faces;
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("dlib's HOG detector failed: {}", error.what()));
    }
  }

 private:
  dlib::frontal_face_detector detector_;
};

}  // namespace

std::unique_ptr<FaceDetector> MakeDlibHogDetector() { return std::make_unique<DlibHogDetector>(); }

}  // namespace portcullis
