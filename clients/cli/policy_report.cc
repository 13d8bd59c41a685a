#include "clients/cli/policy_report.h"

#include <string>
#include <string_view>

#include "clients/cli/numbers.h"
#include "clients/cli/policy_words.h"
#include "clients/cli/table.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

void PrintRules(Session& session, const v1::Policy& policy) {
  using Align = Table::Align;
  Table table(
      {{"list"}, {"review"}, {"alert"}, {"prior", Align::kRight}, {"verdicts", Align::kRight}});
  const auto add = [&table](const std::string& list, const v1::PolicyRule& rule) {
    table.AddRow({list, DescribeTarget(rule.review()), DescribeTarget(rule.alert()),
                  fmt::format("{:g}", rule.prior_listed()), FormatCount(rule.required_verdicts())});
  };
  add("(all others)", policy.default_rule());
  for (const v1::ListRule& rule : policy.rules()) add(rule.list(), rule.rule());
  table.Print(session.out(), session.colours());
}

std::string DescribeFallbacks(const v1::Policy& policy) {
  std::string text;
  for (const v1::Fallback& fallback : policy.fallbacks()) {
    text += fmt::format("{}: {}, ", ReasonWord(fallback.reason()), ActionWord(fallback.action()));
  }
  return text + "all others: manual_check";
}

std::string When(std::string_view who, const google::protobuf::Timestamp& time,
                 std::string_view why) {
  return fmt::format("{}, {}{}{}", who, FormatTime(time), why.empty() ? "" : ": ", why);
}

}  // namespace

std::string DescribePolicyState(const v1::PolicyVersion& version) {
  const std::string state = StateWord(version.state());
  if (version.in_force()) return "in force since " + FormatTime(version.effective_time());
  if (!version.has_effective_time()) return state;
  if (version.state() == v1::POLICY_STATE_PROPOSED) {
    return fmt::format("{}, to be in force from {}", state, FormatTime(version.effective_time()));
  }
  if (version.state() != v1::POLICY_STATE_APPROVED) return state;
  return fmt::format("{}, from {}", state, FormatTime(version.effective_time()));
}

void PrintPolicyVersion(Session& session, const v1::PolicyVersion& version) {
  const auto line = [&session](std::string_view heading, const std::string& value) {
    if (!value.empty()) session.out() << fmt::format("{:<12}  {}\n", heading, value);
  };
  session.out() << Paint(version.name(), Colour::kBold, session.colours()) << '\n';
  line("state", DescribePolicyState(version));
  line("proposed by", When(version.proposer(), version.propose_time(), version.justification()));
  line("content of", version.rollback_of());
  if (!version.decider().empty()) {
    line(StateWord(version.state()) + " by",
         When(version.decider(), version.decide_time(), version.reason()));
  }
  line("revision", FormatCount(version.revision()));
  session.out() << '\n';
  PrintRules(session, version.policy());
  session.out() << '\n';
  line("verification",
       fmt::format("FMR {:g}, prior {:g}", version.policy().verification().max_fmr(),
                   version.policy().verification().prior_same_person()));
  line("no decision", DescribeFallbacks(version.policy()));
  // A server of before these were in policies does not say them.
  if (version.policy().has_quality()) {
    line("probes", DescribeBar(version.policy().quality().probe()));
    line("references", DescribeBar(version.policy().quality().reference()));
  }
  if (version.policy().has_presentation_attack()) {
    line("attacks", DescribeAttackRule(version.policy().presentation_attack()));
  }
  if (version.policy().has_min_search_recall()) {
    line("searches", DescribeSearchRecall(version.policy().min_search_recall()));
  }
}

void PrintPolicyChanged(Session& session, std::string_view done, const v1::PolicyVersion& version) {
  session.out() << fmt::format("{} {}: {}, revision {}\n", done, version.name(),
                               DescribePolicyState(version), version.revision());
  if (version.state() != v1::POLICY_STATE_PROPOSED) return;
  session.out() << fmt::format(
      "somebody else approves it:\n"
      "  portcullis policy approve {} --expected-revision {}\n",
      version.name(), version.revision());
}

}  // namespace portcullis::cli
