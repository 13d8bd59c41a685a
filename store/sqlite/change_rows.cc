#include "store/sqlite/change_rows.h"

#include <utility>
#include <variant>
#include <vector>

#include "matcher/core/status_macros.h"
#include "store/audit_record.h"
#include "store/check_put.h"
#include "store/failpoint.h"
#include "store/sqlite/entry_rows.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/list_rows.h"
#include "store/sqlite/policy_rows.h"
#include "store/sqlite/request_rows.h"
#include "store/sqlite/schema.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

/// Applies one change after another; the state grows with them.
class ChangeRows {
 public:
  ChangeRows(Connection& connection, const Sealer& sealer, const ModelId& model, StoreState& state)
      : connection_(connection),
        lists_(connection, sealer),
        entries_(connection, sealer, model),
        policies_(connection, sealer),
        model_(model),
        state_(state) {}

  absl::Status operator()(const PutList& change) {
    const ListId& id = change.list.id;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<WatchList> before, lists_.Find(id));
    if (change.expected == Revision{0}) {
      if (before) return ListAlreadyExists(id);
    } else {
      if (!before) return ListNotFound(id);
      if (before->revision != change.expected) {
        return RevisionConflict(id, change.expected, before->revision);
      }
    }
    PORTCULLIS_RETURN_IF_ERROR(CheckPut(change));
    return lists_.Put(change.list, before, state_);
  }

  absl::Status operator()(const DeleteList& change) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<WatchList> before, lists_.Find(change.list));
    if (!before) return ListNotFound(change.list);
    if (before->revision != change.expected) {
      return RevisionConflict(change.list, change.expected, before->revision);
    }
    PORTCULLIS_ASSIGN_OR_RETURN(const bool has_entries, lists_.HasEntries(change.list));
    if (has_entries) return ListNotEmpty(change.list);
    return lists_.Delete(*before, state_);
  }

  absl::Status operator()(const PutEntry& change) {
    const EntryId id = change.entry.id;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Entry> before, entries_.Find(id));
    std::vector<ReferenceId> held;
    if (change.expected == Revision{0}) {
      if (before) return EntryIdTaken(id);
    } else {
      if (!before) return EntryNotFound(id);
      if (before->revision != change.expected) {
        return RevisionConflict(id, change.expected, before->revision);
      }
      for (const ReferenceInfo& reference : before->references) held.push_back(reference.id);
    }
    PORTCULLIS_RETURN_IF_ERROR(CheckPut(change, held, model_));
    for (const Membership& membership : change.entry.lists) {
      PORTCULLIS_ASSIGN_OR_RETURN(const bool exists, lists_.Exists(membership.list));
      if (!exists) return ListNotFound(membership.list);
    }
    if (!change.added.empty()) PORTCULLIS_RETURN_IF_ERROR(ClaimModel());
    return entries_.Put(change, before, state_);
  }

  absl::Status operator()(const EraseEntry& change) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Entry> before, entries_.Find(change.entry));
    if (!before) return EntryNotFound(change.entry);
    if (before->revision != change.expected) {
      return RevisionConflict(change.entry, change.expected, before->revision);
    }
    return entries_.Erase(*before, state_);
  }

  absl::Status operator()(const PutPolicy& change) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<PolicyVersion> before,
                                policies_.Find(change.version.number));
    PORTCULLIS_RETURN_IF_ERROR(CheckPut(change, before ? &*before : nullptr, state_.policies));
    return policies_.Put(change.version, before, state_);
  }

 private:
  /// The first face decides; another process may have enrolled it since this store was opened.
  absl::Status ClaimModel() {
    if (state_.model == model_) return absl::OkStatus();
    if (state_.model) return ModelMismatch(*state_.model, model_);
    state_.model = model_;
    return WriteModel(connection_, model_);
  }

  Connection& connection_;
  ListRows lists_;
  EntryRows entries_;
  PolicyRows policies_;
  const ModelId& model_;
  StoreState& state_;
};

absl::Status WriteChange(const Mutation& mutation, const AuditedChange& change, ChangeRows& rows,
                         JournalRows& journal, StoreState& state) {
  PORTCULLIS_RETURN_IF_ERROR(std::visit(rows, change.change));
  PORTCULLIS_ASSIGN_OR_RETURN(const Sequence sequence, journal.AppendChange(change.change, state));
  return journal.AppendEvent(AuditRecordOf(mutation, change, sequence), state);
}

absl::Status WriteRequest(const Mutation& mutation, RequestRows& requests, StoreState& state) {
  PORTCULLIS_RETURN_IF_ERROR(requests.Keep(mutation, state));
  for (const AuditedChange& change : mutation.changes) {
    const auto* erasure = std::get_if<EraseEntry>(&change.change);
    if (erasure == nullptr) continue;
    PORTCULLIS_RETURN_IF_ERROR(requests.EraseResponsesAbout(erasure->entry, state));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteMutation(const Mutation& mutation, Connection& connection, const Sealer& sealer,
                           const ModelId& model) {
  if (mutation.changes.empty()) return absl::InternalError("a mutation changes nothing");
  PORTCULLIS_ASSIGN_OR_RETURN(StoreState state, ReadState(connection, sealer));
  RequestRows requests(connection, sealer);
  PORTCULLIS_RETURN_IF_ERROR(requests.ForgetOld(mutation.time, state));
  ChangeRows rows(connection, sealer, model, state);
  JournalRows journal(connection, sealer);
  for (const AuditedChange& change : mutation.changes) {
    PORTCULLIS_RETURN_IF_ERROR(WriteChange(mutation, change, rows, journal, state));
  }
  PORTCULLIS_RETURN_IF_ERROR(WriteRequest(mutation, requests, state));
  Failpoint("store.commit.rows_written");
  return WriteState(connection, sealer, state);
}

}  // namespace portcullis
