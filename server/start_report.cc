#include "server/start_report.h"

#include "fmt/format.h"
#include "server/status_conversions.h"

namespace portcullis {
namespace {

std::string MissesAt(double fmr, bool is_measured, double fnmr) {
  if (!is_measured) return fmt::format("FNMR at FMR {:g} not measured", fmr);
  return fmt::format("FNMR {:.2f} % at FMR {:g}", fnmr * 100, fmr);
}

std::string Accuracy(const v1::CalibrationStatus& measured) {
  return fmt::format("measured on {} ({}, {} people, {} images): {}, {}, finest FMR {:.1e}",
                     measured.data_set(), measured.measured_on(), measured.people(),
                     measured.images(),
                     MissesAt(1e-2, measured.has_fnmr_at_fmr_1e2(), measured.fnmr_at_fmr_1e2()),
                     MissesAt(1e-3, measured.has_fnmr_at_fmr_1e3(), measured.fnmr_at_fmr_1e3()),
                     measured.finest_fmr());
}

std::string DescribeMisses(const v1::EmbedderMisses& misses) {
  return fmt::format(
      "misses {:.1f} % ({:.1f} to {:.1f} %) of searches for listed people when {:g} % of searches "
      "for others return anybody ({} entries)",
      100 * misses.fnir(), 100 * misses.fnir_low(), 100 * misses.fnir_high(), 100 * misses.fpir(),
      misses.entries());
}

std::string DescribeAttackCheck(const std::string& detector) {
  if (detector == "none") return "presentation attack check: off";
  return fmt::format(
      "presentation attack check: {}, error rates (APCER and BPCER of ISO/IEC 30107-3) not "
      "measured",
      detector);
}

}  // namespace

std::vector<std::string> StartReport(const Screening& screening, const ServerFacts& facts,
                                     const GalleryStatus& gallery) {
  const Calibration& calibration = screening.calibration();
  const auto version = screening.policy().Now();
  const Policy& policy = version->policy;
  std::vector<std::string> lines = {
      fmt::format("model {}, licence {}", calibration.table().model.ToString(),
                  facts.embedder_licence),
      Accuracy(ToProto(calibration)),
      facts.misses ? DescribeMisses(*facts.misses)
                   : "what its searches of a list miss was not measured"};
  if (facts.better_embedder) {
    lines.push_back(fmt::format("{} is installed and {}: see models.embedder",
                                facts.better_embedder->embedder(),
                                DescribeMisses(*facts.better_embedder)));
  }
  lines.push_back(DescribeAttackCheck(facts.attack_detector));
  lines.push_back(fmt::format(
      "policy {}: refers whom at most {:g} strangers per 1,000 searches of a list would resemble "
      "as closely; lists with rules of their own: {}",
      FormatPolicyName(version->number), 1000 * policy.default_rule.review.ExpectedFalseAlarms(),
      policy.rules.size()));
  lines.push_back(
      fmt::format("{} lists, {} entries, {} references, epoch {}{}", gallery.lists, gallery.entries,
                  gallery.references, gallery.epoch.value,
                  gallery.complete ? "" : "; INCOMPLETE: no search can answer CLEAR yet"));
  return lines;
}

}  // namespace portcullis
