// portcullis policy calibration: what a policy comes to, list by list, by what was measured.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/call.h"
#include "clients/cli/numbers.h"
#include "clients/cli/policy_commands.h"
#include "clients/cli/policy_words.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/policy.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::PolicyService;
using Align = Table::Align;

struct CalibrationOptions {
  std::string policy;
  bool knots = false;
};

/// "63.1 % (60.2 to 66.0)"; without the interval where the table has none.
template <typename Measured>
std::string FormatFnmr(const Measured& measured) {
  const std::string rate = fmt::format("{:.1f} %", 100 * measured.fnmr());
  if (!measured.has_fnmr_lower() || !measured.has_fnmr_upper()) return rate;
  return fmt::format("{} ({:.1f} to {:.1f})", rate, 100 * measured.fnmr_lower(),
                     100 * measured.fnmr_upper());
}

void PrintMeasurements(Session& session, const v1::CalibrationTable& table) {
  session.out() << fmt::format(
      "{}\n"
      "measured on  {}, {}\n"
      "             {} people, {} images ({} without a usable face)\n"
      "compared     {} pairs of strangers, {} pairs of the same person\n"
      "finest FMR   {}: nothing finer is claimed\n"
      "table        sha256 {}\n\n",
      Paint(table.model_id(), Colour::kBold, session.colours()), table.data_set(),
      table.measured_on(), FormatCount(table.people()), FormatCount(table.images()),
      FormatCount(table.failures_to_enrol()), FormatCount(table.impostor_comparisons()),
      FormatCount(table.genuine_comparisons()), FormatOneIn(table.finest_fmr()), table.sha256());
}

void AddThreshold(Table& table, const v1::ListThresholds& list, std::string_view level,
                  const v1::Threshold& threshold) {
  const bool is_first = level == "review";
  table.AddRow(
      {is_first ? list.list() : "", is_first ? FormatCount(list.references()) : "",
       std::string(level), DescribeTarget(threshold.target()), FormatDistance(threshold.distance()),
       fmt::format("{:.2g}", threshold.false_alarms_per_1000_searches()), FormatFnmr(threshold),
       threshold.finer_than_measured() ? "TARGET FINER THAN MEASURED" : ""},
      threshold.finer_than_measured() ? Colour::kYellow : Colour::kPlain);
}

void PrintThresholds(Session& session, const v1::GetCalibrationResponse& answer) {
  session.out() << fmt::format("thresholds of {}, for the lists as they are now:\n",
                               answer.policy());
  Table table({{"list"},
               {"references", Align::kRight},
               {"level"},
               {"target"},
               {"distance", Align::kRight},
               {"per 1,000", Align::kRight},
               {"listed persons missed", Align::kRight},
               {""}});
  for (const v1::ListThresholds& list : answer.lists()) {
    AddThreshold(table, list, "review", list.review());
    AddThreshold(table, list, "alert", list.alert());
  }
  table.Print(session.out(), session.colours());
}

void PrintKnots(Session& session, const v1::CalibrationTable& calibration) {
  Table table({{"distance", Align::kRight},
               {"strangers as close", Align::kRight},
               {"at most (95 %)", Align::kRight},
               {"missed", Align::kRight},
               {"log10 LR", Align::kRight}});
  for (const v1::CalibrationKnot& knot : calibration.knots()) {
    table.AddRow({fmt::format("{:.5f}", knot.distance()), fmt::format("{:.3g}", knot.fmr()),
                  fmt::format("{:.3g}", knot.fmr_upper()), FormatFnmr(knot),
                  fmt::format("{:.2f}", knot.log10_likelihood_ratio())});
  }
  session.out() << '\n';
  table.Print(session.out(), session.colours());
}

absl::Status ShowCalibration(Session& session, const CalibrationOptions& options) {
  v1::GetCalibrationRequest request;
  if (!options.policy.empty()) request.set_policy(PolicyName(options.policy));
  const auto answer = Ask<Service>(session, &Service::StubInterface::GetCalibration, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintMeasurements(session, answer->table());
  PrintThresholds(session, *answer);
  if (options.knots) PrintKnots(session, answer->table());
  return absl::OkStatus();
}

}  // namespace

void AddPolicyCalibration(CLI::App& policy, Action& chosen) {
  const auto options = std::make_shared<CalibrationOptions>();  // shared with the callback
  CLI::App* command = policy.add_subcommand(
      "calibration", "What was measured, and the distances that follow for each list now");
  command->fallthrough();
  command->add_option("VERSION", options->policy,
                      "Whose thresholds; those of the version in force if left out");
  command->add_flag("--knots", options->knots, "Also the points of the measured curves");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return ShowCalibration(session, *options); };
  });
}

}  // namespace portcullis::cli
