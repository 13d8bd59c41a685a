#include "tests/matcher/vision/decode/colour_profiles.h"

#include <lcms2.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace portcullis::testing {
namespace {

FileBytes Saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  FileBytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

constexpr cmsCIExyY kD65 = {0.3127, 0.3290, 1.0};

}  // namespace

FileBytes SrgbProfile() { return Saved(cmsCreate_sRGBProfile()); }

FileBytes AdobeRgbProfile() {
  const cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 2.19921875);
  const std::array<cmsToneCurve*, 3> curves = {gamma, gamma, gamma};
  const cmsHPROFILE profile = cmsCreateRGBProfile(&kD65, &primaries, curves.data());
  cmsFreeToneCurve(gamma);
  return Saved(profile);
}

FileBytes LinearGreyProfile() {
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 1.0);
  const cmsHPROFILE profile = cmsCreateGrayProfile(&kD65, gamma);
  cmsFreeToneCurve(gamma);
  return Saved(profile);
}

FileBytes LabProfile() { return Saved(cmsCreateLab2Profile(nullptr)); }

FileBytes JpegWithProfilePart(const FileBytes& jpeg, const FileBytes& part, std::uint8_t number,
                              std::uint8_t count) {
  constexpr std::string_view kName("ICC_PROFILE\0", 12);
  const std::size_t length = 2 + kName.size() + 2 + part.size();
  FileBytes file = {0xFF,
                    0xD8,
                    0xFF,
                    0xE2,
                    static_cast<std::uint8_t>(length >> 8U),
                    static_cast<std::uint8_t>(length & 0xFFU)};
  for (const char c : kName) file.push_back(static_cast<std::uint8_t>(c));
  file.push_back(number);
  file.push_back(count);
  for (const std::uint8_t byte : part) file.push_back(byte);
  for (std::size_t i = 2; i < jpeg.size(); ++i) file.push_back(jpeg[i]);
  return file;
}

FileBytes JpegWithProfile(const FileBytes& jpeg, const FileBytes& profile, std::size_t part_bytes) {
  const std::size_t count = (profile.size() + part_bytes - 1) / part_bytes;
  FileBytes file = jpeg;
  // From the last to the first, as each goes in front of the others.
  for (std::size_t part = count; part > 0; --part) {
    const auto begin = profile.begin() + static_cast<std::ptrdiff_t>((part - 1) * part_bytes);
    const auto left = static_cast<std::size_t>(profile.end() - begin);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(left, part_bytes));
    file = JpegWithProfilePart(file, FileBytes(begin, end), static_cast<std::uint8_t>(part),
                               static_cast<std::uint8_t>(count));
  }
  return file;
}

FileBytes PackedProfile(const FileBytes& profile) {
  uLongf size = compressBound(profile.size());
  FileBytes packed(size);
  compress(packed.data(), &size, profile.data(), profile.size());
  packed.resize(size);
  FileBytes content = {'n', 'a', 'm', 'e', 0, 0};
  for (const std::uint8_t byte : packed) content.push_back(byte);
  return content;
}

}  // namespace portcullis::testing
