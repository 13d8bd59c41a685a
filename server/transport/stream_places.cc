#include "server/transport/stream_places.h"

#include <utility>

#include "absl/time/time.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "server/transport/retry_delay.h"

namespace portcullis {
namespace {

// A traveller stands before the camera for some seconds.
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

}  // namespace

StreamPlaces::Place::Place(Place&& other) noexcept
    : places_(std::exchange(other.places_, nullptr)) {}

StreamPlaces::Place& StreamPlaces::Place::operator=(Place&& other) noexcept {
  std::swap(places_, other.places_);
  return *this;
}

StreamPlaces::Place::~Place() {
  if (places_ != nullptr) --places_->taken_;
}

absl::StatusOr<StreamPlaces::Place> StreamPlaces::Take() {
  if (++taken_ <= limit_) return Place(*this);
  --taken_;
  return WithRetryDelay(MakeError(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull,
                                  fmt::format("{} streams are open, which is the limit", limit_)),
                        kRetryDelay);
}

}  // namespace portcullis
