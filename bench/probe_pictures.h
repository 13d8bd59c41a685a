// Pictures to measure with, made from the evaluation data at run time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"

namespace portcullis {

struct ProbePicture {
  Image image;
  std::vector<std::uint8_t> jpeg;  // that `image` is decoded from
};

/// All .jpg files below `folder`, in the order of their names.
std::vector<std::filesystem::path> PicturesIn(const std::filesystem::path& folder);

std::vector<std::uint8_t> BytesOf(const std::filesystem::path& file);

/// The first of PicturesIn. NOT_FOUND if there is none.
absl::StatusOr<ProbePicture> PortraitOf(const std::filesystem::path& folder);

/// The largest middle part of that shape, scaled and written as a JPEG of quality 90.
absl::StatusOr<ProbePicture> CutTo(const ProbePicture& picture, int width, int height);

}  // namespace portcullis
