// One identity that a search returned.
#pragma once

#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"

namespace portcullis {

/// An entry with the distance of its nearest reference: a candidate is a person, not a photograph.
struct Candidate {
  EntryId entry;
  ReferenceId nearest_reference;
  Distance distance;
};

}  // namespace portcullis
