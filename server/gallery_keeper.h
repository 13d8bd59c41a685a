// Does not let the gallery lag behind the store for longer than it must.
#pragma once

#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "border/watchlist/changelog_follower.h"
#include "matcher/pipeline/gallery.h"

namespace portcullis {

/// A thread that looks at the gallery every second and catches up while it is incomplete.
class GalleryKeeper {
 public:
  /// What to do with what it sees. Called on its own thread.
  struct Reports {
    std::function<void(bool complete)> state;          // after each look
    std::function<void(const absl::Status&)> failure;  // of catching up, if it is a new one
  };

  /// `follower` and `gallery` outlive this.
  GalleryKeeper(ChangelogFollower& follower, const Gallery& gallery, Reports reports);

  /// Stops the thread.
  ~GalleryKeeper();

 private:
  void Keep();

  ChangelogFollower& follower_;
  const Gallery& gallery_;
  const Reports reports_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace portcullis
