// An entry as the bytes that are sealed, and what stays readable beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "border/watchlist/watchlist.h"
#include "store/sealing.h"

namespace portcullis {

/// By what a database finds and orders entries without opening them. Times in nanoseconds since
/// 1970, UTC.
struct EntryKeys {
  EntryStatus status = EntryStatus::kProposed;
  bool pending = false;  // as HasPending says
  Revision revision;
  std::int64_t create_time_ns = 0;
  std::int64_t update_time_ns = 0;
  std::int64_t review_by_ns = 0;
  std::optional<std::int64_t> next_act_ns;  // when NextTimeAct is due
  std::string external_reference_tag;       // Sealer::Tag of it; empty if there is none

  friend bool operator==(const EntryKeys&, const EntryKeys&) = default;
};

EntryKeys KeysOf(const Entry& entry, const Sealer& sealer);

/// The record holds the keys too, as they were when it was written, so that a key that is changed
/// outside of it is noticed.
struct EntryRecord {
  Entry entry;
  EntryKeys keys;
};

std::string EncodeEntry(const EntryRecord& record);

/// None if `bytes` are not what EncodeEntry writes, or wrote in an earlier release: the quality of
/// references then has neither components nor an overall value. The id is not in them.
std::optional<EntryRecord> DecodeEntry(EntryId id, std::string_view bytes);

}  // namespace portcullis
