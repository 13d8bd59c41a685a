// Pictures for people to look at, as PNG.
#pragma once

#include <memory>

#include "matcher/core/picture_writer.h"

namespace portcullis {

std::unique_ptr<PictureWriter> MakePngPictureWriter();

}  // namespace portcullis
