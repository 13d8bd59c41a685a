// What administrators do with lists and entries.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/changelog_follower.h"
#include "border/watchlist/store.h"
#include "matcher/core/checkpoint.h"
#include "matcher/pipeline/face_encoder.h"

namespace portcullis {

/// Where time and random ids come from; tests inject their own. Both thread-safe.
struct WatchlistSources {
  std::function<absl::Time()> now;
  std::function<std::int64_t()> random_id;  // 1..2^63-1
};

/// Who asks, and the key of the request.
struct MutationContext {
  std::string actor;
  RequestKey key;
};

struct NewEntry {
  std::string external_reference;
  std::string display_name;
  std::vector<ListId> lists;
  std::vector<std::string> portraits;  // image files
};

/// Turns the result into the bytes that the client gets; kept for repetitions of the request.
using EntryResponse = std::function<std::string(const Entry&)>;
using ListResponse = std::function<std::string(const WatchList&)>;

/// Thread-safe. Every mutation returns the response bytes; by then the change is on disk and the
/// gallery has followed, or says that it is incomplete.
class WatchlistAdmin {
 public:
  /// `store` and `follower` outlive this.
  WatchlistAdmin(WatchlistStore& store, ChangelogFollower& follower, WatchlistSources sources);

  /// INVALID_ARGUMENT/FIELD_INVALID for a malformed id or an empty required text; errors of Commit.
  absl::StatusOr<std::string> CreateList(const MutationContext& context, WatchList list,
                                         const ListResponse& response);

  /// Encodes every portrait and enrols them as references of one new entry. A portrait without one
  /// clear face of sufficient quality is INVALID_ARGUMENT/PORTRAIT_REJECTED, naming the portrait by
  /// its place; nothing is enrolled then.
  absl::StatusOr<std::string> EnrollEntry(const MutationContext& context, const NewEntry& entry,
                                          FaceEncoder& encoder, const Checkpoint& checkpoint,
                                          const EntryResponse& response);

  /// Removes the entry with its references. A repetition of the request succeeds again.
  absl::Status DeleteEntry(const MutationContext& context, EntryId entry,
                           std::optional<Revision> expected_revision);

 private:
  absl::StatusOr<std::vector<EnrolledFace>> EncodePortraits(std::span<const std::string> portraits,
                                                            FaceEncoder& encoder,
                                                            const Checkpoint& checkpoint);
  absl::StatusOr<std::string> CommitAndFollow(const MutationContext& context,
                                              WatchlistChange change, std::string response);

  WatchlistStore& store_;
  ChangelogFollower& follower_;
  WatchlistSources sources_;
};

}  // namespace portcullis
