// How much a search over one list looks through.
#pragma once

#include <cstddef>

#include "matcher/core/ids.h"

namespace portcullis {

/// An entry on several lists counts on each of them.
struct ListSize {
  ListId list;
  std::size_t entries = 0;
  std::size_t references = 0;

  friend bool operator==(const ListSize&, const ListSize&) = default;
};

}  // namespace portcullis
