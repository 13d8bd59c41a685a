// How many streams of one kind may be open at once.
#pragma once

#include <atomic>
#include <cstddef>

#include "absl/status/statusor.h"

namespace portcullis {

/// A stream that was let in is served to its end, so the number of them is what bounds the work
/// that can come. Thread-safe; outlives its places.
class StreamPlaces {
 public:
  explicit StreamPlaces(std::size_t limit) : limit_(limit) {}
  StreamPlaces(const StreamPlaces&) = delete;
  StreamPlaces& operator=(const StreamPlaces&) = delete;

  /// Held for as long as the stream is open.
  class Place {
   public:
    Place(Place&& other) noexcept;
    Place& operator=(Place&& other) noexcept;
    ~Place();

   private:
    friend class StreamPlaces;
    explicit Place(StreamPlaces& places) : places_(&places) {}

    StreamPlaces* places_;  // null once moved from
  };

  /// RESOURCE_EXHAUSTED/QUEUE_FULL, with a delay after which to try again.
  absl::StatusOr<Place> Take();

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace portcullis
