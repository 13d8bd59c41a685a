#include "matcher/core/embedding.h"

#include <cmath>
#include <cstddef>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {

std::string ModelId::ToString() const {
  return fmt::format("{}@{}/{}", name, weights_sha256.substr(0, 12), alignment);
}

absl::StatusOr<Distance> DistanceBetween(const Embedding& a, const Embedding& b) {
  if (a.model() != b.model() || a.values().size() != b.values().size()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                     fmt::format("cannot compare an embedding of {} with one of {}",
                                 a.model().ToString(), b.model().ToString()));
  }
  double sum = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    const double difference = static_cast<double>(a.values()[i]) - b.values()[i];
    sum += difference * difference;
  }
  return Distance{static_cast<float>(std::sqrt(sum))};
}

}  // namespace portcullis
