// portcullis identify: is the person in an image on a watch list?
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/numbers.h"
#include "clients/cli/report.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/match.grpc.pb.h"

namespace portcullis::cli {
namespace {

struct IdentifyOptions {
  std::string image;
  std::vector<std::string> lists;
  int max_candidates = 10;
};

void PrintHeadline(const v1::IdentifyResponse& answer, Session& session) {
  const auto headline = [&session](Colour colour, std::string_view outcome, std::string_view text) {
    session.out() << Paint(outcome, colour, session.colours()) << "  " << text << '\n';
  };
  switch (answer.outcome()) {
    case v1::OUTCOME_CLEAR:
      headline(Colour::kGreen, "CLEAR", "nothing is at or above a threshold");
      return;
    case v1::OUTCOME_REFER:
      headline(Colour::kRed, "REFER", "an officer decides: a candidate is a lead, never a verdict");
      return;
    case v1::OUTCOME_NO_DECISION:
      headline(Colour::kYellow, "NO DECISION",
               DescribeNoDecision(answer.no_decision_reasons(), answer.action()));
      return;
    default: break;  // an open enum
  }
  headline(Colour::kYellow, "NO DECISION", "the server's outcome is unknown to this program");
}

std::string LevelOf(const v1::Candidate& candidate) {
  if (candidate.level() == v1::CANDIDATE_LEVEL_ALERT) return "ALERT";
  return candidate.referred() ? "review" : "";
}

void PrintCandidates(const v1::IdentifyResponse& answer, Session& session) {
  if (answer.candidates().empty()) return;
  using Align = Table::Align;
  Table table({{"rank", Align::kRight},
               {"entry"},
               {"distance", Align::kRight},
               {"a stranger comes this close"},
               {"expected false alarms"},
               {"confidence", Align::kRight},
               {""}});
  for (const v1::Candidate& candidate : answer.candidates()) {
    const v1::MatchScore& score = candidate.score();
    table.AddRow({std::to_string(candidate.rank()), candidate.entry(),
                  FormatDistance(score.distance()), FormatFmr(score),
                  FormatExpectedFalseAlarms(score), FormatConfidence(score), LevelOf(candidate)},
                 candidate.referred() ? Colour::kRed : Colour::kPlain);
  }
  session.out() << '\n';
  table.Print(session.out(), session.colours());
  session.out() << '\n';
}

absl::Status Identify(Session& session, const IdentifyOptions& options) {
  absl::StatusOr<std::string> image = ReadFile(options.image);
  if (!image.ok()) return image.status();
  v1::IdentifyRequest request;
  request.add_images(*std::move(image));
  for (const std::string& list : options.lists) request.add_lists(ListName(list));
  request.set_max_candidates(options.max_candidates);
  v1::IdentifyResponse answer;
  const auto call = session.NewCall();
  const auto stub = v1::MatchService::NewStub(session.channel());
  if (absl::Status status = FromRpc(stub->Identify(call.get(), request, &answer)); !status.ok()) {
    return status;
  }
  if (session.wants_json()) return session.PrintJson(answer);
  PrintHeadline(answer, session);
  PrintCandidates(answer, session);
  PrintContext(answer.context(), session.out(), session.colours());
  return absl::OkStatus();
}

}  // namespace

void AddIdentify(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<IdentifyOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand("identify", "Is the person in IMAGE on a watch list?");
  command->fallthrough();
  command->footer("Example:\n  portcullis identify traveller.jpg --list stolen-passports -o json");
  command->add_option("IMAGE", options->image, "JPEG or PNG with one face")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--list", options->lists, "Search this list only; repeatable")
      ->expected(1)
      ->take_all();
  command->add_option("--max", options->max_candidates, "How many candidates to show")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Identify(session, *options); };
  });
}

}  // namespace portcullis::cli
