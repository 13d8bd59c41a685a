// Face records made in memory, right ones and ones with any field wrong, for tests and as seeds of
// the fuzz targets.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace portcullis::testing {

using FileBytes = std::vector<std::uint8_t>;

// ISO/IEC 19794-5:2005. A field that is nullopt gets the right value.

struct Iso19794Point {
  std::uint8_t type = 1;     // 1: MPEG-4, two-dimensional
  std::uint8_t code = 0x38;  // 3.8
  std::uint16_t x = 0;
  std::uint16_t y = 0;
};

struct Iso19794Image {
  FileBytes data;
  std::uint8_t image_type = 1;  // 0 basic, 1 full frontal, 2 token frontal
  std::vector<Iso19794Point> points = {};
  std::optional<std::uint32_t> block_length = std::nullopt;
  std::optional<std::uint16_t> point_count = std::nullopt;
};

struct Iso19794Record {
  std::vector<Iso19794Image> images;
  std::string version = std::string("010\0", 4);
  std::optional<std::uint32_t> length = std::nullopt;
  std::optional<std::uint16_t> image_count = std::nullopt;
};

FileBytes BuildIso19794(const Iso19794Record& record);

// ISO/IEC 8825-1 (DER).

/// Tag of one or two bytes, the shortest length, content.
FileBytes Der(std::uint32_t tag, const FileBytes& content);
/// The parts one after the other.
FileBytes Joined(std::initializer_list<FileBytes> parts);
/// 0..65535 in as few bytes as DER wants.
FileBytes DerNumberBytes(int value);

// ISO/IEC 39794-5:2019.

/// MPEG-4 code (21 is 3.8) at a place.
FileBytes BuildMpeg4Landmark(int code, int x, int y);
/// An anthropometric landmark: `choice` 0 name, 1 point name, 2 point id.
FileBytes BuildAnthropometricLandmark(int choice, int code, int x, int y);

struct Iso39794Record {
  FileBytes image;
  int generation = 3;
  std::optional<int> kind = 0;  // 0 travel document, 1 general purpose
  std::optional<int> year = std::nullopt;
  std::optional<int> month = std::nullopt;
  std::optional<int> day = std::nullopt;
  std::vector<FileBytes> landmarks = {};
  FileBytes extension = {};  // put at the end of the representation
  int representations = 1;   // all the same
};

FileBytes BuildIso39794(const Iso39794Record& record);

// CBEFF.

struct CbeffWrapping {
  bool constructed = false;  // 7F2E { A1 { record } }, as 39794-5 is wrapped, not 5F2E { record }
  int templates = 1;         // all the same
  std::optional<int> count = std::nullopt;  // what 02 says, if not `templates`
};

/// A whole data group 2: 75 { 7F61 { 02, 7F60 { A1, data block } } }.
FileBytes BuildDataGroup2(const FileBytes& record, const CbeffWrapping& wrapping = {});

}  // namespace portcullis::testing
