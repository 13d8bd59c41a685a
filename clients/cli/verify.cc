// portcullis verify: do two images show the same person?
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/numbers.h"
#include "clients/cli/report.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/match.grpc.pb.h"

namespace portcullis::cli {
namespace {

struct VerifyOptions {
  std::string document;
  std::string live;
};

void PrintHeadline(const v1::VerifyResponse& answer, Session& session) {
  const auto headline = [&session](Colour colour, std::string_view result, std::string_view text) {
    session.out() << Paint(result, colour, session.colours()) << "  " << text << '\n';
  };
  switch (answer.verification()) {
    case v1::VERIFICATION_MATCH:
      headline(Colour::kGreen, "MATCH", "fewer strangers come this close than the policy allows");
      return;
    case v1::VERIFICATION_NO_MATCH:
      headline(Colour::kRed, "NO MATCH", "more strangers come this close than the policy allows");
      return;
    case v1::VERIFICATION_NO_DECISION:
      headline(Colour::kYellow, "NO DECISION",
               DescribeNoDecision(answer.no_decision_reasons(), answer.action()));
      return;
    default: break;  // an open enum
  }
  headline(Colour::kYellow, "NO DECISION", "the server's result is unknown to this program");
}

absl::Status Verify(Session& session, const VerifyOptions& options) {
  absl::StatusOr<std::string> document = ReadFile(options.document);
  if (!document.ok()) return document.status();
  absl::StatusOr<std::string> live = ReadFile(options.live);
  if (!live.ok()) return live.status();
  v1::VerifyRequest request;
  request.set_document_image(*std::move(document));
  request.set_live_image(*std::move(live));
  v1::VerifyResponse answer;
  const auto call = session.NewCall();
  const auto stub = v1::MatchService::NewStub(session.channel());
  if (absl::Status status = FromRpc(stub->Verify(call.get(), request, &answer)); !status.ok()) {
    return status;
  }
  if (session.wants_json()) return session.PrintJson(answer);
  PrintHeadline(answer, session);
  if (answer.has_score()) {
    const v1::MatchScore& score = answer.score();
    session.out() << fmt::format("distance {}, a stranger comes this close: {}, confidence {}\n",
                                 FormatDistance(score.distance()), FormatFmr(score),
                                 FormatConfidence(score));
  }
  PrintContext(answer.context(), session.out(), session.colours());
  return absl::OkStatus();
}

}  // namespace

void AddVerify(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<VerifyOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand("verify", "Do two images show the same person?");
  command->fallthrough();
  command->footer("Example:\n  portcullis verify passport.jpg traveller.jpg");
  command->add_option("DOCUMENT", options->document, "The portrait from the document")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("LIVE", options->live, "The traveller now")
      ->required()
      ->check(CLI::ExistingFile);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Verify(session, *options); };
  });
}

}  // namespace portcullis::cli
