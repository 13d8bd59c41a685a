// How an entry is forgotten, and the proof of it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/changelog_follower.h"
#include "border/watchlist/committer.h"
#include "border/watchlist/entry_admin.h"
#include "border/watchlist/receipt_signer.h"

namespace portcullis {

struct ErasureReceipt {
  std::string statement;  // JSON: says which entry, when, and at whose request; no more
  std::string signature;
  std::string public_key;
};

/// What a receipt is worth now.
struct ReceiptFindings {
  bool signature_valid = false;
  bool recorded = false;              // the audit log has the erasure
  bool absent = false;                // nothing of the entry is left
  std::vector<std::string> findings;  // what is wrong; empty when all of the above hold
};

struct PurgeResult {
  std::vector<EntryId> entries;
  std::vector<ErasureReceipt> receipts;  // as many, in the same order; none of a dry run
  bool more = false;                     // there are more than one call erases
};

/// Thread-safe.
class Eraser {
 public:
  using ReceiptResponse = std::function<std::string(const ErasureReceipt&)>;
  using PurgeResponse = std::function<std::string(const PurgeResult&)>;

  /// All outlive this.
  Eraser(Committer& committer, const Galleries& galleries, const ReceiptSigner& signer);

  /// Erases record, faces and kept responses of the entry; its id stays in changelog and audit log.
  /// Returns the response bytes. Errors as of EntryAdmin.
  absl::StatusOr<std::string> Erase(const MutationContext& context, const EntryTarget& target,
                                    const ReceiptResponse& response);

  /// Erases expired and retired entries whose retention has passed on every list that they stand
  /// on, at most 1,000; a dry run only says which.
  absl::StatusOr<std::string> PurgeExpired(const MutationContext& context, bool dry_run,
                                           const PurgeResponse& response);

  /// INVALID_ARGUMENT with RECEIPT_INVALID if the statement is not one that Erase makes.
  absl::StatusOr<ReceiptFindings> Verify(const ErasureReceipt& receipt) const;

 private:
  ErasureReceipt MakeReceipt(const MutationContext& context, const Entry& entry,
                             absl::Time time) const;
  absl::StatusOr<bool> HasServedItsTime(const Entry& entry, absl::Time now) const;
  absl::StatusOr<std::vector<Entry>> ToPurge(absl::Time now, std::size_t limit) const;

  Committer& committer_;
  const Galleries galleries_;
  const ReceiptSigner& signer_;
};

}  // namespace portcullis
