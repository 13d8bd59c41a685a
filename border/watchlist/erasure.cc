#include "border/watchlist/erasure.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "border/watchlist/watchlist_errors.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

constexpr std::size_t kMaxPurged = 1000;
constexpr char kEraseAction[] = "EraseEntry";
constexpr char kReceiptKind[] = "portcullis erasure receipt 1";

/// The entry that a statement of ours is about.
std::optional<EntryId> EntryOf(const std::string& statement) {
  constexpr std::string_view kPrefix = "entries/";
  const auto json = nlohmann::json::parse(statement, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("kind", nlohmann::json()) != kReceiptKind) {
    return std::nullopt;
  }
  const auto entry = json.find("entry");
  if (entry == json.end() || !entry->is_string()) return std::nullopt;
  const auto name = entry->get<std::string>();
  if (!name.starts_with(kPrefix)) return std::nullopt;
  return ParseEntryId(std::string_view(name).substr(kPrefix.size()));
}

}  // namespace

Eraser::Eraser(Committer& committer, const Galleries& galleries, const ReceiptSigner& signer)
    : committer_(committer), galleries_(galleries), signer_(signer) {}

absl::StatusOr<std::string> Eraser::Erase(const MutationContext& context, const EntryTarget& target,
                                          const ReceiptResponse& response) {
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(const Entry entry, committer_.store().GetEntry(target.entry));
    if (target.expected && *target.expected != entry.revision) {
      return RevisionConflict(entry.id, *target.expected, entry.revision);
    }
    // The receipt tells nothing about the person, so it outlives the entry.
    return Plan{{{kEraseAction, EraseEntry{entry.id, entry.revision}}},
                response(MakeReceipt(context, entry, act.time)),
                std::nullopt};
  });
}

absl::StatusOr<std::string> Eraser::PurgeExpired(const MutationContext& context, bool dry_run,
                                                 const PurgeResponse& response) {
  const auto look =
      [this](absl::Time now) -> absl::StatusOr<std::pair<PurgeResult, std::vector<Entry>>> {
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Entry> entries, ToPurge(now, kMaxPurged + 1));
    PurgeResult result;
    result.more = entries.size() > kMaxPurged;
    if (result.more) entries.resize(kMaxPurged);
    for (const Entry& entry : entries) result.entries.push_back(entry.id);
    return std::pair(std::move(result), std::move(entries));
  };
  PORTCULLIS_ASSIGN_OR_RETURN(const auto now_due, look(committer_.now()));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<std::string> kept,
                              committer_.store().FindResponse(context.key, committer_.now()));
  if (kept) return *kept;
  if (dry_run || now_due.first.entries.empty()) return response(now_due.first);
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(auto due, look(act.time));
    auto& [result, entries] = due;
    Plan plan;
    for (const Entry& entry : entries) {
      plan.changes.push_back({kEraseAction, EraseEntry{entry.id, entry.revision}});
      result.receipts.push_back(MakeReceipt(context, entry, act.time));
    }
    plan.response = response(result);
    return plan;
  });
}

absl::StatusOr<ReceiptFindings> Eraser::Verify(const ErasureReceipt& receipt) const {
  const std::optional<EntryId> entry = EntryOf(receipt.statement);
  if (!entry) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kReceiptInvalid,
                     "the statement is not that of an erasure receipt");
  }
  ReceiptFindings result;
  result.signature_valid = signer_.Verify(receipt.statement, receipt.signature);
  if (!result.signature_valid) {
    result.findings.emplace_back(
        receipt.public_key == signer_.public_key()
            ? "the signature is not of this statement: one of them was altered"
            : "the receipt was signed by another server's key");
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const Traces traces, committer_.store().TracesOf(*entry));
  result.recorded = traces.erasure.has_value();
  if (!result.recorded) result.findings.emplace_back("the audit log has no erasure of this entry");
  const bool searchable =
      galleries_.searchable.Contains(*entry) || galleries_.dormant.Contains(*entry);
  result.absent = !traces.any && !searchable;
  if (traces.any) result.findings.emplace_back("the store still holds something of this entry");
  if (searchable) result.findings.emplace_back("the entry's faces can still be searched");
  return result;
}

ErasureReceipt Eraser::MakeReceipt(const MutationContext& context, const Entry& entry,
                                   absl::Time time) const {
  nlohmann::ordered_json statement;
  statement["kind"] = kReceiptKind;
  statement["entry"] = "entries/" + FormatEntryId(entry.id);
  statement["references"] = entry.references.size();
  statement["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
  statement["actor"] = context.actor;
  statement["request_id"] = context.key.request_id;
  ErasureReceipt receipt;
  // A certificate's name need not be UTF-8.
  receipt.statement = statement.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  receipt.signature = signer_.Sign(receipt.statement);
  receipt.public_key = signer_.public_key();
  return receipt;
}

absl::StatusOr<bool> Eraser::HasServedItsTime(const Entry& entry, absl::Time now) const {
  for (const Membership& membership : entry.lists) {
    PORTCULLIS_ASSIGN_OR_RETURN(const WatchList list, committer_.store().GetList(membership.list));
    if (list.retention_days == 0) return false;
    if (entry.update_time + absl::Hours(24) * list.retention_days > now) return false;
  }
  return true;
}

absl::StatusOr<std::vector<Entry>> Eraser::ToPurge(absl::Time now, std::size_t limit) const {
  EntryQuery query{.statuses = {EntryStatus::kExpired, EntryStatus::kRetired}, .limit = kMaxPurged};
  std::vector<Entry> due;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Entry> page, committer_.store().Entries(query));
    for (Entry& entry : page) {
      PORTCULLIS_ASSIGN_OR_RETURN(const bool served, HasServedItsTime(entry, now));
      if (served) due.push_back(entry);
      if (due.size() == limit) return due;
    }
    if (page.size() < query.limit) return due;
    query.after = EntryCursor{{}, page.back().id};
  }
}

}  // namespace portcullis
