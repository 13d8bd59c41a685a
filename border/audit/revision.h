// How often a record was changed.
#pragma once

#include <compare>
#include <cstdint>

namespace portcullis {

/// Counts the changes of a record, from 1.
struct Revision {
  std::int64_t value = 0;
  friend auto operator<=>(const Revision&, const Revision&) = default;
};

}  // namespace portcullis
