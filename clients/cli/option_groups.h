// Options that several subcommands have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "clients/cli/request_id.h"
#include "portcullis/v1/capture.pb.h"
#include "portcullis/v1/entry.pb.h"

namespace portcullis::cli {

/// Of every call that changes something.
struct MutationOptions {
  std::string request_id = NewRequestId();
  long expected_revision = 0;  // 0: any
};
void AddRequestId(CLI::App& command, std::string& request_id);
/// --request-id and --expected-revision; `is_required` where nobody may act on what he has not
/// seen.
void AddMutationOptions(CLI::App& command, MutationOptions& options, bool is_required = false);

/// What an administrator says about a person.
struct DetailOptions {
  std::string name = {};
  std::string external_reference = {};
  std::vector<std::string> lists = {};
  std::vector<std::string> alias_names = {};
  std::vector<std::string> document_numbers = {};
  std::string valid_from = {};
  std::string valid_until = {};
  std::string review_by = {};
};
void AddDetailOptions(CLI::App& command, DetailOptions& options);
/// The fields that were given.
void SetDetails(const DetailOptions& options, v1::Entry& entry);

/// A time, checked while the command line is parsed.
CLI::Option* AddTime(CLI::App& command, const std::string& name, std::string& text,
                     const std::string& description);

/// What the presentation attack detection of the kiosk found.
struct AttackOptions {
  std::string result = {};  // empty: it did not look
  std::string subsystem = {};
  std::optional<double> score = {};
};
void AddAttackOptions(CLI::App& command, AttackOptions& options);
/// Nothing if it did not look.
std::optional<v1::PresentationAttackEvidence> EvidenceOf(const AttackOptions& options);

/// Of searches: which lists, and how many candidates to show.
struct SearchOptions {
  std::vector<std::string> lists = {};
  int max_candidates = 10;
};
void AddSearchOptions(CLI::App& command, SearchOptions& options);
/// The resource names of the lists.
std::vector<std::string> ListNames(const SearchOptions& options);

/// Of commands that show records page by page.
void AddLimit(CLI::App& command, int& limit);

}  // namespace portcullis::cli
