#include "eval/discard_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <ostream>
#include <string_view>
#include <utility>

#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/people_bootstrap.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostDiscardedPercent = 95;  // beyond, hardly a pair is left to count on
constexpr std::array kShown = {0.01, 0.05, 0.1, 0.2};
constexpr double kFewestErrors = 3;  // of a rate that may be printed

using Grade = std::function<double(const Quality&)>;

double ScoreBy(QualityMeasure measure, const Quality& quality) {
  for (const QualityComponent& component : quality.components) {
    if (component.measure == measure) return component.score;
  }
  return 100;
}

std::vector<std::pair<std::string, Grade>> Grades() {
  std::vector<std::pair<std::string, Grade>> grades = {
      {"OVERALL", [](const Quality& quality) { return static_cast<double>(quality.overall); }},
      {"DETECTOR_CONFIDENCE",
       [](const Quality& quality) { return static_cast<double>(quality.detector_confidence); }}};
  for (const QualityMeasure measure : kAllQualityMeasures) {
    grades.emplace_back(QualityMeasureName(measure),
                        [measure](const Quality& quality) { return ScoreBy(measure, quality); });
  }
  return grades;
}

// A genuine comparison of two images, by their index.
struct Pair {
  std::size_t first = 0;
  std::size_t second = 0;
  std::uint32_t person = 0;
  Distance distance;
};

struct Compared {
  std::vector<Comparison> comparisons;
  std::vector<Pair> genuine;
};

absl::Status RequireQuality(std::span<const EmbeddedImage> images) {
  const auto without = static_cast<std::size_t>(
      std::count_if(images.begin(), images.end(),
                    [](const EmbeddedImage& i) { return i.embedding && !i.quality; }));
  if (without == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} of {} images have an embedding and no quality: embed them again", without,
                  images.size()));
}

absl::StatusOr<Compared> CompareAllOf(std::span<const EmbeddedImage> images,
                                      std::span<const std::uint32_t> person_of_image) {
  Compared compared;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (!images[i].embedding) continue;
    for (std::size_t k = i + 1; k < images.size(); ++k) {
      if (!images[k].embedding) continue;
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                  DistanceBetween(*images[i].embedding, *images[k].embedding));
      const bool genuine = person_of_image[i] == person_of_image[k];
      compared.comparisons.push_back({person_of_image[i], person_of_image[k], distance, genuine});
      if (genuine) compared.genuine.push_back({i, k, person_of_image[i], distance});
    }
  }
  return compared;
}

DiscardOptions CurveOptions(int replicates) {
  DiscardOptions options{.shares = {}, .replicates = replicates};
  for (int percent = 0; percent <= kMostDiscardedPercent; ++percent) {
    options.shares.push_back(percent / 100.0);
  }
  return options;
}

std::vector<GradedPair> GradeAll(std::span<const Pair> pairs, std::span<const EmbeddedImage> images,
                                 Distance threshold, const Grade& grade) {
  std::vector<GradedPair> graded;
  graded.reserve(pairs.size());
  for (const Pair& pair : pairs) {
    graded.push_back(
        {pair.person, pair.distance > threshold,
         std::min(grade(*images[pair.first].quality), grade(*images[pair.second].quality))});
  }
  return graded;
}

RateEstimate RateOf(const std::vector<GradedPair>& pairs, int replicates) {
  const auto errors = static_cast<std::uint64_t>(
      std::count_if(pairs.begin(), pairs.end(), [](const GradedPair& p) { return p.missed; }));
  if (pairs.empty()) return {};
  RateEstimate rate = EstimateRate(errors, pairs.size(), {});
  const auto curve = MeasureDiscard(pairs, {.shares = {0}, .replicates = replicates});
  if (curve) {
    rate.low = std::min(rate.low, curve->points.front().low);
    rate.high = std::max(rate.high, curve->points.front().high);
  }
  return rate;
}

BarEffect EffectOf(std::uint64_t bar, std::span<const Pair> pairs,
                   std::span<const EmbeddedImage> images, Distance threshold, int replicates) {
  BarEffect effect{.bar = bar, .images_refused = 0, .reference_only = {}, .both = {}};
  const auto passes = [&](std::size_t image) {
    return images[image].quality->overall >= static_cast<int>(bar);
  };
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (images[i].embedding && !passes(i)) ++effect.images_refused;
  }
  std::vector<GradedPair> reference_only;
  std::vector<GradedPair> both;
  for (const Pair& pair : pairs) {
    const GradedPair graded{pair.person, pair.distance > threshold, 0};
    // Either image may have been the reference.
    for (const std::size_t reference : {pair.first, pair.second}) {
      if (passes(reference)) reference_only.push_back(graded);
    }
    if (passes(pair.first) && passes(pair.second)) both.push_back(graded);
  }
  effect.reference_only = RateOf(reference_only, replicates);
  effect.both = RateOf(both, replicates);
  return effect;
}

Json ToJson(const RelativeArea& area) {
  return {{"value", area.value}, {"low", area.low}, {"high", area.high}};
}

Json ToJson(const DiscardCurve& curve) {
  Json json;
  json["points"] = Json::array();
  for (const DiscardPoint& point : curve.points) {
    const bool is_bound_only = point.errors < kFewestErrors;
    json["points"].push_back({{"discarded", point.discarded},
                              {"fnmr", is_bound_only ? Json() : Json(point.fnmr)},
                              {"low", point.low},
                              {"high", point.high},
                              {"change_low", point.change_low},
                              {"change_high", point.change_high}});
  }
  json["area"] = ToJson(curve.area);
  json["partial_area"] = ToJson(curve.partial);
  return json;
}

Json ToJson(const DiscardAtFmr& level) {
  Json json;
  json["fmr"] = level.fmr;
  json["supported"] = level.supported;
  if (!level.supported) return json;
  json["distance"] = level.threshold.value;
  json["fnmr"] = ToJson(level.fnmr);
  json["measures"] = Json::array();
  for (const DiscardOfMeasure& of : level.measures) {
    Json measure;
    measure["measure"] = of.measure;
    measure.update(ToJson(of.curve));
    json["measures"].push_back(std::move(measure));
  }
  json["ideal"] = level.ideal ? ToJson(*level.ideal) : Json();
  json["bars"] = Json::array();
  for (const BarEffect& effect : level.bars) {
    json["bars"].push_back({{"bar", effect.bar},
                            {"images_refused", effect.images_refused},
                            {"reference_only", ToJson(effect.reference_only)},
                            {"both", ToJson(effect.both)}});
  }
  return json;
}

std::string AreaCell(const RelativeArea& area, bool has_interval) {
  if (!has_interval) return fmt::format("{:.3f}", area.value);
  return fmt::format("{:.3f} ({:.3f} to {:.3f})", area.value, area.low, area.high);
}

// With a star where discarding so much lowers the FNMR, as far as the interval shows.
std::string PointCell(const DiscardCurve& curve, double share) {
  for (const DiscardPoint& point : curve.points) {
    if (std::abs(point.discarded - share) > 1e-9) continue;
    const std::string_view star = point.change_high < 0 ? "*" : " ";
    if (point.errors < kFewestErrors) return fmt::format("<{:.2f}{}", 100 * point.high, star);
    return fmt::format("{:.2f}{}", 100 * point.fnmr, star);
  }
  return "";
}

void PrintRow(std::string_view name, const DiscardCurve& curve, bool has_interval,
              std::ostream& out) {
  out << fmt::format("  {:<25}{:<25}{:<25}", name, AreaCell(curve.partial, has_interval),
                     AreaCell(curve.area, has_interval));
  for (const double share : kShown) out << fmt::format("{:>8}", PointCell(curve, share));
  out << '\n';
}

void PrintLevel(const DiscardAtFmr& level, std::size_t images, std::ostream& out) {
  out << fmt::format("\nFMR {}", Percent(level.fmr));
  if (!level.supported) {
    out << ": not supported by so few impostor comparisons\n";
    return;
  }
  out << fmt::format(": distance {:.4f}, FNMR {}\n", level.threshold.value,
                     DescribeCount(level.fnmr));
  if (level.measures.empty()) {
    out << "  fewer than three pairs are missed: nothing can be said\n";
  } else {
    out << fmt::format("  {:<25}{:<25}{:<25}{:>8}{:>8}{:>8}{:>8}\n", "order by",
                       "partial area, to 20 %", "area, to 95 %", "1 %", "5 %", "10 %", "20 %");
    PrintRow("ideal", *level.ideal, false, out);
    for (const DiscardOfMeasure& of : level.measures) PrintRow(of.measure, of.curve, true, out);
  }
  for (const BarEffect& effect : level.bars) {
    out << fmt::format(
        "  overall at least {:>3}: {} of {} images refused; FNMR where the reference passes {}; "
        "where both pass {}\n",
        effect.bar, effect.images_refused, images, DescribeCount(effect.reference_only),
        DescribeCount(effect.both));
  }
}

}  // namespace

absl::StatusOr<DiscardStudy> StudyDiscard(std::span<const EmbeddedImage> images,
                                          std::span<const std::uint32_t> person_of_image,
                                          const DiscardStudyOptions& options) {
  PORTCULLIS_RETURN_IF_ERROR(RequireQuality(images));
  PORTCULLIS_ASSIGN_OR_RETURN(const Compared compared, CompareAllOf(images, person_of_image));
  DiscardStudy study;
  study.images = static_cast<std::size_t>(
      std::count_if(images.begin(), images.end(),
                    [](const EmbeddedImage& i) { return i.embedding.has_value(); }));
  study.genuine = compared.genuine.size();
  study.impostors = compared.comparisons.size() - study.genuine;
  const DiscardOptions curve_options = CurveOptions(options.replicates);
  for (const FnmrAtFmr& rate : FnmrAtFmrLevels(compared.comparisons, options.fmr_levels, 0)) {
    DiscardAtFmr level;
    level.fmr = rate.fmr;
    level.supported = rate.supported;
    if (rate.supported) {
      level.threshold = rate.threshold;
      const auto order_by = [&](const Grade& grade) {
        return GradeAll(compared.genuine, images, rate.threshold, grade);
      };
      const auto anyhow = order_by([](const Quality&) { return 0; });
      level.fnmr = RateOf(anyhow, options.replicates);
      if (!level.fnmr.is_bound_only()) {
        level.ideal = IdealDiscard(anyhow, curve_options);
        for (const auto& [name, grade] : Grades()) {
          if (auto curve = MeasureDiscard(order_by(grade), curve_options)) {
            level.measures.push_back({name, *std::move(curve)});
          }
        }
      }
      for (const std::uint64_t bar : options.bars) {
        level.bars.push_back(
            EffectOf(bar, compared.genuine, images, rate.threshold, options.replicates));
      }
    }
    study.at_fmr.push_back(std::move(level));
  }
  return study;
}

void PrintTable(const DiscardStudy& study, std::ostream& out) {
  out << TableLine("comparisons",
                   fmt::format("{} genuine, {} of strangers", study.genuine, study.impostors));
  out << "areas are relative to a random order: below 1, a measure is worth something\n"
         "FNMR in % of what is left; *: lower than before, and its interval excludes 0\n";
  for (const DiscardAtFmr& level : study.at_fmr) PrintLevel(level, study.images, out);
}

void AddTo(Json& document, const DiscardStudy& study) {
  document["images_with_embedding"] = study.images;
  document["genuine"] = study.genuine;
  document["impostors"] = study.impostors;
  document["at_fmr"] = Json::array();
  for (const DiscardAtFmr& level : study.at_fmr) document["at_fmr"].push_back(ToJson(level));
}

}  // namespace portcullis
