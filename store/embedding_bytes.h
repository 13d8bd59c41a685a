// How an embedding is written down.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portcullis {

/// Little-endian IEEE 754 float32, four bytes a value, whatever the machine.
std::string EncodeEmbedding(std::span<const float> values);

/// None if `bytes` is empty or not a whole number of values.
std::optional<std::vector<float>> DecodeEmbedding(std::string_view bytes);

}  // namespace portcullis
