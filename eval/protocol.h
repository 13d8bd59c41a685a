// What is measured, and how: a small file that is repeated in the result.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "nlohmann/json_fwd.hpp"

namespace portcullis {

/// One key of a protocol. Values outside [min, max] are refused.
struct ProtocolKey {
  std::string_view name;  // "images_per_person"; as an option --images-per-person
  std::string_view meaning;
  double min = 0;
  double max = 1;
};

/// Is shown every key of a protocol with its value, which it may change.
class ProtocolVisitor {
 public:
  virtual ~ProtocolVisitor() = default;
  virtual void Visit(const ProtocolKey& key, std::uint64_t& value) = 0;
  virtual void Visit(const ProtocolKey& key, double& value) = 0;
  virtual void Visit(const ProtocolKey& key, std::vector<std::uint64_t>& values) = 0;
  virtual void Visit(const ProtocolKey& key, std::vector<double>& values) = 0;
  virtual void Visit(const ProtocolKey& key, std::string& word,
                     std::span<const std::string_view> words) = 0;
};

/// The keys of one command, holding its defaults until a file is read.
class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual std::string_view kind() const = 0;  // the command's name
  virtual void VisitKeys(ProtocolVisitor& visitor) = 0;
};

/// Text for keys that the command line set: numbers, words, lists separated by commas.
using ProtocolOverrides = std::map<std::string, std::string>;

/// Sets the keys that `file` (TOML with kind = "...", unless empty) and then `overrides` name.
/// NOT_FOUND if there is no such file. INVALID_ARGUMENT with FIELD_INVALID, naming all at once:
/// what is no TOML, a protocol of another kind, keys that are unknown, of another type or out of
/// range.
absl::Status ReadProtocol(const std::filesystem::path& file, const ProtocolOverrides& overrides,
                          Protocol& protocol);

/// Kind and all keys, in their order.
nlohmann::ordered_json ToJson(Protocol& protocol);

}  // namespace portcullis
