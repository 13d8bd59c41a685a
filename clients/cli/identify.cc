// portcullis identify: is the person in some images on a watch list?
#include <memory>
#include <string>
#include <vector>

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

constexpr int kMostImages = 8;

struct IdentifyOptions {
  std::vector<std::string> images;
  SearchOptions search = {};
  AttackOptions attack = {};
};

absl::Status Identify(Session& session, const IdentifyOptions& options) {
  v1::IdentifyRequest request;
  for (const std::string& file : options.images) {
    absl::StatusOr<std::string> image = ReadFile(file);
    if (!image.ok()) return image.status();
    request.add_images(*std::move(image));
  }
  for (const std::string& list : ListNames(options.search)) request.add_lists(list);
  request.set_max_candidates(options.search.max_candidates);
  if (const auto evidence = EvidenceOf(options.attack)) {
    *request.mutable_presentation_attack_evidence() = *evidence;
  }
  const absl::StatusOr<v1::IdentifyResponse> answer =
      Ask<v1::MatchService>(session, &v1::MatchService::StubInterface::Identify, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintOutcome(answer->outcome(), answer->no_decision_reasons(), answer->action(), session);
  PrintFrames(answer->frames(), options.images, session);
  PrintCandidates(answer->candidates(), session);
  if (!answer->candidates().empty() || answer->frames_size() > 1) session.out() << '\n';
  PrintContext(answer->context(), session.out(), session.colours());
  return absl::OkStatus();
}

}  // namespace

void AddIdentify(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<IdentifyOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand("identify", "Is the traveller in IMAGE on a watch list?");
  command->fallthrough();
  command->footer(
      "Several images are taken for one traveller; those without one good face are left out.\n"
      "Examples:\n"
      "  portcullis identify traveller.jpg --list stolen-passports -o json\n"
      "  portcullis identify frame1.jpg frame2.jpg frame3.jpg");
  command->add_option("IMAGE", options->images, "1 to 8 images of one traveller")
      ->required()
      ->expected(1, kMostImages)
      ->check(CLI::ExistingFile);
  AddSearchOptions(*command, options->search);
  AddAttackOptions(*command, options->attack);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Identify(session, *options); };
  });
}

}  // namespace portcullis::cli
