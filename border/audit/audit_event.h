// One line of the record of who did what.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "matcher/core/ids.h"

namespace portcullis {

/// Written in the same transaction as the change that it records. Never holds a name, a portrait or
/// an embedding.
struct AuditEvent {
  Sequence sequence;  // of the change it records
  absl::Time time;
  std::string actor;       // common name of the caller's certificate; "clock" for what time did
  std::string action;      // "CreateList", "ProposeEntry", "ExpireEntry", ...
  std::string target;      // resource name: "lists/demo", "entries/0123456789abc"
  std::string request_id;  // empty for what time did
};

}  // namespace portcullis
