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
  do {
    if (!gallery_.status().complete) {
      const absl::Status status = follower_.CatchUp();
      if (!status.ok()) reports_.failure(status);
    }
    reports_.state(gallery_.status().complete);
  } while (!stop_.WaitForNotificationWithTimeout(kPause));
}

}  // namespace portcullis
