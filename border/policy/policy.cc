#include "border/policy/policy.h"

#include <cmath>
#include <cstdint>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

// FNV-1a, 64 bit: stable over builds and machines, which std::hash is not.
std::uint64_t StableHash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

bool IsProbability(double value) { return value > 0 && value < 1; }

absl::Status OutOfRange(std::string_view name, double value, std::string_view range) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   fmt::format("policy value {} is {}, must be {}", name, value, range));
}

}  // namespace

std::string Policy::Version() const {
  return fmt::format(
      "p-{:016x}",
      StableHash(fmt::format("{:a} {:a} {:a} {:a}", max_expected_false_alarms_per_1000_searches,
                             verification_max_fmr, prior_listed, verification_prior_same_person)));
}

absl::Status Policy::Validate() const {
  if (!std::isfinite(max_expected_false_alarms_per_1000_searches) ||
      max_expected_false_alarms_per_1000_searches <= 0) {
    return OutOfRange("max_expected_false_alarms_per_1000_searches",
                      max_expected_false_alarms_per_1000_searches, "positive");
  }
  if (!IsProbability(verification_max_fmr)) {
    return OutOfRange("verification_max_fmr", verification_max_fmr, "between 0 and 1");
  }
  if (!IsProbability(prior_listed)) {
    return OutOfRange("prior_listed", prior_listed, "between 0 and 1");
  }
  if (!IsProbability(verification_prior_same_person)) {
    return OutOfRange("verification_prior_same_person", verification_prior_same_person,
                      "between 0 and 1");
  }
  return absl::OkStatus();
}

bool IsReferred(const MatchScore& score, const Policy& policy) {
  return score.beyond_measured_range ||
         score.expected_false_alarms * 1000 <= policy.max_expected_false_alarms_per_1000_searches;
}

}  // namespace portcullis
