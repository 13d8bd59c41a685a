// A small picture of a face, drawn in characters.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/bitmap.h"
#include "clients/cli/terminal.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis::cli {

/// The surroundings of the face, or the whole image where there is none, scaled down to at most
/// `columns` x `rows` px, with the box and the points of the face drawn over them. `upright` may be
/// a smaller copy of the image that `face` speaks of. Nothing of an empty bitmap.
Bitmap FacePicture(const Bitmap& upright, const v1::FaceReport& face, int columns, int rows);

/// Lines of half blocks, each character two pixels, one above the other. `colours` is not kNone.
std::vector<std::string> HalfBlocks(const Bitmap& picture, PictureColours colours);

}  // namespace portcullis::cli
