#include "eval/protocol.h"

#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <system_error>
#include <type_traits>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

absl::Status Invalid(std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, problem);
}

// Takes values out of a table and remembers what was wrong with them.
class TomlReader final : public ProtocolVisitor {
 public:
  explicit TomlReader(const toml::table& table) : table_(table) {}

  void Visit(const ProtocolKey& key, std::uint64_t& value) override { Number(key, value); }
  void Visit(const ProtocolKey& key, double& value) override { Number(key, value); }
  void Visit(const ProtocolKey& key, std::vector<std::uint64_t>& values) override {
    Numbers(key, values);
  }
  void Visit(const ProtocolKey& key, std::vector<double>& values) override { Numbers(key, values); }

  void Visit(const ProtocolKey& key, std::string& word,
             std::span<const std::string_view> words) override {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    const auto text = node->value_exact<std::string>();
    if (text && std::find(words.begin(), words.end(), *text) != words.end()) {
      word = *text;
    } else {
      problems_.push_back(fmt::format("{} is none of {}", key.name, fmt::join(words, ", ")));
    }
  }

  /// After all keys were visited: those that nobody asked for are wrong too.
  std::vector<std::string> Problems() const {
    std::vector<std::string> problems = problems_;
    for (const auto& [name, node] : table_) {
      if (known_.count(std::string(name.str())) == 0) {
        problems.push_back(fmt::format("unknown key {}", std::string_view(name.str())));
      }
    }
    return problems;
  }

 private:
  const toml::node* Find(const ProtocolKey& key) {
    known_.emplace(key.name);
    return table_.get(key.name);
  }

  template <typename T>
  std::optional<T> InRange(const ProtocolKey& key, const toml::node& node) {
    const bool whole = std::is_integral_v<T>;
    const auto value = whole ? std::optional<double>() : node.value<double>();
    const auto integer = node.value_exact<std::int64_t>();
    const auto number = integer ? static_cast<double>(*integer) : value;
    if (number && *number >= key.min && *number <= key.max) {
      return integer ? static_cast<T>(*integer) : static_cast<T>(*number);
    }
    problems_.push_back(fmt::format("{} is not {} from {} to {}", key.name,
                                    whole ? "a whole number" : "a number", key.min, key.max));
    return std::nullopt;
  }

  template <typename T>
  void Number(const ProtocolKey& key, T& value) {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    if (const auto number = InRange<T>(key, *node)) value = *number;
  }

  template <typename T>
  void Numbers(const ProtocolKey& key, std::vector<T>& values) {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      problems_.push_back(fmt::format("{} is not a list", key.name));
      return;
    }
    values.clear();
    for (const toml::node& element : *array) {
      const auto number = InRange<T>(key, element);
      if (!number) return;
      values.push_back(*number);
    }
    if (!std::is_sorted(values.begin(), values.end(), std::less_equal<T>())) {
      problems_.push_back(fmt::format("{} does not ascend", key.name));
    }
  }

  const toml::table& table_;
  std::set<std::string> known_ = {"kind"};
  std::vector<std::string> problems_;
};

// Puts what the command line said, with the type that the key has, over what the file said.
class OverrideWriter final : public ProtocolVisitor {
 public:
  OverrideWriter(const ProtocolOverrides& overrides, toml::table& table)
      : overrides_(overrides), table_(table) {}

  void Visit(const ProtocolKey& key, std::uint64_t& /*value*/) override { Put(key, "", ""); }
  void Visit(const ProtocolKey& key, double& /*value*/) override { Put(key, "", ""); }
  void Visit(const ProtocolKey& key, std::vector<std::uint64_t>& /*values*/) override {
    Put(key, "[", "]");
  }
  void Visit(const ProtocolKey& key, std::vector<double>& /*values*/) override {
    Put(key, "[", "]");
  }
  void Visit(const ProtocolKey& key, std::string& /*word*/,
             std::span<const std::string_view> /*words*/) override {
    Put(key, "'", "'");
  }

 private:
  void Put(const ProtocolKey& key, std::string_view open, std::string_view close) {
    const auto found = overrides_.find(std::string(key.name));
    if (found == overrides_.end()) return;
    try {
      const toml::table parsed =
          toml::parse(fmt::format("value = {}{}{}", open, found->second, close));
      parsed.get("value")->visit(
          [&](const auto& value) { table_.insert_or_assign(key.name, value); });
    } catch (const toml::parse_error&) {
      // A text is refused wherever a number is wanted, in the words of the reader.
      table_.insert_or_assign(key.name, found->second);
    }
  }

  const ProtocolOverrides& overrides_;
  toml::table& table_;
};

class JsonWriter final : public ProtocolVisitor {
 public:
  explicit JsonWriter(nlohmann::ordered_json& json) : json_(json) {}

  void Visit(const ProtocolKey& key, std::uint64_t& value) override { Put(key, value); }
  void Visit(const ProtocolKey& key, double& value) override { Put(key, value); }
  void Visit(const ProtocolKey& key, std::vector<std::uint64_t>& values) override {
    Put(key, values);
  }
  void Visit(const ProtocolKey& key, std::vector<double>& values) override { Put(key, values); }
  void Visit(const ProtocolKey& key, std::string& word,
             std::span<const std::string_view> /*words*/) override {
    Put(key, word);
  }

 private:
  template <typename T>
  void Put(const ProtocolKey& key, const T& value) {
    json_[std::string(key.name)] = value;
  }

  nlohmann::ordered_json& json_;
};

absl::StatusOr<toml::table> ReadToml(const std::filesystem::path& file, std::string_view kind) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    return absl::NotFoundError(fmt::format("no protocol {}", file.string()));
  }
  try {
    toml::table table = toml::parse_file(file.string());
    const std::string found = table["kind"].value_or(std::string());
    if (found == kind) return table;
    return Invalid(fmt::format("{}: kind is \"{}\", not \"{}\"", file.string(), found, kind));
  } catch (const toml::parse_error& parse_error) {
    return Invalid(fmt::format("{}:{}: {}", file.string(), parse_error.source().begin.line,
                               parse_error.description()));
  }
}

}  // namespace

absl::Status ReadProtocol(const std::filesystem::path& file, const ProtocolOverrides& overrides,
                          Protocol& protocol) {
  toml::table table;
  if (!file.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(table, ReadToml(file, protocol.kind()));
  }
  OverrideWriter writer(overrides, table);
  protocol.VisitKeys(writer);
  TomlReader reader(table);
  protocol.VisitKeys(reader);
  const std::vector<std::string> problems = reader.Problems();
  if (problems.empty()) return absl::OkStatus();
  return Invalid(
      fmt::format("{}{}{}", file.string(), file.empty() ? "" : ": ", fmt::join(problems, "; ")));
}

nlohmann::ordered_json ToJson(Protocol& protocol) {
  nlohmann::ordered_json json;
  json["kind"] = protocol.kind();
  JsonWriter writer(json);
  protocol.VisitKeys(writer);
  return json;
}

}  // namespace portcullis
