#include "eval/enrol_failures.h"

#include <limits>
#include <ostream>

#include "fmt/format.h"
#include "matcher/scoring/binomial_bound.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

constexpr double kOneSide = 0.975;  // each side of a 95 % interval

std::string Share(std::size_t count, std::size_t images) {
  return fmt::format("{:.3f} % (95 %: {:.3f} to {:.3f} %)",
                     100 * static_cast<double>(count) / static_cast<double>(images),
                     100 * LowerRateBound(count, images, kOneSide),
                     100 * UpperRateBound(count, images, kOneSide));
}

}  // namespace

double EnrolFailures::rate() const {
  if (images == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(failed.size()) / static_cast<double>(images);
}

double EnrolFailures::low() const {
  return images == 0 ? 0 : LowerRateBound(failed.size(), images, kOneSide);
}

double EnrolFailures::high() const {
  return images == 0 ? 1 : UpperRateBound(failed.size(), images, kOneSide);
}

EnrolFailures CountEnrolFailures(std::span<const ImageOutcome> outcomes) {
  EnrolFailures failures;
  failures.images = outcomes.size();
  for (const ImageOutcome& image : outcomes) {
    if (image.outcome == "EMBEDDED") continue;
    ++failures.by_reason[image.outcome];
    failures.failed.push_back(image);
  }
  return failures;
}

nlohmann::ordered_json ToJson(const EnrolFailures& failures) {
  nlohmann::ordered_json json;
  json["images"] = failures.images;
  json["failures_to_enrol"] = {{"total", failures.failed.size()},
                               {"by_reason", failures.by_reason}};
  json["rate"] = nullptr;
  if (failures.images > 0) json["rate"] = failures.rate();
  json["low"] = failures.low();
  json["high"] = failures.high();
  json["failed"] = nlohmann::ordered_json::array();
  for (const ImageOutcome& image : failures.failed) {
    json["failed"].push_back({{"path", image.path}, {"outcome", image.outcome}});
  }
  return json;
}

void PrintTable(const EnrolFailures& failures, std::ostream& out) {
  out << fmt::format("{} images", failures.images);
  if (failures.images == 0) {
    out << '\n';
    return;
  }
  out << fmt::format(", {} not enrolled: {}\n", failures.failed.size(),
                     Share(failures.failed.size(), failures.images));
  for (const auto& [reason, count] : failures.by_reason) {
    out << fmt::format("  {:<24}{:>6}  {}\n", reason, count, Share(count, failures.images));
  }
  for (const ImageOutcome& image : failures.failed) {
    out << fmt::format("{:<16}{}\n", image.outcome, image.path);
  }
}

}  // namespace portcullis
