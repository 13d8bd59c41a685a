#include "matcher/pipeline/select_face.h"

#include <algorithm>
#include <cmath>

namespace portcullis {

float Prominence(const Face& face, const ImageSize& image) {
  const Point centre = face.box.centre();
  const float x = 2 * centre.x / static_cast<float>(image.width) - 1;
  const float y = 2 * centre.y / static_cast<float>(image.height) - 1;
  return face.box.area() * std::exp(-2.5F * (x * x + y * y));
}

std::variant<Face, CaptureProblem> SelectFace(std::span<const Face> faces, const ImageSize& image,
                                              const SelectFaceOptions& options) {
  if (faces.empty()) return CaptureProblem::kNoFace;
  const auto main =
      std::max_element(faces.begin(), faces.end(), [&image](const Face& a, const Face& b) {
        return Prominence(a, image) < Prominence(b, image);
      });
  const float comparable = options.comparable_prominence_ratio * Prominence(*main, image);
  const auto rivals = std::count_if(faces.begin(), faces.end(), [&](const Face& face) {
    return Prominence(face, image) >= comparable;
  });
  if (rivals > 1) return CaptureProblem::kSeveralFaces;
  return *main;
}

}  // namespace portcullis
