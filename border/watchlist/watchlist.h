// Lists and entries as administrators see them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "border/audit/revision.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "matcher/core/quality.h"

namespace portcullis {

/// How grave it is when a listed person passes. Orders what officers see; decides nothing.
enum class Severity { kLow = 1, kMedium = 2, kHigh = 3, kCritical = 4 };

struct WatchList {
  ListId id = {};
  std::string display_name = {};
  std::string owner = {};
  std::string purpose = {};
  std::string legal_basis = {};
  Severity severity = Severity::kMedium;
  std::string officer_instructions = {};
  int retention_days = 0;      // of expired and retired entries; 0: until erased by hand
  int required_approvals = 1;  // 1 or 2
  int required_verdicts = 1;   // 1 to 3
  Revision revision{1};
  absl::Time create_time = {};
  absl::Time update_time = {};

  friend bool operator==(const WatchList&, const WatchList&) = default;
};

/// What is told about a reference; the face itself is in EnrolledFace.
struct ReferenceInfo {
  ReferenceId id = {};
  Quality quality = {};
  bool pending = false;  // waits for approval, is not searched
  absl::Time create_time = {};

  friend bool operator==(const ReferenceInfo&, const ReferenceInfo&) = default;
};

struct Membership {
  ListId list;
  bool pending = false;  // waits for approval, is not searched

  friend auto operator<=>(const Membership&, const Membership&) = default;
};

struct Approval {
  std::string actor;
  absl::Time time;

  friend bool operator==(const Approval&, const Approval&) = default;
};

/// Who wants what is pending, and who has agreed so far; once nothing is pending, the record of who
/// wanted and agreed to what was approved last.
struct Proposal {
  std::vector<std::string> proposers;  // sorted, each once
  std::vector<Approval> approvals;     // by different administrators, in order

  friend bool operator==(const Proposal&, const Proposal&) = default;
};

/// docs/watchlist.md has the picture; entry_lifecycle.h the rules.
enum class EntryStatus {
  kProposed = 1,   // waits for approval or, approved, for the begin of its validity
  kActive = 2,     // the only status that is searched
  kSuspended = 3,  // until it is reinstated
  kExpired = 4,    // its validity has ended; extending it makes it active again
  kRetired = 5,    // rejected, retired or merged into another; final
};

/// What an administrator says about a person. Sealed at rest; for officers and administrators only.
struct EntryDetails {
  std::string external_reference = {};  // the operator's own case number; not unique
  std::string display_name = {};
  std::vector<std::string> alias_names = {};
  std::vector<std::string> document_numbers = {};
  std::optional<absl::Time> valid_from = std::nullopt;  // absent: from approval on
  std::optional<absl::Time> valid_until =
      std::nullopt;  // the first moment at which it is not searched any more
  absl::Time review_by = {};

  friend bool operator==(const EntryDetails&, const EntryDetails&) = default;
};

struct Entry {
  EntryId id = {};
  EntryDetails details = {};
  std::vector<Membership> lists = {};          // by list, each once; one or more
  std::vector<ReferenceInfo> references = {};  // in order of enrolment; none only if retired
  EntryStatus status = EntryStatus::kProposed;
  std::string status_reason = {};  // in an administrator's words: sealed like details
  Proposal proposal = {};
  int required_approvals = 1;         // as its lists demanded when it was proposed or approved last
  std::vector<EntryId> absorbs = {};  // retired once what is pending here is approved
  std::optional<EntryId> merged_into = std::nullopt;  // of a retired entry
  Revision revision{1};
  absl::Time create_time = {};
  absl::Time update_time = {};

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// One enrolled face. Biometric data: sealed at rest, never logged.
struct EnrolledFace {
  ReferenceInfo info;
  Embedding embedding;
  std::string portrait;  // the image file as it came
};

}  // namespace portcullis
