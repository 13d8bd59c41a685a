// The messages of CheckStream, short to write.
#pragma once

#include <string>

#include "portcullis/v1/match.pb.h"

namespace portcullis::testing {

inline v1::CheckStreamRequest StartOf(const std::string& document = "") {
  v1::CheckStreamRequest request;
  request.mutable_start()->set_document_image(document);
  return request;
}

inline v1::CheckStreamRequest FrameOf(const std::string& image) {
  v1::CheckStreamRequest request;
  request.set_frame(image);
  return request;
}

}  // namespace portcullis::testing
