// What `portcullis check` was told, and its form with a stream.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/session.h"

namespace portcullis::cli {

struct CheckOptions {
  std::string document = {};             // a file; may be empty with a stream
  std::vector<std::string> frames = {};  // files; none with a stream: their names come from input
  bool is_stream = false;
  SearchOptions search = {};
  AttackOptions attack = {};
};

/// Sends frames one by one and prints what the server says of each, until there are no more or the
/// server has enough; then the answer.
absl::Status CheckStream(Session& session, const CheckOptions& options);

}  // namespace portcullis::cli
