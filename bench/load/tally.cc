#include "bench/load/tally.h"

namespace portcullis {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;
using Seconds = std::chrono::duration<double>;

constexpr char kOk[] = "OK";

}  // namespace

void Tally::Add(const CallTimes& times, const Answer& answer) {
  if (answer.status == kOk) ++answered_ok_;
  if (answer.status == kOk && IsInWindow(times.answered)) ++answered_ok_in_window_;
  if (!IsInWindow(times.due)) return;
  lateness_ms_.push_back(Milliseconds(times.sent - times.due).count());
  Samples& samples = samples_[answer.status];
  samples.since_due_ms.push_back(Milliseconds(times.answered - times.due).count());
  samples.since_sent_ms.push_back(Milliseconds(times.answered - times.sent).count());
  if (answer.status != kOk) return;
  ++outcomes_[answer.outcome];
  for (const auto& [step, ms] : answer.steps_ms) step_sums_ms_[step] += ms;
}

void Tally::AddUnsent(std::chrono::nanoseconds due) {
  if (IsInWindow(due)) ++unsent_;
}

TallySummary Tally::Summary() const {
  TallySummary summary;
  summary.unsent = unsent_;
  summary.due = unsent_ + lateness_ms_.size();
  summary.window_s = Seconds(window_.to - window_.from).count();
  summary.ok_per_s = static_cast<double>(answered_ok_in_window_) / summary.window_s;
  summary.answered_ok = answered_ok_;
  summary.lateness = Summarise(lateness_ms_);
  for (const auto& [status, samples] : samples_) {
    summary.statuses[status] = {Summarise(samples.since_due_ms), Summarise(samples.since_sent_ms)};
  }
  summary.outcomes = outcomes_;
  if (const auto ok = samples_.find(kOk); ok != samples_.end()) {
    const auto count = static_cast<double>(ok->second.since_due_ms.size());
    for (const auto& [step, sum_ms] : step_sums_ms_) summary.mean_steps_ms[step] = sum_ms / count;
  }
  return summary;
}

}  // namespace portcullis
