#include "matcher/core/quality/luminance_share.h"

#include "matcher/core/quality/face_regions.h"

namespace portcullis {

double ShareOfFace(const FacePatch& face, float from, float to) {
  int count = 0;
  int inside = 0;
  for (int y = 0; y < face.height(); ++y) {
    for (int x = 0; x < face.width(); ++x) {
      if (!face.Has(x, y) || !IsInFace(face.U(x), face.V(y))) continue;
      ++count;
      if (face.At(x, y) >= from && face.At(x, y) <= to) ++inside;
    }
  }
  return count == 0 ? 1 : static_cast<double>(inside) / count;
}

}  // namespace portcullis
