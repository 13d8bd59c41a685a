#include "server/gallery_keeper.h"

#include <atomic>
#include <memory>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"

namespace portcullis::testing {
namespace {

/// A changelog that cannot be read the first time.
class ChangelogThatFailsOnce : public Changelog {
 public:
  absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                          std::size_t limit) const override {
    return store_.ChangesAfter(after, limit);
  }
  absl::StatusOr<Sequence> ReadGallery(GallerySink& sink) const override {
    if (!failed_.exchange(true)) return absl::UnavailableError("the disk is away");
    return store_.ReadGallery(sink);
  }
  absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence after,
                                                      std::size_t limit) const override {
    return store_.EventsAfter(after, limit);
  }

 private:
  MemoryWatchlistStore store_{kFakeModel};
  mutable std::atomic<bool> failed_ = false;
};

TEST(GalleryKeeper, CatchesUpAfterAFailureAndSaysSo) {
  const ChangelogThatFailsOnce changelog;
  Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  Gallery dormant(*CreateFlatReferenceIndex(kFakeModel, 2));
  ChangelogFollower follower(changelog, {gallery, dormant});
  std::atomic<int> failures = 0;
  std::atomic<bool> was_incomplete = false;
  absl::Notification complete;
  const GalleryKeeper keeper(follower, gallery,
                             {.state =
                                  [&](bool is_complete) {
                                    if (!is_complete) was_incomplete = true;
                                    if (is_complete && !complete.HasBeenNotified())
                                      complete.Notify();
                                  },
                              .failure = [&failures](const absl::Status&) { ++failures; }});
  EXPECT_TRUE(complete.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_EQ(failures, 1);
  EXPECT_TRUE(was_incomplete);
  EXPECT_TRUE(gallery.status().complete);
}

TEST(GalleryKeeper, SaysOnceThatTheStoreIsDamaged) {
  const MemoryWatchlistStore store(kFakeModel);
  Gallery gallery(*CreateFlatReferenceIndex(kFakeModel, 2));
  Gallery dormant(*CreateFlatReferenceIndex(kFakeModel, 2));
  ChangelogFollower follower(store, {gallery, dormant});
  follower.Distrust(absl::DataLossError("entry gone"));
  std::atomic<int> looks = 0;
  std::atomic<int> failures = 0;
  absl::Notification looked_twice;
  const GalleryKeeper keeper(follower, gallery,
                             {.state =
                                  [&](bool is_complete) {
                                    EXPECT_FALSE(is_complete);
                                    if (++looks == 2) looked_twice.Notify();
                                  },
                              .failure = [&failures](const absl::Status&) { ++failures; }});
  EXPECT_TRUE(looked_twice.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_EQ(failures, 1);
}

}  // namespace
}  // namespace portcullis::testing
