// Fuzz target: a face record of ISO/IEC 19794-5.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "matcher/vision/face_record/iso19794_record.h"
#include "tests/fuzz/parser_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(data, size);
  const auto record = portcullis::ParseIso19794Record(bytes);
  portcullis::testing::RequireImageError(record.status());
  if (!record.ok()) return 0;
  portcullis::testing::RequireInside(record->image, bytes);
  portcullis::testing::Require(record->facts.images >= 1, "a record without an image was accepted");
  for (const portcullis::RecordPoint& point : record->facts.points) {
    portcullis::testing::Require(std::isfinite(point.at.x) && std::isfinite(point.at.y),
                                 "a feature point lies nowhere");
  }
  return 0;
}
