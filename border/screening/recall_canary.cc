#include "border/screening/recall_canary.h"

#include <algorithm>
#include <cmath>

#include "matcher/scoring/binomial_bound.h"

namespace portcullis {
namespace {

constexpr double kPermittedMissesInAWindow = 20;
constexpr double kShareOfMissesAimedAt = 0.25;

std::size_t WindowFor(double demanded) {
  const double wanted = std::round(kPermittedMissesInAWindow / (1 - demanded));
  return static_cast<std::size_t>(
      std::min(wanted, static_cast<double>(RecallCanary::kLargestWindow)));
}

double Closer(double recall) { return 1 - (1 - recall) * kShareOfMissesAimedAt; }

}  // namespace

RecallCanary::RecallCanary(double demanded)
    : demanded_(demanded), window_(WindowFor(demanded)), aim_(Closer(demanded)) {}

RecallChange RecallCanary::Record(bool found_all) {
  if (judged_) BeginAnew();
  if (found_all_.size() < window_) {
    found_all_.push_back(found_all);
  } else {
    found_all_count_ -= found_all_[next_] ? 1 : 0;
    found_all_[next_] = found_all;
  }
  found_all_count_ += found_all ? 1 : 0;
  next_ = (next_ + 1) % window_;

  if (found_all_.size() < window_) return RecallChange::kNone;
  const bool earned_before = earned_;
  earned_ = Holds();
  if (earned_) return earned_before ? RecallChange::kNone : RecallChange::kEarned;
  judged_ = true;
  aim_ = Closer(aim_);
  return earned_before ? RecallChange::kLost : RecallChange::kNotEarned;
}

RecallChange RecallCanary::Fail() {
  const bool earned_before = earned_;
  earned_ = false;
  judged_ = true;
  return earned_before ? RecallChange::kLost : RecallChange::kNone;
}

RecallReading RecallCanary::reading() const {
  RecallReading reading{.searches = found_all_.size(), .found_all = found_all_count_};
  if (reading.searches > 0) {
    reading.lower_bound = LowerRateBound(reading.found_all, reading.searches);
  }
  return reading;
}

bool RecallCanary::Holds() const { return reading().lower_bound >= demanded_; }

void RecallCanary::BeginAnew() {
  judged_ = false;
  found_all_.clear();
  next_ = 0;
  found_all_count_ = 0;
}

}  // namespace portcullis
