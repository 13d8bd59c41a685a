// ICC profiles made in memory with lcms2, and files that carry them.
#pragma once

#include <cstddef>

#include "tests/matcher/vision/decode/image_files.h"

namespace portcullis::testing {

FileBytes SrgbProfile();
/// Adobe RGB (1998): wider than sRGB, gamma 2.19921875.
FileBytes AdobeRgbProfile();
/// Grey of gamma 1: values are light.
FileBytes LinearGreyProfile();
FileBytes LabProfile();

/// `jpeg` with the profile in APP2 segments of at most `part_bytes` each.
FileBytes JpegWithProfile(const FileBytes& jpeg, const FileBytes& profile,
                          std::size_t part_bytes = 60000);
/// One APP2 segment with this number and count.
FileBytes JpegWithProfilePart(const FileBytes& jpeg, const FileBytes& part, std::uint8_t number,
                              std::uint8_t count);
/// The content of an iCCP chunk.
FileBytes PackedProfile(const FileBytes& profile);

}  // namespace portcullis::testing
