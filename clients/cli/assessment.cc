#include "clients/cli/assessment.h"

#include <algorithm>
#include <cmath>

#include "clients/cli/plain_text.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

std::string UseName(v1::CaptureUse use) {
  return use == v1::CAPTURE_USE_REFERENCE ? "as a reference" : "as a probe";
}

std::optional<int> MinimumOf(const v1::QualityBar& bar, int measure) {
  if (measure == v1::QUALITY_MEASURE_UNSPECIFIED) {
    return bar.min_overall() > 0 ? std::optional(bar.min_overall()) : std::nullopt;
  }
  for (const v1::QualityMinimum& minimum : bar.minima()) {
    if (minimum.measure() == measure) return minimum.min_score();
  }
  return std::nullopt;
}

bool IsBelow(const v1::FaceReport& face, int measure) {
  return std::any_of(face.shortfalls().begin(), face.shortfalls().end(),
                     [measure](const auto& shortfall) { return shortfall.measure() == measure; });
}

MeasureLine Line(const v1::AssessImageResponse& answer, int measure, std::string raw, int score) {
  MeasureLine line{.name = MeasureName(measure),
                   .raw = std::move(raw),
                   .score = score,
                   .minimum = MinimumOf(answer.bar(), measure),
                   .needed = "",
                   .is_below = IsBelow(answer.face(), measure)};
  if (line.minimum) line.needed = fmt::format("{}", *line.minimum);
  const double least_px = answer.bar().min_inter_eye_distance_px();
  if (measure == v1::QUALITY_MEASURE_INTER_EYE_DISTANCE && least_px > 0) {
    line.needed = fmt::format("{:.0f} px", std::ceil(least_px));
  }
  return line;
}

std::vector<MeasureLine> LinesOf(const v1::AssessImageResponse& answer) {
  std::vector<MeasureLine> lines;
  if (!answer.face().has_quality()) return lines;
  const v1::Quality& quality = answer.face().quality();
  for (const v1::QualityComponent& component : quality.components()) {
    lines.push_back(Line(answer, component.measure(),
                         FormatRaw(component.measure(), component.raw()), component.score()));
  }
  lines.push_back(Line(answer, v1::QUALITY_MEASURE_UNSPECIFIED, "", quality.overall()));
  return lines;
}

std::string Explanation(const v1::AssessImageResponse& answer, bool is_accepted) {
  if (is_accepted) return "one clear face, good enough for the policy in force";
  const std::string problem = DescribeProblem(answer.face());
  return problem.empty() ? "the server does not say why" : problem;
}

}  // namespace

Assessment Describe(const v1::AssessImageResponse& answer, v1::CaptureUse use) {
  const v1::FaceReport& face = answer.face();
  Assessment assessment;
  assessment.is_accepted =
      answer.acceptable() && face.problem() == v1::NO_DECISION_REASON_UNSPECIFIED;
  assessment.headline = assessment.is_accepted ? "ACCEPTED" : "REFUSED";
  assessment.explanation =
      fmt::format("{}: {}", UseName(use), Explanation(answer, assessment.is_accepted));
  for (const v1::Advice& advice : answer.advice()) {
    assessment.advice.push_back(advice.text().empty() ? fmt::format("advice {}", advice.code())
                                                      : PlainText(advice.text()));
  }
  assessment.lines = LinesOf(answer);
  assessment.face = FaceFacts(face);
  assessment.source = SourceFacts(face.source());
  return assessment;
}

}  // namespace portcullis::cli
