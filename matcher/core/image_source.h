// Where the pixels of an image come from, as its file says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "matcher/core/face.h"
#include "matcher/core/image.h"

namespace portcullis {

enum class ImageCoding : std::uint8_t { kJpeg, kPng, kJpeg2000 };

/// A face record of a travel document, which holds the image and says something about it.
enum class FaceRecordKind : std::uint8_t {
  kIso19794_5,  // ISO/IEC 19794-5:2005
  kIso39794_5,  // ISO/IEC 39794-5:2019
};

enum class FaceImageType : std::uint8_t {
  kUnspecified,
  kBasic,
  kFullFrontal,
  kTokenFrontal,  // eyes at prescribed places
  kOther,
};

/// As far as the record says it: a month only with a year, a day only with a month.
struct CaptureDate {
  int year = 0;
  std::optional<int> month;  // 1..12
  std::optional<int> day;    // 1..31

  friend bool operator==(const CaptureDate&, const CaptureDate&) = default;
};

// What is read of a face record at the most. No document comes near it.
inline constexpr int kMaxRecordPoints = 255;  // of one image
inline constexpr int kMaxRecordImages = 16;   // in one record
inline constexpr int kMaxWrappedRecords = 16;

struct RecordPoint {
  std::string name;  // as the record writes it: "3.8" for MPEG-4 feature point 3.8
  Point at;          // pixels of the image as it is stored in the record

  friend bool operator==(const RecordPoint& a, const RecordPoint& b) {
    return a.name == b.name && a.at.x == b.at.x && a.at.y == b.at.y;
  }
};

/// Told to whoever asks, never trusted: nothing is decided by it.
struct FaceRecordFacts {
  FaceRecordKind kind = FaceRecordKind::kIso19794_5;
  bool cbeff = false;  // it was wrapped in CBEFF, as in data group 2 of a passport
  FaceImageType image_type = FaceImageType::kUnspecified;
  std::optional<CaptureDate> capture_date;
  std::vector<RecordPoint> points;
  int images = 1;  // in the record, and one for each other wrapped with it; the first is used

  friend bool operator==(const FaceRecordFacts&, const FaceRecordFacts&) = default;
};

struct ImageSource {
  ImageCoding coding = ImageCoding::kJpeg;
  std::optional<FaceRecordFacts> record;  // none: the image came by itself

  friend bool operator==(const ImageSource&, const ImageSource&) = default;
};

struct DecodedImage {
  Image image;
  ImageSource source;
};

}  // namespace portcullis
