// One value of the configuration: read from text, checked against its schema, put in its place.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace portcullis {

using SettingValue = std::variant<bool, std::int64_t, double, std::string>;

/// `text` as a value of the type of `field`. INVALID_ARGUMENT if it is none.
absl::StatusOr<SettingValue> ParseSetting(const google::protobuf::FieldDescriptor& field,
                                          const std::string& text);

/// INVALID_ARGUMENT if the value has another type than `field` or breaks its (setting) option; the
/// message says what was expected.
absl::Status AssignSetting(const google::protobuf::FieldDescriptor& field,
                           const SettingValue& value, google::protobuf::Message& section);

}  // namespace portcullis
