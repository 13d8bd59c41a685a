#include "matcher/index/live/search_queue.h"

#include <exception>
#include <utility>

#include "fmt/format.h"

namespace portcullis {

SearchQueue::SearchQueue(std::size_t max_passes, std::size_t max_batch, Pass pass)
    : max_passes_(max_passes), max_batch_(max_batch), pass_(std::move(pass)) {}

absl::StatusOr<IndexResult> SearchQueue::Search(const IndexProbe& probe) {
  Ticket ticket{.probe = probe, .batch = {}};
  // Taken now, so that nothing can fail once others wait for this thread.
  ticket.batch.reserve(max_batch_);
  Board(ticket);
  if (!ticket.batch.empty()) {
    Run(ticket.batch);
    Leave(ticket.batch);
  }
  return std::move(ticket.result);
}

/// Comes back with a batch to run, or done by another.
void SearchQueue::Board(Ticket& ticket) {
  const absl::MutexLock lock(&mutex_);
  if (passes_ < max_passes_) {
    ++passes_;
    ticket.batch.push_back(&ticket);
    return;
  }
  waiting_.push_back(&ticket);
  mutex_.Await(absl::Condition(
      +[](Ticket* own) { return own->done || !own->batch.empty(); }, &ticket));
}

void SearchQueue::Run(std::span<Ticket* const> batch) const {
  try {
    std::vector<IndexProbe> probes;
    probes.reserve(batch.size());
    for (const Ticket* ticket : batch) probes.push_back(ticket->probe);
    absl::StatusOr<std::vector<IndexResult>> results = pass_(probes);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (results.ok()) {
        batch[i]->result = std::move((*results)[i]);
      } else {
        batch[i]->result = results.status();
      }
    }
  } catch (const std::exception& exception) {
    const absl::Status status = absl::InternalError(fmt::format("search: {}", exception.what()));
    for (Ticket* ticket : batch) ticket->result = status;
  }
}

/// The first that waits takes over the place of the pass that has ended.
void SearchQueue::Leave(std::span<Ticket* const> batch) {
  const absl::MutexLock lock(&mutex_);
  for (Ticket* ticket : batch) ticket->done = true;
  if (waiting_.empty()) {
    --passes_;
    return;
  }
  std::vector<Ticket*>& next = waiting_.front()->batch;
  while (!waiting_.empty() && next.size() < max_batch_) {
    next.push_back(waiting_.front());
    waiting_.pop_front();
  }
}

}  // namespace portcullis
