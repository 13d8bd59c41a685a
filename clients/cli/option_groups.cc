#include "clients/cli/option_groups.h"

#include "CLI/Option.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/resource_name.h"
#include "clients/cli/times.h"

namespace portcullis::cli {

void AddRequestId(CLI::App& command, std::string& request_id) {
  command
      .add_option("--request-id", request_id, "Repeat an earlier request without doing it twice")
      ->check([](const std::string& id) {
        return id.empty() || id.size() > 64 ? "--request-id: 1 to 64 characters" : "";
      });
}

void AddMutationOptions(CLI::App& command, MutationOptions& options, bool is_required) {
  AddRequestId(command, options.request_id);
  command
      .add_option("--expected-revision", options.expected_revision,
                  is_required ? "The revision that you have looked at, as `show` tells it"
                              : "Only while it is still at this revision")
      ->required(is_required)
      ->check(CLI::PositiveNumber);
}

CLI::Option* AddTime(CLI::App& command, const std::string& name, std::string& text,
                     const std::string& description) {
  return command.add_option(name, text, description)->check(TimeUsageError)->type_name("TIME");
}

void AddDetailOptions(CLI::App& command, DetailOptions& options) {
  const auto repeatable = [&command](const char* name, std::vector<std::string>& values,
                                     const char* description) {
    command.add_option(name, values, description)->expected(1)->take_all();
  };
  command.add_option("--name", options.name, "The person's name; kiosks never learn it");
  command.add_option("--ref", options.external_reference, "Your own case number");
  repeatable("--list", options.lists, "A list to stand on; repeatable");
  repeatable("--alias", options.alias_names, "Another name of the person; repeatable");
  repeatable("--document", options.document_numbers, "Number of a document; repeatable");
  AddTime(command, "--valid-from", options.valid_from,
          "Not searched before: a date (its begin in UTC) or an RFC 3339 time");
  AddTime(command, "--valid-until", options.valid_until, "Not searched from then on");
  AddTime(command, "--review-by", options.review_by,
          "By when somebody looks whether it is still justified");
}

void SetDetails(const DetailOptions& options, v1::Entry& entry) {
  entry.set_display_name(options.name);
  entry.set_external_reference(options.external_reference);
  for (const std::string& list : options.lists) entry.add_lists(ListName(list));
  entry.mutable_alias_names()->Assign(options.alias_names.begin(), options.alias_names.end());
  entry.mutable_document_numbers()->Assign(options.document_numbers.begin(),
                                           options.document_numbers.end());
  // The parser has checked them.
  if (!options.valid_from.empty()) *entry.mutable_valid_from() = *ParseTime(options.valid_from);
  if (!options.valid_until.empty()) *entry.mutable_valid_until() = *ParseTime(options.valid_until);
  if (!options.review_by.empty()) *entry.mutable_review_by() = *ParseTime(options.review_by);
}

void AddAttackOptions(CLI::App& command, AttackOptions& options) {
  CLI::Option* result = command
                            .add_option("--attack-result", options.result,
                                        "What the kiosk's presentation attack detection found")
                            ->check(CLI::IsMember({"bona-fide", "attack", "inconclusive"}));
  command.add_option("--attack-subsystem", options.subsystem, "What looked, and its version")
      ->needs(result)
      ->check([](const std::string& name) {
        return name.size() > 100 ? "--attack-subsystem: at most 100 characters" : "";
      });
  command.add_option("--attack-score", options.score, "On its own scale, for the record")
      ->needs(result);
}

std::optional<v1::PresentationAttackEvidence> EvidenceOf(const AttackOptions& options) {
  if (options.result.empty()) return std::nullopt;
  v1::PresentationAttackEvidence evidence;
  evidence.set_result(options.result == "bona-fide" ? v1::PRESENTATION_ATTACK_RESULT_BONA_FIDE
                      : options.result == "attack"  ? v1::PRESENTATION_ATTACK_RESULT_ATTACK
                                                    : v1::PRESENTATION_ATTACK_RESULT_INCONCLUSIVE);
  evidence.set_subsystem(options.subsystem);
  if (options.score) evidence.set_score(*options.score);
  return evidence;
}

void AddSearchOptions(CLI::App& command, SearchOptions& options) {
  command.add_option("--list", options.lists, "Search this list only; repeatable")
      ->expected(1)
      ->take_all();
  command.add_option("--max", options.max_candidates, "How many candidates to show")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
}

std::vector<std::string> ListNames(const SearchOptions& options) {
  std::vector<std::string> names;
  names.reserve(options.lists.size());
  for (const std::string& list : options.lists) names.push_back(ListName(list));
  return names;
}

void AddLimit(CLI::App& command, int& limit) {
  command.add_option("--limit", limit, "Stop after so many; all if left out")
      ->check(CLI::PositiveNumber);
}

}  // namespace portcullis::cli
