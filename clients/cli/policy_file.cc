#include "clients/cli/policy_file.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/cli/files.h"
#include "clients/cli/policy_words.h"
#include "clients/cli/resource_name.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "toml++/toml.h"

namespace portcullis::cli {
namespace {

/// The keys of one table, each taken once, and what was wrong in the whole file.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  void Complain(const toml::node* where, std::string_view what) {
    const std::uint32_t line = where->source().begin.line;
    // JSON has no lines any more.
    problems_.emplace_back(line, line == 0 ? fmt::format("{}: {}", file_, what)
                                           : fmt::format("{}:{}: {}", file_, line, what));
  }

  /// One a line, by the lines of the file; empty if there are none.
  std::string Problems() {
    std::ranges::stable_sort(problems_, {}, &Problem::first);
    std::string text;
    for (const auto& [line, problem] : problems_) text += (text.empty() ? "" : "\n") + problem;
    return text;
  }

  /// The table at `key`; complains if there is none.
  const toml::table* Table(const toml::table& in, std::string_view path, std::string_view key) {
    const toml::node* node = Node(in, path, key);
    if (node == nullptr) return nullptr;
    if (node->is_table()) return node->as_table();
    Complain(node, fmt::format("{} must be a table", Join(path, key)));
    return nullptr;
  }

  std::optional<double> Number(const toml::table& in, std::string_view path, std::string_view key) {
    const toml::node* node = Node(in, path, key);
    if (node == nullptr) return std::nullopt;
    const auto number = node->value<double>();
    if (!node->is_number() || !number) {
      Complain(node, fmt::format("{} must be a number", Join(path, key)));
      return std::nullopt;
    }
    return number;
  }

  std::optional<std::int32_t> WholeNumber(const toml::table& in, std::string_view path,
                                          std::string_view key) {
    const toml::node* node = Node(in, path, key);
    if (node == nullptr) return std::nullopt;
    const auto number = node->is_integer() ? node->value<std::int32_t>() : std::nullopt;
    if (!number) Complain(node, fmt::format("{} must be a whole number", Join(path, key)));
    return number;
  }

  std::optional<bool> Flag(const toml::table& in, std::string_view path, std::string_view key) {
    const toml::node* node = Node(in, path, key);
    if (node == nullptr) return std::nullopt;
    const auto flag = node->value<bool>();
    if (!node->is_boolean() || !flag) {
      Complain(node, fmt::format("{} must be true or false", Join(path, key)));
      return std::nullopt;
    }
    return flag;
  }

  void RefuseOtherKeys(const toml::table& in, std::string_view path,
                       const std::set<std::string_view>& known) {
    for (const auto& [key, node] : in) {
      if (!known.contains(key.str())) {
        Complain(&node, fmt::format("unknown key {}", Join(path, key.str())));
      }
    }
  }

  static std::string Join(std::string_view path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
  }

 private:
  const toml::node* Node(const toml::table& in, std::string_view path, std::string_view key) {
    const toml::node* node = in.get(key);
    if (node == nullptr) Complain(&in, fmt::format("{} is missing", Join(path, key)));
    return node;
  }

  using Problem = std::pair<std::uint32_t, std::string>;  // line and text

  const std::string file_;
  std::vector<Problem> problems_;
};

void ReadTarget(Reader& reader, const toml::table& rule, std::string_view rule_path,
                std::string_view key, v1::ErrorTarget& target) {
  const toml::table* table = reader.Table(rule, rule_path, key);
  if (table == nullptr) return;
  const std::string path = Reader::Join(rule_path, key);
  reader.RefuseOtherKeys(*table, path, {kFalseAlarms, kFpir});
  if (table->contains(kFalseAlarms) == table->contains(kFpir)) {
    reader.Complain(table, fmt::format("{} must have either {} or {}", path, kFalseAlarms, kFpir));
  } else if (table->contains(kFpir)) {
    target.set_false_positive_identification_rate(reader.Number(*table, path, kFpir).value_or(0));
  } else {
    target.set_false_alarms_per_1000_searches(
        reader.Number(*table, path, kFalseAlarms).value_or(0));
  }
}

void ReadRule(Reader& reader, const toml::table& table, std::string_view path,
              v1::PolicyRule& rule) {
  reader.RefuseOtherKeys(table, path, {"review", "alert", "prior_listed", "required_verdicts"});
  ReadTarget(reader, table, path, "review", *rule.mutable_review());
  ReadTarget(reader, table, path, "alert", *rule.mutable_alert());
  rule.set_prior_listed(reader.Number(table, path, "prior_listed").value_or(0));
  rule.set_required_verdicts(reader.WholeNumber(table, path, "required_verdicts").value_or(0));
}

void ReadListRules(Reader& reader, const toml::table& file, v1::Policy& policy) {
  if (!file.contains("rules")) return;  // the default rule holds for all
  const toml::table* lists = reader.Table(file, "", "rules");
  if (lists == nullptr) return;
  for (const auto& [id, node] : *lists) {
    const std::string path = Reader::Join("rules", id.str());
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      reader.Complain(&node, fmt::format("{} must be a table", path));
      continue;
    }
    v1::ListRule& rule = *policy.add_rules();
    rule.set_list(ListName(id.str()));
    ReadRule(reader, *table, path, *rule.mutable_rule());
  }
}

void ReadVerification(Reader& reader, const toml::table& file, v1::VerificationRule& rule) {
  constexpr std::string_view kPath = "verification";
  const toml::table* table = reader.Table(file, "", kPath);
  if (table == nullptr) return;
  reader.RefuseOtherKeys(*table, kPath, {"max_fmr", "prior_same_person"});
  rule.set_max_fmr(reader.Number(*table, kPath, "max_fmr").value_or(0));
  rule.set_prior_same_person(reader.Number(*table, kPath, "prior_same_person").value_or(0));
}

void ReadFallbacks(Reader& reader, const toml::table& file, v1::Policy& policy) {
  if (!file.contains("fallbacks")) return;  // an officer checks everybody
  const toml::table* table = reader.Table(file, "", "fallbacks");
  if (table == nullptr) return;
  for (const auto& [key, node] : *table) {
    const std::string path = Reader::Join("fallbacks", key.str());
    const std::optional<v1::NoDecisionReason> reason = ReasonFromWord(key.str());
    if (!reason) {
      reader.Complain(&node, fmt::format("unknown key {}", path));
      continue;
    }
    const auto word = node.value<std::string>();
    const auto action = word ? ActionFromWord(*word) : std::nullopt;
    if (!action) {
      reader.Complain(&node, fmt::format("{} must be {}", path, kActionWords));
      continue;
    }
    v1::Fallback& fallback = *policy.add_fallbacks();
    fallback.set_reason(*reason);
    fallback.set_action(*action);
  }
}

void ReadMinima(Reader& reader, const toml::table& bar, std::string_view bar_path,
                v1::QualityBar& result) {
  if (!bar.contains("minima")) return;  // no component has one
  const toml::table* minima = reader.Table(bar, bar_path, "minima");
  if (minima == nullptr) return;
  const std::string path = Reader::Join(bar_path, "minima");
  for (const auto& [key, node] : *minima) {
    const std::optional<v1::QualityMeasure> measure = MeasureFromWord(key.str());
    if (!measure) {
      reader.Complain(&node, fmt::format("unknown key {}", Reader::Join(path, key.str())));
      continue;
    }
    v1::QualityMinimum& minimum = *result.add_minima();
    minimum.set_measure(*measure);
    minimum.set_min_score(reader.WholeNumber(*minima, path, key.str()).value_or(0));
  }
}

void ReadBar(Reader& reader, const toml::table& bars, std::string_view key, v1::QualityBar& bar) {
  const toml::table* table = reader.Table(bars, "quality", key);
  if (table == nullptr) return;
  const std::string path = Reader::Join("quality", key);
  reader.RefuseOtherKeys(*table, path, {"min_inter_eye_distance_px", "min_overall", "minima"});
  bar.set_min_inter_eye_distance_px(
      reader.Number(*table, path, "min_inter_eye_distance_px").value_or(0));
  bar.set_min_overall(reader.WholeNumber(*table, path, "min_overall").value_or(0));
  ReadMinima(reader, *table, path, bar);
}

void ReadQuality(Reader& reader, const toml::table& file, v1::Policy& policy) {
  if (!file.contains("quality")) return;  // the bars of the first version
  const toml::table* bars = reader.Table(file, "", "quality");
  if (bars == nullptr) return;
  reader.RefuseOtherKeys(*bars, "quality", {"probe", "reference"});
  if (bars->contains("probe")) {
    ReadBar(reader, *bars, "probe", *policy.mutable_quality()->mutable_probe());
  }
  if (bars->contains("reference")) {
    ReadBar(reader, *bars, "reference", *policy.mutable_quality()->mutable_reference());
  }
}

void ReadAttackRule(Reader& reader, const toml::table& file, v1::Policy& policy) {
  constexpr std::string_view kPath = "presentation_attack";
  if (!file.contains(kPath)) return;  // the kiosk is heeded, and nothing else
  const toml::table* table = reader.Table(file, "", kPath);
  if (table == nullptr) return;
  reader.RefuseOtherKeys(*table, kPath,
                         {"heed_kiosk", "require_kiosk_evidence", "min_bona_fide_score"});
  v1::PresentationAttackRule& rule = *policy.mutable_presentation_attack();
  rule.set_heed_kiosk(reader.Flag(*table, kPath, "heed_kiosk").value_or(true));
  rule.set_require_kiosk_evidence(
      reader.Flag(*table, kPath, "require_kiosk_evidence").value_or(false));
  if (!table->contains("min_bona_fide_score")) return;  // it decides nothing
  rule.set_min_bona_fide_score(reader.Number(*table, kPath, "min_bona_fide_score").value_or(0));
}

void ReadSearchRecall(Reader& reader, const toml::table& file, v1::Policy& policy) {
  if (!file.contains("search")) return;  // exact
  const toml::table* table = reader.Table(file, "", "search");
  if (table == nullptr) return;
  reader.RefuseOtherKeys(*table, "search", {"min_search_recall"});
  policy.set_min_search_recall(reader.Number(*table, "search", "min_search_recall").value_or(0));
}

v1::Policy ReadPolicy(Reader& reader, const toml::table& file) {
  v1::Policy policy;
  reader.RefuseOtherKeys(file, "",
                         {"default_rule", "rules", "verification", "fallbacks", "quality",
                          "presentation_attack", "search"});
  if (const toml::table* rule = reader.Table(file, "", "default_rule")) {
    ReadRule(reader, *rule, "default_rule", *policy.mutable_default_rule());
  }
  ReadListRules(reader, file, policy);
  ReadVerification(reader, file, *policy.mutable_verification());
  ReadFallbacks(reader, file, policy);
  ReadQuality(reader, file, policy);
  ReadAttackRule(reader, file, policy);
  ReadSearchRecall(reader, file, policy);
  return policy;
}

/// What a policy may consist of; anything else becomes a value that no key accepts.
toml::table TableFrom(const nlohmann::json& object) {
  toml::table table;
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      table.insert(key, TableFrom(value));
    } else if (value.is_string()) {
      table.insert(key, value.get<std::string>());
    } else if (value.is_boolean()) {
      table.insert(key, value.get<bool>());
    } else if (value.is_number_integer()) {
      table.insert(key, value.get<std::int64_t>());
    } else if (value.is_number()) {
      table.insert(key, value.get<double>());
    } else {
      table.insert(key, toml::array());
    }
  }
  return table;
}

absl::Status Unreadable(std::string_view problems) {
  return absl::InvalidArgumentError(fmt::format("FIELD_INVALID: {}", problems));
}

absl::StatusOr<toml::table> Parse(const std::string& path, const std::string& text) {
  if (path.ends_with(".json")) {
    const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return Unreadable(fmt::format("{}: is no JSON object", path));
    return TableFrom(json);
  }
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return Unreadable(
        fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
  }
}

}  // namespace

absl::StatusOr<v1::Policy> ReadPolicyFile(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  const absl::StatusOr<toml::table> table = Parse(path, *text);
  if (!table.ok()) return table.status();
  Reader reader(path);
  v1::Policy policy = ReadPolicy(reader, *table);
  const std::string problems = reader.Problems();
  if (!problems.empty()) return Unreadable(problems);
  return policy;
}

}  // namespace portcullis::cli
