#include "server/gallery_keeper.h"

#include <utility>

namespace portcullis {
namespace {

constexpr absl::Duration kPause = absl::Seconds(1);

}  // namespace

GalleryKeeper::GalleryKeeper(ChangelogFollower& follower, const Gallery& gallery, Reports reports)
    : follower_(follower),
      gallery_(gallery),
      reports_(std::move(reports)),
      thread_([this] { Keep(); }) {}

GalleryKeeper::~GalleryKeeper() {
  stop_.Notify();
  thread_.join();
}

void GalleryKeeper::Keep() {
  absl::Status before;
  do {
    absl::Status status = gallery_.status().complete ? absl::OkStatus() : follower_.CatchUp();
    if (!status.ok() && status != before) reports_.failure(status);
    before = std::move(status);
    reports_.state(gallery_.status().complete);
  } while (!stop_.WaitForNotificationWithTimeout(kPause));
}

}  // namespace portcullis
