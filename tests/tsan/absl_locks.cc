// Tells ThreadSanitizer what absl's locks do. Debian's absl is built without it, so that every
// access guarded by an absl::Mutex would be reported as a race. In builds with it the linker sends
// each call of ours to the function here (cmake/project_options.cmake reads the names from this
// file).
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace {

using absl::Condition;
using absl::Duration;
using absl::Mutex;
using absl::Notification;
using absl::Time;

constexpr unsigned kWrite = __tsan_mutex_linker_init;
constexpr unsigned kRead = __tsan_mutex_linker_init | __tsan_mutex_read_lock;

/// What happens between these is the lock's own business: its waiting, and its calls of conditions,
/// which another thread may make while it holds the lock.
class Locking {
 public:
  Locking(Mutex* mutex, unsigned flags) : mutex_(mutex), flags_(flags) {
    __tsan_mutex_pre_lock(mutex_, flags_);
  }
  ~Locking() { __tsan_mutex_post_lock(mutex_, flags_, 0); }
  Locking(const Locking&) = delete;
  Locking& operator=(const Locking&) = delete;
  bool Tried(bool locked) {
    if (!locked) flags_ |= __tsan_mutex_try_lock_failed;
    return locked;
  }

 private:
  Mutex* mutex_;
  unsigned flags_;
};

class Unlocking {
 public:
  Unlocking(Mutex* mutex, unsigned flags) : mutex_(mutex), flags_(flags) {
    __tsan_mutex_pre_unlock(mutex_, flags_);
  }
  ~Unlocking() { __tsan_mutex_post_unlock(mutex_, flags_); }
  Unlocking(const Unlocking&) = delete;
  Unlocking& operator=(const Unlocking&) = delete;

 private:
  Mutex* mutex_;
  unsigned flags_;
};

/// Gives the lock up, so that others may be seen to take it, and has it again at the end. A caller
/// of Await holds it for writing.
class Waiting {
 public:
  explicit Waiting(Mutex* mutex) : given_up_(mutex), locking_(mutex, kWrite) {}

 private:
  struct GivenUp {
    explicit GivenUp(Mutex* mutex) { const Unlocking unlocking(mutex, kWrite); }
  };
  GivenUp given_up_;
  Locking locking_;
};

}  // namespace

#define PORTCULLIS_REAL(symbol) asm("__real_" symbol)
#define PORTCULLIS_WRAP(symbol) asm("__wrap_" symbol)

// NOLINTBEGIN: each name is what the compiler makes of the member function beside it.
void RealLock(Mutex*) PORTCULLIS_REAL("_ZN4absl7debian35Mutex4LockEv");
void WrapLock(Mutex*) PORTCULLIS_WRAP("_ZN4absl7debian35Mutex4LockEv");
void RealUnlock(Mutex*) PORTCULLIS_REAL("_ZN4absl7debian35Mutex6UnlockEv");
void WrapUnlock(Mutex*) PORTCULLIS_WRAP("_ZN4absl7debian35Mutex6UnlockEv");
bool RealTryLock(Mutex*) PORTCULLIS_REAL("_ZN4absl7debian35Mutex7TryLockEv");
bool WrapTryLock(Mutex*) PORTCULLIS_WRAP("_ZN4absl7debian35Mutex7TryLockEv");
void RealReaderLock(Mutex*) PORTCULLIS_REAL("_ZN4absl7debian35Mutex10ReaderLockEv");
void WrapReaderLock(Mutex*) PORTCULLIS_WRAP("_ZN4absl7debian35Mutex10ReaderLockEv");
void RealReaderUnlock(Mutex*) PORTCULLIS_REAL("_ZN4absl7debian35Mutex12ReaderUnlockEv");
void WrapReaderUnlock(Mutex*) PORTCULLIS_WRAP("_ZN4absl7debian35Mutex12ReaderUnlockEv");
void RealLockWhen(Mutex*, const Condition&)
    PORTCULLIS_REAL("_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE");
void WrapLockWhen(Mutex*, const Condition&)
    PORTCULLIS_WRAP("_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE");
void RealAwait(Mutex*, const Condition&)
    PORTCULLIS_REAL("_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE");
void WrapAwait(Mutex*, const Condition&)
    PORTCULLIS_WRAP("_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE");
bool RealAwaitTimeout(Mutex*, const Condition&, Duration)
    PORTCULLIS_REAL("_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
bool WrapAwaitTimeout(Mutex*, const Condition&, Duration)
    PORTCULLIS_WRAP("_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
bool RealAwaitDeadline(Mutex*, const Condition&, Time)
    PORTCULLIS_REAL("_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
bool WrapAwaitDeadline(Mutex*, const Condition&, Time)
    PORTCULLIS_WRAP("_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
void RealNotify(Notification*) PORTCULLIS_REAL("_ZN4absl7debian312Notification6NotifyEv");
void WrapNotify(Notification*) PORTCULLIS_WRAP("_ZN4absl7debian312Notification6NotifyEv");
void RealWait(const Notification*)
    PORTCULLIS_REAL("_ZNK4absl7debian312Notification19WaitForNotificationEv");
void WrapWait(const Notification*)
    PORTCULLIS_WRAP("_ZNK4absl7debian312Notification19WaitForNotificationEv");
bool RealWaitTimeout(const Notification*, Duration) PORTCULLIS_REAL(
    "_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
bool WrapWaitTimeout(const Notification*, Duration) PORTCULLIS_WRAP(
    "_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
// NOLINTEND

void WrapLock(Mutex* mutex) {
  const Locking locking(mutex, kWrite);
  RealLock(mutex);
}

void WrapUnlock(Mutex* mutex) {
  const Unlocking unlocking(mutex, kWrite);
  RealUnlock(mutex);
}

bool WrapTryLock(Mutex* mutex) {
  Locking locking(mutex, kWrite | __tsan_mutex_try_lock);
  return locking.Tried(RealTryLock(mutex));
}

void WrapReaderLock(Mutex* mutex) {
  const Locking locking(mutex, kRead);
  RealReaderLock(mutex);
}

void WrapReaderUnlock(Mutex* mutex) {
  const Unlocking unlocking(mutex, kRead);
  RealReaderUnlock(mutex);
}

void WrapLockWhen(Mutex* mutex, const Condition& condition) {
  const Locking locking(mutex, kWrite);
  RealLockWhen(mutex, condition);
}

void WrapAwait(Mutex* mutex, const Condition& condition) {
  const Waiting waiting(mutex);
  RealAwait(mutex, condition);
}

bool WrapAwaitTimeout(Mutex* mutex, const Condition& condition, Duration timeout) {
  const Waiting waiting(mutex);
  return RealAwaitTimeout(mutex, condition, timeout);
}

bool WrapAwaitDeadline(Mutex* mutex, const Condition& condition, Time deadline) {
  const Waiting waiting(mutex);
  return RealAwaitDeadline(mutex, condition, deadline);
}

void WrapNotify(Notification* notification) {
  __tsan_release(notification);
  RealNotify(notification);
}

void WrapWait(const Notification* notification) {
  RealWait(notification);
  __tsan_acquire(const_cast<Notification*>(notification));
}

bool WrapWaitTimeout(const Notification* notification, Duration timeout) {
  const bool notified = RealWaitTimeout(notification, timeout);
  if (notified) __tsan_acquire(const_cast<Notification*>(notification));
  return notified;
}
