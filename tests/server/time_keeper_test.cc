#include "server/time_keeper.h"

#include <atomic>
#include <memory>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"

namespace portcullis::testing {
namespace {

/// Nothing is ever due; the first attempts to find that out fail.
class StoreThatIsAwayAtFirst final : public WatchlistStore {
 public:
  absl::StatusOr<std::vector<Entry>> DueForTimeAct(absl::Time, std::size_t) const override {
    if (++looks <= 3) return absl::UnavailableError("the disk is away");
    return std::vector<Entry>();
  }

  absl::StatusOr<std::vector<WatchList>> Lists(std::string_view, std::size_t) const override {
    return Unused();
  }
  absl::StatusOr<WatchList> GetList(const ListId&) const override { return Unused(); }
  absl::StatusOr<Entry> GetEntry(EntryId) const override { return Unused(); }
  absl::StatusOr<std::vector<Entry>> Entries(const EntryQuery&) const override { return Unused(); }
  absl::StatusOr<std::vector<EnrolledFace>> Faces(EntryId) const override { return Unused(); }
  absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence, std::size_t) const override {
    return Unused();
  }
  absl::StatusOr<Sequence> ReadGallery(GallerySink&) const override { return Unused(); }
  absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence, std::size_t) const override {
    return Unused();
  }
  absl::StatusOr<CommitResult> Commit(const Mutation&) override { return Unused(); }
  absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey&,
                                                          absl::Time) const override {
    return Unused();
  }
  absl::StatusOr<Traces> TracesOf(EntryId) const override { return Unused(); }

  mutable std::atomic<int> looks = 0;

 private:
  static absl::Status Unused() { return absl::UnimplementedError("not for this test"); }
};

TEST(TimeKeeper, GoesOnAfterAFailureAndTellsOnceOfEachChange) {
  StoreThatIsAwayAtFirst store;
  Gallery searchable(*CreateFlatReferenceIndex(kFakeModel, 2));
  Gallery dormant(*CreateFlatReferenceIndex(kFakeModel, 2));
  ChangelogFollower follower(store, {searchable, dormant});
  Committer committer(store, follower, {.now = &absl::Now, .random_id = [] { return 1; }});
  TimeActs acts(committer);
  std::atomic<int> failures = 0;
  std::atomic<int> recoveries = 0;
  {
    const TimeKeeper keeper(
        acts, [&](const absl::Status& status) { ++(status.ok() ? recoveries : failures); });
    while (store.looks < 6) absl::SleepFor(absl::Milliseconds(5));
  }
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(recoveries, 1);
}

}  // namespace
}  // namespace portcullis::testing
