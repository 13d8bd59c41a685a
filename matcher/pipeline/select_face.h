// Whose face is meant, if that is clear.
#pragma once

#include <span>
#include <variant>

#include "matcher/core/capture_problem.h"
#include "matcher/core/face.h"

namespace portcullis {

struct ImageSize {
  int width = 0;   // px, 1 or more
  int height = 0;  // px, 1 or more
};

struct SelectFaceOptions {
  /// A second face with at least this share of the main face's prominence makes it unclear who
  /// stands at the kiosk. In (0, 1].
  float comparable_prominence_ratio = 0.6F;
};

/// How much a face looks like the one that the picture was taken of: the area of its box, times
/// exp(-2.5 r^2), where r is the distance of its centre from the centre of the image in half sides
/// of the image (0 in the middle, 1 in the middle of an edge). People in the background are smaller
/// or further out or both. With the ratio above, two faces as far from the middle are comparable if
/// one is at least 0.77 times as long as the other, and beside a face in the middle one of its size
/// counts up to r = 0.45. docs/accuracy.md says how often this leaves several faces on real
/// pictures.
float Prominence(const Face& face, const ImageSize& image);

/// The most prominent face, NoFace if there is none, SeveralFaces if another is comparable. Pure:
/// the same faces always give the same answer, in whatever order they come.
std::variant<Face, CaptureProblem> SelectFace(std::span<const Face> faces, const ImageSize& image,
                                              const SelectFaceOptions& options);

}  // namespace portcullis
