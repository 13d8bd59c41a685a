// portcullis status: what the server runs and what its numbers rest on.
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "absl/strings/escaping.h"
#include "clients/cli/action.h"
#include "clients/cli/failure.h"
#include "clients/cli/numbers.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/admin.grpc.pb.h"

namespace portcullis::cli {
namespace {

std::string DescribePolicy(const v1::PolicyStatus& policy) {
  std::string text = fmt::format(
      "{}: at most {:g} false alarms in 1,000 searches of a list, 1:1 {}\n"
      "             on a list of all references: refers up to distance {}{}{}{}",
      policy.version(), policy.max_expected_false_alarms_per_1000_searches(),
      FormatOneIn(policy.verification_max_fmr()), FormatDistance(policy.referral_distance_now()),
      policy.threshold_finer_than_measured() ? ", the closest that was measured" : "",
      policy.pending_proposals() == 0
          ? ""
          : fmt::format("\n             versions that wait for approval: {}",
                        policy.pending_proposals()),
      policy.next_version().empty()
          ? ""
          : fmt::format("\n             {} from {} on", policy.next_version(),
                        FormatTime(policy.next_effective_time())));
  return text;
}

std::string DescribeRecords(const v1::CheckRecordStatus& records) {
  return fmt::format("{} checks recorded since the start, {} lost; kept for {} days",
                     FormatCount(records.recorded()), FormatCount(records.lost()),
                     records.retention_days());
}

std::string DescribeCalibration(const v1::CalibrationStatus& calibration) {
  return fmt::format(
      "{}, {}: {} people, {} images, {} impostor and {} genuine comparisons\n"
      "             misses {:.1f} % at FMR 1 in 100, {:.1f} % at 1 in 1,000; claims nothing finer "
      "than {}",
      calibration.data_set(), calibration.measured_on(), FormatCount(calibration.people()),
      FormatCount(calibration.images()), FormatCount(calibration.impostor_comparisons()),
      FormatCount(calibration.genuine_comparisons()), 100 * calibration.fnmr_at_fmr_1e2(),
      100 * calibration.fnmr_at_fmr_1e3(), FormatOneIn(calibration.finest_fmr()));
}

std::string DescribeMisses(const v1::EmbedderMisses& misses) {
  return fmt::format(
      "misses {:.1f} % ({:.1f} to {:.1f} %) of searches for listed people when {:g} % of searches "
      "for others return anybody",
      100 * misses.fnir(), 100 * misses.fnir_low(), 100 * misses.fnir_high(), 100 * misses.fpir());
}

std::string DescribeAttackCheck(const v1::ModelStatus& model) {
  // A server from before there was a check has none.
  if (model.attack_detector().empty() || model.attack_detector() == "none") {
    return "presentation attack check: off";
  }
  return fmt::format(
      "presentation attack check: {}, error rates (APCER and BPCER of ISO/IEC 30107-3) not "
      "measured",
      model.attack_detector());
}

/// What its searches miss, and who would miss fewer.
std::string DescribeAccuracy(const v1::ModelStatus& model, bool colours) {
  std::string text = model.has_misses()
                         ? fmt::format("{} (list of {})", DescribeMisses(model.misses()),
                                       FormatCount(model.misses().entries()))
                         : std::string("what its searches of a list miss was not measured");
  if (model.has_better_embedder()) {
    const v1::EmbedderMisses& better = model.better_embedder();
    text +=
        "\n             " + Paint(fmt::format("{} is installed and misses {:.1f} % ({:.1f} to "
                                              "{:.1f} %)",
                                              better.embedder(), 100 * better.fnir(),
                                              100 * better.fnir_low(), 100 * better.fnir_high()),
                                  Colour::kYellow, colours);
  }
  return text;
}

std::string DescribeSearch(const v1::SearchStatus& search) {
  // A server from before there was another way has none.
  if (search.mode() == v1::SEARCH_MODE_UNSPECIFIED || search.mode() == v1::SEARCH_MODE_EXACT) {
    return "exact: every reference is compared";
  }
  return fmt::format(
      "{}, {:.10g} % demanded{}\n"
      "             {} of {} searches made both ways found all that matters: at least {} %",
      search.mode() == v1::SEARCH_MODE_APPROXIMATE ? "of long lists approximate"
                                                   : "exact, the approximate way is on trial",
      100 * search.min_recall(),
      search.has_since() ? " since " + FormatTime(search.since()) : std::string(),
      FormatCount(search.found_all()), FormatCount(search.searches()),
      FormatLeastPercent(search.recall_lower_bound()));
}

absl::Status Status(Session& session) {
  v1::GetStatusResponse answer;
  const auto call = session.NewCall();
  const auto stub = v1::AdminService::NewStub(session.channel());
  const absl::Status status = FromRpc(stub->GetStatus(call.get(), v1::GetStatusRequest(), &answer));
  if (!status.ok()) return status;
  if (session.wants_json()) return session.PrintJson(answer);
  session.out() << fmt::format(
      "portcullisd  {}, since {}{}\n"
      "model        {}, detector {}, {}\n"
      "             {}\n"
      "attacks      {}\n"
      "calibration  {}\n"
      "policy       {}\n"
      "search       {}\n"
      "searchable   lists: {}, entries: {}, references: {}; epoch {}{}\n"
      "records      {}\n"
      "load         lanes: {}; {} of {} places in the queue taken\n"
      "receipts     signed with {}\n",
      answer.version(), FormatTime(answer.start_time()),
      answer.insecure_loopback() ? Paint(" (INSECURE: no TLS, no roles, loopback only)",
                                         Colour::kYellow, session.colours())
                                 : "",
      answer.model().model_id(), answer.model().detector(), answer.model().embedder_licence(),
      DescribeAccuracy(answer.model(), session.colours()), DescribeAttackCheck(answer.model()),
      DescribeCalibration(answer.calibration()), DescribePolicy(answer.policy()),
      DescribeSearch(answer.search()), FormatCount(answer.lists()), FormatCount(answer.entries()),
      FormatCount(answer.references()), answer.epoch(),
      answer.coverage_complete()
          ? ""
          : Paint(", searches do not see all yet", Colour::kYellow, session.colours()),
      DescribeRecords(answer.check_records()), answer.lanes(), answer.queue_length(),
      answer.queue_capacity(), absl::BytesToHexString(answer.erasure_public_key()));
  return absl::OkStatus();
}

}  // namespace

void AddStatus(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("status", "What the server runs and how accurate it is");
  command->fallthrough();
  command->callback([&chosen] { chosen = Status; });
}

}  // namespace portcullis::cli
