#include "matcher/pipeline/select_face.h"

#include <algorithm>
#include <cstddef>

namespace portcullis {

std::variant<Face, CaptureProblem> SelectFace(std::span<const Face> faces,
                                              const SelectFaceOptions& options) {
  if (faces.empty()) return CaptureProblem::kNoFace;
  const auto main = std::max_element(faces.begin(), faces.end(), [](const Face& a, const Face& b) {
    return a.box.area() < b.box.area();
  });
  const float comparable_area = options.comparable_area_ratio * main->box.area();
  const auto comparable = std::count_if(faces.begin(), faces.end(), [&](const Face& face) {
    return face.box.area() >= comparable_area;
  });
  if (comparable > 1) return CaptureProblem::kSeveralFaces;
  return *main;
}

}  // namespace portcullis
