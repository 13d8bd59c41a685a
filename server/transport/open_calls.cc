#include "server/transport/open_calls.h"

namespace portcullis {

bool OpenCalls::AwaitEnd(absl::Time deadline) {
  const absl::MutexLock lock(&mutex_);
  ending_ = true;
  const auto are_gone = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return open_ == 0; };
  return mutex_.AwaitWithDeadline(absl::Condition(&are_gone), deadline);
}

bool OpenCalls::Enter() {
  const absl::MutexLock lock(&mutex_);
  if (!ending_) ++open_;
  return !ending_;
}

void OpenCalls::Leave() {
  const absl::MutexLock lock(&mutex_);
  --open_;
}

}  // namespace portcullis
