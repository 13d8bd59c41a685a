// What the searchable gallery needs to know of an entry.
#pragma once

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"

namespace portcullis {

struct EnrolledReference {
  ReferenceId id;
  Embedding embedding;
};

struct EnrolledEntry {
  EntryId id;
  std::vector<ListId> lists;                             // one or more, sorted, each once
  std::vector<EnrolledReference> references;             // one or more
  std::optional<absl::Time> valid_until = std::nullopt;  // from then on no search finds it
};

}  // namespace portcullis
