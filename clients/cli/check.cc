// portcullis check: is the traveller the holder of the document, and on a watch list?
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Error.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/call.h"
#include "clients/cli/check_options.h"
#include "clients/cli/files.h"
#include "clients/cli/report.h"
#include "clients/cli/traveller_report.h"
#include "portcullis/v1/match.grpc.pb.h"

namespace portcullis::cli {
namespace {

constexpr std::size_t kMostImages = 8;

absl::Status Check(Session& session, const CheckOptions& options) {
  v1::CheckTravellerRequest request;
  absl::StatusOr<std::string> document = ReadFile(options.document);
  if (!document.ok()) return document.status();
  request.set_document_image(*std::move(document));
  for (const std::string& file : options.frames) {
    absl::StatusOr<std::string> image = ReadFile(file);
    if (!image.ok()) return image.status();
    request.add_live_images(*std::move(image));
  }
  for (const std::string& list : ListNames(options.search)) request.add_lists(list);
  request.set_max_candidates(options.search.max_candidates);
  if (const auto evidence = EvidenceOf(options.attack)) {
    *request.mutable_presentation_attack_evidence() = *evidence;
  }
  const absl::StatusOr<v1::CheckTravellerResponse> answer =
      Ask<v1::MatchService>(session, &v1::MatchService::StubInterface::CheckTraveller, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintCheck(*answer, /*with_document=*/true, session);
  PrintFrames(answer->frames(), options.frames, session);
  PrintCandidates(answer->candidates(), session);
  session.out() << '\n';
  PrintContext(answer->context(), session.out(), session.colours());
  return absl::OkStatus();
}

/// What the two forms of the command have in common is less than what the parser could check.
void CheckUsage(CheckOptions& options) {
  if (options.is_stream) return;
  if (options.document.empty()) {
    if (options.frames.empty()) throw CLI::RequiredError("DOCUMENT and LIVE, or --stream");
    options.document = options.frames.front();
    options.frames.erase(options.frames.begin());
  }
  if (options.frames.empty()) throw CLI::RequiredError("LIVE");
  if (options.frames.size() > kMostImages) {
    throw CLI::ValidationError("LIVE", "at most 8 images; --stream takes more");
  }
}

}  // namespace

void AddCheck(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<CheckOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand(
      "check", "Is the traveller the holder of the document, and on a watch list?");
  command->fallthrough();
  command->footer(
      "The first IMAGE is the portrait of the document, the others, 1 to 8, show the traveller "
      "now.\n"
      "With --stream all of them show the traveller, and each is answered with advice at once; if\n"
      "none is named, their names are read from standard input, one a line. Examples:\n"
      "  portcullis check passport.dg2 frame1.jpg frame2.jpg\n"
      "  ls frames/*.jpg | portcullis check --stream --document passport.dg2");
  command->add_option("IMAGE", options->frames, "DOCUMENT LIVE..., or frames of a stream")
      ->check(CLI::ExistingFile);
  command->add_flag("--stream", options->is_stream, "Send frame after frame, show advice for each");
  command->add_option("--document", options->document, "The portrait of the document")
      ->check(CLI::ExistingFile);
  AddSearchOptions(*command, options->search);
  AddAttackOptions(*command, options->attack);
  command->callback([options, &chosen] {
    CheckUsage(*options);
    chosen = [options](Session& session) {
      return options->is_stream ? CheckStream(session, *options) : Check(session, *options);
    };
  });
}

}  // namespace portcullis::cli
