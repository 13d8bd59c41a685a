// Whose face is meant, if that is clear.
#pragma once

#include <span>
#include <variant>

#include "matcher/core/capture_problem.h"
#include "matcher/core/face.h"

namespace portcullis {

struct SelectFaceOptions {
  /// A second face whose box has at least this share of the main face's area makes it unclear who
  /// stands at the kiosk. In (0, 1].
  float comparable_area_ratio = 0.5F;
};

/// The face with the largest box, NoFace if there is none, SeveralFaces if another is of comparable
/// size. Pure: the same faces always give the same answer, in whatever order they come.
std::variant<Face, CaptureProblem> SelectFace(std::span<const Face> faces,
                                              const SelectFaceOptions& options);

}  // namespace portcullis
