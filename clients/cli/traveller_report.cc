#include "clients/cli/traveller_report.h"

#include <string_view>

#include "clients/cli/capture_words.h"
#include "clients/cli/numbers.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/report.h"
#include "clients/cli/table.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

void PrintHeadline(Colour colour, std::string_view result, std::string_view text,
                   Session& session) {
  session.out() << Paint(result, colour, session.colours()) << "  " << text << '\n';
}

std::string LevelOf(const v1::Candidate& candidate) {
  if (candidate.level() == v1::CANDIDATE_LEVEL_ALERT) return "ALERT";
  return candidate.referred() ? "review" : "";
}

bool IsUsed(const v1::FaceReport& frame) {
  return frame.problem() == v1::NO_DECISION_REASON_UNSPECIFIED;
}

}  // namespace

void PrintOutcome(v1::Outcome outcome, const Reasons& reasons, v1::FallbackAction action,
                  Session& session) {
  switch (outcome) {
    case v1::OUTCOME_CLEAR:
      PrintHeadline(Colour::kGreen, "CLEAR", "nothing is at or above a threshold", session);
      return;
    case v1::OUTCOME_REFER:
      PrintHeadline(Colour::kRed, "REFER",
                    "an officer decides: a candidate is a lead, never a verdict", session);
      return;
    case v1::OUTCOME_NO_DECISION:
      PrintHeadline(Colour::kYellow, "NO DECISION", DescribeNoDecision(reasons, action), session);
      return;
    default: break;  // an open enum
  }
  PrintHeadline(Colour::kYellow, "NO DECISION", "the server's outcome is unknown to this program",
                session);
}

void PrintCandidates(const google::protobuf::RepeatedPtrField<v1::Candidate>& candidates,
                     Session& session) {
  if (candidates.empty()) return;
  using Align = Table::Align;
  Table table({{"rank", Align::kRight},
               {"entry"},
               {"distance", Align::kRight},
               {"a stranger comes this close"},
               {"expected false alarms"},
               {"confidence", Align::kRight},
               {""}});
  for (const v1::Candidate& candidate : candidates) {
    const v1::MatchScore& score = candidate.score();
    table.AddRow({std::to_string(candidate.rank()), candidate.entry(),
                  FormatDistance(score.distance()), FormatFmr(score),
                  FormatExpectedFalseAlarms(score), FormatConfidence(score), LevelOf(candidate)},
                 candidate.referred() ? Colour::kRed : Colour::kPlain);
  }
  session.out() << '\n';
  table.Print(session.out(), session.colours());
}

void PrintVerification(v1::Verification verification, const Reasons& reasons,
                       v1::FallbackAction action, const v1::MatchScore* score, Session& session) {
  switch (verification) {
    case v1::VERIFICATION_MATCH:
      PrintHeadline(Colour::kGreen, "MATCH",
                    "fewer strangers come this close than the policy allows", session);
      break;
    case v1::VERIFICATION_NO_MATCH:
      PrintHeadline(Colour::kRed, "NO MATCH",
                    "more strangers come this close than the policy allows", session);
      break;
    case v1::VERIFICATION_NO_DECISION:
      PrintHeadline(Colour::kYellow, "NO DECISION", DescribeNoDecision(reasons, action), session);
      break;
    default:  // an open enum
      PrintHeadline(Colour::kYellow, "NO DECISION",
                    "the server's result is unknown to this program", session);
      break;
  }
  if (score == nullptr) return;
  session.out() << fmt::format("distance {}, a stranger comes this close: {}, confidence {}\n",
                               FormatDistance(score->distance()), FormatFmr(*score),
                               FormatConfidence(*score));
}

void PrintFaceProblem(std::string_view image, const v1::FaceReport& face, Session& session) {
  if (IsUsed(face)) return;
  session.out() << image << " not used: " << DescribeProblem(face) << '\n';
}

void PrintFrames(const FrameReports& frames, const std::vector<std::string>& files,
                 Session& session) {
  if (frames.empty() || (frames.size() == 1 && IsUsed(frames[0]))) return;
  using Align = Table::Align;
  Table table({{"image", Align::kRight}, {"file"}, {"quality", Align::kRight}, {"used"}});
  for (int i = 0; i < frames.size(); ++i) {
    const v1::FaceReport& frame = frames[i];
    const auto at = static_cast<std::size_t>(i);
    const bool is_used = IsUsed(frame);
    table.AddRow({std::to_string(i + 1), at < files.size() ? PlainText(files[at]) : "",
                  frame.has_quality() ? std::to_string(frame.quality().overall()) : "-",
                  is_used ? "yes" : "no: " + DescribeProblem(frame)},
                 is_used ? Colour::kPlain : Colour::kYellow);
  }
  session.out() << '\n';
  table.Print(session.out(), session.colours());
}

void PrintCheck(const v1::CheckTravellerResponse& answer, bool with_document, Session& session) {
  if (with_document) {
    session.out() << "document  ";
    PrintVerification(
        answer.verification(), answer.verification_no_decision_reasons(), answer.action(),
        answer.has_verification_score() ? &answer.verification_score() : nullptr, session);
    PrintFaceProblem("document", answer.document_face(), session);
    session.out() << "lists     ";
  }
  PrintOutcome(answer.outcome(), answer.no_decision_reasons(), answer.action(), session);
}

}  // namespace portcullis::cli
