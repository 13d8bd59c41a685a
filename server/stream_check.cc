#include "server/stream_check.h"

#include <exception>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"

namespace portcullis {

StreamCheck::StreamCheck(std::shared_ptr<CheckWire> wire, Rpc& rpc, const Parts& parts)
    : wire_(std::move(wire)),
      rpc_(rpc),
      lanes_(parts.lanes),
      deadline_(parts.deadline),
      check_(parts.screening, rpc) {}

void StreamCheck::Begin() {
  const absl::MutexLock lock(&mutex_);
  if (doing_ == Doing::kNothing) Read();
}

void StreamCheck::OnRead(bool ok) {
  const absl::MutexLock lock(&mutex_);
  if (doing_ != Doing::kReading) return;
  doing_ = Doing::kNothing;
  const absl::Status status = ok ? Take(request_) : TakeEnd();
  if (!status.ok()) Finish(status);
}

void StreamCheck::OnWritten(bool ok) {
  const absl::MutexLock lock(&mutex_);
  doing_ = Doing::kNothing;
  if (stopped_) {
    Finish(*stopped_);
  } else if (!ok) {
    const absl::Status status = rpc_.checkpoint()();
    Finish(status.ok() ? absl::CancelledError("the client has gone") : status);
  } else if (all_read_) {
    Finish(absl::OkStatus());
  } else {
    Read();
  }
}

void StreamCheck::Stop(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  if (!stopped_) stopped_ = status;
  switch (doing_) {
    case Doing::kNothing:
    case Doing::kReading: Finish(*stopped_); break;
    case Doing::kWriting: wire_->Abandon(); break;
    case Doing::kServing:
    case Doing::kOver: break;
  }
}

absl::Status StreamCheck::Take(v1::CheckStreamRequest& request) {
  switch (request.request_case()) {
    case v1::CheckStreamRequest::kStart: return TakeStart(std::move(*request.mutable_start()));
    case v1::CheckStreamRequest::kFrame: return TakeFrame(std::move(*request.mutable_frame()));
    case v1::CheckStreamRequest::REQUEST_NOT_SET: break;
  }
  return FieldInvalid("request", "is empty: it must have start or frame");
}

absl::Status StreamCheck::TakeStart(v1::CheckStreamStart start) {
  if (started_) return FieldInvalid("start", "must come once only");
  started_ = true;
  return Serve([this, start = std::move(start)](FaceEncoder& encoder,
                                                const Checkpoint& checkpoint) -> Served {
    PORTCULLIS_RETURN_IF_ERROR(check_.Start(start, encoder, checkpoint));
    return std::nullopt;
  });
}

absl::Status StreamCheck::TakeFrame(std::string image) {
  if (!started_) return FieldInvalid("start", "must come before the first frame");
  return Serve([this, image = std::move(image)](FaceEncoder& encoder,
                                                const Checkpoint& checkpoint) -> Served {
    v1::CheckStreamResponse response;
    PORTCULLIS_ASSIGN_OR_RETURN(*response.mutable_advice(),
                                check_.Take(image, encoder, checkpoint));
    return response;
  });
}

absl::Status StreamCheck::TakeEnd() {
  // A connection that broke looks like the end of the frames.
  PORTCULLIS_RETURN_IF_ERROR(rpc_.checkpoint()());
  if (!started_) return FieldInvalid("start", "is missing");
  all_read_ = true;
  return Serve([this](FaceEncoder& /*encoder*/, const Checkpoint& checkpoint) -> Served {
    v1::CheckStreamResponse response;
    PORTCULLIS_ASSIGN_OR_RETURN(*response.mutable_answer(), check_.Answer(checkpoint));
    return response;
  });
}

absl::Status StreamCheck::Serve(Part part) {
  doing_ = Doing::kServing;
  LanePool::Job job = [self = shared_from_this(), part = std::move(part)](
                          FaceEncoder& encoder, absl::Duration waited) mutable {
    self->RunOnLane(std::move(part), encoder, waited);
  };
  // What was admitted with its first message waits for its turn instead of being refused.
  const bool is_first = !std::exchange(admitted_, true);
  return is_first ? lanes_.Submit(std::move(job), deadline_) : lanes_.Continue(std::move(job));
}

void StreamCheck::RunOnLane(Part part, FaceEncoder& encoder, absl::Duration waited) {
  rpc_.set_queue_ms(rpc_.timings().queue_ms() + absl::ToDoubleMilliseconds(waited));
  Served served = Run(part, encoder);
  part = nullptr;  // with its image, before the next one is read
  const absl::MutexLock lock(&mutex_);
  doing_ = Doing::kNothing;
  if (stopped_) {
    Finish(*stopped_);
  } else if (!served.ok()) {
    Finish(served.status());
  } else if (served->has_value()) {
    response_ = **std::move(served);
    doing_ = Doing::kWriting;
    wire_->Write(response_);
  } else {
    Read();
  }
}

StreamCheck::Served StreamCheck::Run(Part& part, FaceEncoder& encoder) {
  const Checkpoint checkpoint = [this] { return CheckWanted(); };
  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  // As in RpcRunner: memory that runs out ends one call and not the server.
  try {
    return part(encoder, checkpoint);
  } catch (const std::exception& error) {
    return absl::InternalError(fmt::format("exception: {}", error.what()));
  }
}

absl::Status StreamCheck::CheckWanted() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return stopped_ ? *stopped_ : rpc_.checkpoint()();
}

void StreamCheck::Read() {
  doing_ = Doing::kReading;
  wire_->Read(request_);
}

void StreamCheck::Finish(const absl::Status& status) {
  doing_ = Doing::kOver;
  wire_->Finish(status);
}

}  // namespace portcullis
