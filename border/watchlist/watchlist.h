// Lists and entries as administrators see them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "matcher/core/quality.h"

namespace portcullis {

/// Counts the changes of a record, from 1.
struct Revision {
  std::int64_t value = 0;
  friend auto operator<=>(const Revision&, const Revision&) = default;
};

struct WatchList {
  ListId id;
  std::string display_name;
  std::string owner;
  std::string purpose;
  std::string legal_basis;
  absl::Time create_time;
};

/// What is told about a reference; the face itself is in EnrolledFace.
struct ReferenceInfo {
  ReferenceId id;
  Quality quality;
};

struct Entry {
  EntryId id;
  std::string external_reference;         // the operator's own case number; not unique
  std::string display_name;               // sealed at rest; for officers and administrators only
  std::vector<ListId> lists;              // one or more, sorted, each once
  std::vector<ReferenceInfo> references;  // in order of enrolment
  Revision revision;
  absl::Time create_time;
};

/// One enrolled face. Biometric data: sealed at rest, never logged.
struct EnrolledFace {
  ReferenceInfo info;
  Embedding embedding;
  std::string portrait;  // the image file as it came
};

}  // namespace portcullis
