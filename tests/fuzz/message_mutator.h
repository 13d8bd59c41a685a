// Changes protobuf messages field by field, whatever their type.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace portcullis::testing {

/// Values that mean something to the receiver, for fields of text and of bytes.
struct MeaningfulValues {
  std::vector<std::string> texts;
  std::vector<std::string> bytes;
};

/// One change to one field, at any depth: set, cleared, repeated, removed, or another number or
/// text. The result can always be serialised.
void MutateMessage(google::protobuf::Message& message, const MeaningfulValues& values,
                   std::minstd_rand& random);

}  // namespace portcullis::testing
