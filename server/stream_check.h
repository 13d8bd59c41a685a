// CheckStream but for the connection: what is served, and in which order.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "portcullis/v1/match.pb.h"
#include "server/frame_check.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// The connection, as the check sees it. It calls back when an operation is done, never from within
/// the call that begins it.
class CheckWire {
 public:
  virtual ~CheckWire() = default;

  /// `request` stays until StreamCheck::OnRead.
  virtual void Read(v1::CheckStreamRequest& request) = 0;
  /// `response` stays until StreamCheck::OnWritten.
  virtual void Write(const v1::CheckStreamResponse& response) = 0;
  /// Ends a write that the client does not take: StreamCheck::OnWritten comes soon.
  virtual void Abandon() = 0;
  /// Once, and nothing after it; a read may still be under way.
  virtual void Finish(const absl::Status& status) = 0;
};

/// One thing at a time: a message is read, served on a lane, answered, and only then is the next
/// one read. So one image at most is held, and who does not read is not served either. Only the
/// first message can find the lanes full, or too long a wait before them. Thread-safe; owned by
/// shared_ptr, since the work on the lanes shares it.
class StreamCheck : public std::enable_shared_from_this<StreamCheck> {
 public:
  struct Parts {
    LanePool& lanes;
    const Screening& screening;
    absl::Time deadline = absl::InfiniteFuture();  // of the call
  };

  /// `rpc` is there until the wire is told to finish.
  StreamCheck(std::shared_ptr<CheckWire> wire, Rpc& rpc, const Parts& parts);

  /// Once.
  void Begin() ABSL_LOCKS_EXCLUDED(mutex_);

  /// False: the client has sent its last message, or has gone.
  void OnRead(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnWritten(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);

  /// Ends with `status` as soon as what is under way is done; the first of several counts.
  void Stop(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  enum class Doing { kNothing, kReading, kServing, kWriting, kOver };
  /// What there is to write, if anything.
  using Served = absl::StatusOr<std::optional<v1::CheckStreamResponse>>;
  /// What a lane does of the check.
  using Part = absl::AnyInvocable<Served(FaceEncoder& encoder, const Checkpoint& checkpoint)>;

  absl::Status Take(v1::CheckStreamRequest& request) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeStart(v1::CheckStreamStart start) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeFrame(std::string image) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Status Serve(Part part) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RunOnLane(Part part, FaceEncoder& encoder, absl::Duration waited)
      ABSL_LOCKS_EXCLUDED(mutex_);
  Served Run(Part& part, FaceEncoder& encoder) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status CheckWanted() const ABSL_LOCKS_EXCLUDED(mutex_);

  void Read() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Finish(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::shared_ptr<CheckWire> wire_;  // shared with the connection itself
  Rpc& rpc_;
  LanePool& lanes_;
  const absl::Time deadline_;
  FrameCheck check_;  // used by the one part that a lane serves

  // What the wire reads into and writes from, while it does.
  v1::CheckStreamRequest request_;
  v1::CheckStreamResponse response_;

  mutable absl::Mutex mutex_;
  Doing doing_ ABSL_GUARDED_BY(mutex_) = Doing::kNothing;
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
  bool admitted_ ABSL_GUARDED_BY(mutex_) = false;
  bool all_read_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> stopped_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
