// Which fields an update is about (AIP-134).
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"

namespace portcullis {

using FieldSet = std::set<std::string, std::less<>>;

/// The fields that the mask names; all of `known` for "*". FIELD_INVALID if it names none, or one
/// that is not known.
absl::StatusOr<FieldSet> FieldsOf(const google::protobuf::FieldMask& mask,
                                  std::span<const std::string_view> known);

}  // namespace portcullis
