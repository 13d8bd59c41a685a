// Fuzz target: a data group 2, unwrapped, and the record in it.
#include <cstddef>
#include <cstdint>
#include <span>

#include "matcher/vision/face_record/cbeff.h"
#include "matcher/vision/face_record/face_record.h"
#include "tests/fuzz/parser_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(data, size);
  const auto block = portcullis::UnwrapCbeff(bytes);
  portcullis::testing::RequireImageError(block.status());
  if (block.ok()) portcullis::testing::RequireInside(block->content, bytes);
  const auto record = portcullis::ParseFaceRecord(bytes);
  portcullis::testing::RequireImageError(record.status());
  if (record.ok()) portcullis::testing::RequireInside(record->image, bytes);
  return 0;
}
