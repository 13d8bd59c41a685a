// portcullis check --stream: frames in, advice out, then one answer.
#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/capture_words.h"
#include "clients/cli/check_options.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/report.h"
#include "clients/cli/table.h"
#include "clients/cli/traveller_report.h"
#include "fmt/format.h"
#include "portcullis/v1/match.grpc.pb.h"

namespace portcullis::cli {
namespace {

/// A little more than a server keeps a stream open, so that it is the server that says so.
constexpr double kLongestStream_s = 130;

using Stream = grpc::ClientReaderWriterInterface<v1::CheckStreamRequest, v1::CheckStreamResponse>;

/// Names of frames, from the command line or, if there are none, from the input line by line.
class FrameNames {
 public:
  FrameNames(const std::vector<std::string>& names, std::istream& in) : names_(names), in_(in) {}

  std::optional<std::string> Next() {
    if (!names_.empty()) {
      return next_ < names_.size() ? std::optional(names_[next_++]) : std::nullopt;
    }
    std::string line;
    while (std::getline(in_, line)) {
      if (!line.empty()) return line;
    }
    return std::nullopt;
  }

 private:
  const std::vector<std::string>& names_;
  std::istream& in_;
  std::size_t next_ = 0;
};

absl::StatusOr<v1::CheckStreamRequest> StartOf(const CheckOptions& options) {
  v1::CheckStreamRequest request;
  v1::CheckStreamStart& start = *request.mutable_start();
  if (!options.document.empty()) {
    absl::StatusOr<std::string> document = ReadFile(options.document);
    if (!document.ok()) return document.status();
    start.set_document_image(*std::move(document));
  }
  for (const std::string& list : ListNames(options.search)) start.add_lists(list);
  start.set_max_candidates(options.search.max_candidates);
  if (const auto evidence = EvidenceOf(options.attack)) {
    *start.mutable_presentation_attack_evidence() = *evidence;
  }
  return request;
}

std::string DescribeFrame(const v1::FrameAdvice& frame) {
  if (!frame.error_reason().empty()) return "not used: " + PlainText(frame.error_reason());
  if (!frame.acceptable()) {
    const std::string problem = DescribeProblem(frame.face());
    return problem.empty() ? "not used" : "not used: " + problem;
  }
  return fmt::format("good, quality {}; {} kept", frame.face().quality().overall(),
                     frame.frames_kept());
}

absl::Status PrintAdvice(const v1::CheckStreamResponse& response, const std::string& file,
                         Session& session) {
  if (session.wants_json()) return session.PrintJsonLine(response);
  const v1::FrameAdvice& frame = response.advice();
  const std::string text =
      fmt::format("frame {}  {}  {}", frame.frame(), PlainText(file), DescribeFrame(frame));
  session.out() << Paint(text, frame.acceptable() ? Colour::kGreen : Colour::kYellow,
                         session.colours())
                << '\n';
  for (const v1::Advice& advice : frame.advice()) {
    session.out() << "         "
                  << Paint(PlainText(advice.text()), Colour::kBold, session.colours()) << '\n';
  }
  // For somebody who stands before a camera, later is too late.
  session.out() << std::flush;
  return absl::OkStatus();
}

absl::Status Incomplete() {
  return absl::InternalError(
      "ANSWER_INCOMPLETE: the server did not send what it has to; nothing was decided");
}

/// What a call that the server has ended too early ended with.
absl::Status EarlyEnd(Stream& stream) {
  const absl::Status status = FromRpc(stream.Finish());
  return status.ok() ? Incomplete() : status;
}

/// Sends all frames until the server has enough, and counts them.
absl::Status SendFrames(Stream& stream, FrameNames& names, int& sent, Session& session) {
  while (const std::optional<std::string> name = names.Next()) {
    absl::StatusOr<std::string> image = ReadFile(*name);
    if (!image.ok()) return image.status();
    v1::CheckStreamRequest request;
    request.set_frame(*std::move(image));
    v1::CheckStreamResponse response;
    if (!stream.Write(request) || !stream.Read(&response)) return EarlyEnd(stream);
    if (!response.has_advice()) return Incomplete();
    ++sent;
    if (absl::Status status = PrintAdvice(response, *name, session); !status.ok()) return status;
    if (response.advice().enough()) {
      session.console().notes << "that is enough: no further frame is sent\n";
      return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckStream(Session& session, const CheckOptions& options) {
  const absl::StatusOr<v1::CheckStreamRequest> start = StartOf(options);
  if (!start.ok()) return start.status();
  const auto stub = v1::MatchService::NewStub(session.channel());
  const auto call = session.NewCall(kLongestStream_s);
  const auto stream = stub->CheckStream(call.get());
  if (!stream->Write(*start)) return EarlyEnd(*stream);
  FrameNames names(options.frames, session.in());
  int sent = 0;
  if (absl::Status status = SendFrames(*stream, names, sent, session); !status.ok()) {
    call->TryCancel();
    return status;
  }
  stream->WritesDone();
  v1::CheckStreamResponse response;
  if (!stream->Read(&response)) return EarlyEnd(*stream);
  if (absl::Status status = FromRpc(stream->Finish()); !status.ok()) return status;
  if (!response.has_answer()) return Incomplete();
  if (session.wants_json()) return session.PrintJsonLine(response);
  session.out() << '\n';
  const v1::CheckTravellerResponse& answer = response.answer();
  PrintCheck(answer, !options.document.empty(), session);
  session.out() << fmt::format("{} of {} frames used\n", answer.frames_used(), sent);
  PrintCandidates(answer.candidates(), session);
  session.out() << '\n';
  PrintContext(answer.context(), session.out(), session.colours());
  return absl::OkStatus();
}

}  // namespace portcullis::cli
