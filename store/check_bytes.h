// The record of a check as the bytes that are sealed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "border/policy/check_record.h"

namespace portcullis {

std::string EncodeCheck(const CheckRecord& record);

/// None if `bytes` are not what EncodeCheck writes, or wrote in an earlier release.
std::optional<CheckRecord> DecodeCheck(std::string_view bytes);

}  // namespace portcullis
