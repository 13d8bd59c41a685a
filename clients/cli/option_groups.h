// Options that several subcommands have in common.
#pragma once

#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "clients/cli/request_id.h"
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

/// Of commands that show records page by page.
void AddLimit(CLI::App& command, int& limit);

}  // namespace portcullis::cli
