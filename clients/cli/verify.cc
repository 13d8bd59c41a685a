// portcullis verify: do two images show the same person?
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/call.h"
#include "clients/cli/files.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/report.h"
#include "clients/cli/traveller_report.h"
#include "portcullis/v1/match.grpc.pb.h"

namespace portcullis::cli {
namespace {

struct VerifyOptions {
  std::string document;
  std::string live;
  AttackOptions attack = {};
};

absl::Status Verify(Session& session, const VerifyOptions& options) {
  absl::StatusOr<std::string> document = ReadFile(options.document);
  if (!document.ok()) return document.status();
  absl::StatusOr<std::string> live = ReadFile(options.live);
  if (!live.ok()) return live.status();
  v1::VerifyRequest request;
  request.set_document_image(*std::move(document));
  request.set_live_image(*std::move(live));
  if (const auto evidence = EvidenceOf(options.attack)) {
    *request.mutable_presentation_attack_evidence() = *evidence;
  }
  const absl::StatusOr<v1::VerifyResponse> answer =
      Ask<v1::MatchService>(session, &v1::MatchService::StubInterface::Verify, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintVerification(answer->verification(), answer->no_decision_reasons(), answer->action(),
                    answer->has_score() ? &answer->score() : nullptr, session);
  PrintFaceProblem("document", answer->document_face(), session);
  PrintFaceProblem("live image", answer->live_face(), session);
  PrintContext(answer->context(), session.out(), session.colours());
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
  AddAttackOptions(*command, options->attack);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Verify(session, *options); };
  });
}

}  // namespace portcullis::cli
