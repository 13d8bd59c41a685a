#include "eval/identify_report.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <string_view>

#include "eval/rates_report.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::uint32_t, 4> kRanksShown = {1, 5, 10, 20};

void PutRate(Json& json, const std::string& name, const SearchRate& rate) {
  json[name] = rate.is_bound_only() ? Json() : Json(rate.rate());
  json[name + "_low"] = rate.low;
  json[name + "_high"] = rate.high;
}

Json IetToJson(const IetPoint& point) {
  Json json;
  json["distance"] = point.threshold.value;
  PutRate(json, "fpir", point.fpir);
  PutRate(json, "fnir", point.fnir);
  return json;
}

Json LevelToJson(const FnirAtFpir& level) {
  Json json;
  json["fpir"] = level.fpir;
  json["supported"] = level.supported;
  if (!level.supported) return json;
  json["distance"] = level.threshold.value;
  json["fnir"] = level.fnir.is_bound_only() ? Json() : Json(level.fnir.rate());
  json["low"] = level.fnir.low;
  json["high"] = level.fnir.high;
  json["errors"] = level.fnir.errors;
  json["trials"] = level.fnir.trials;
  return json;
}

std::string Describe(const SearchRate& rate) {
  const std::string counted =
      fmt::format("{} of {} searches for {} people", rate.errors, rate.trials, rate.people);
  if (rate.is_bound_only()) return fmt::format("at most {}, {}", Percent(rate.high), counted);
  return fmt::format("{} ({} to {}), {}", Percent(rate.rate()), Percent(rate.low),
                     Percent(rate.high), counted);
}

std::string Describe(const FnirAtFpir& level, std::uint64_t people) {
  if (!level.supported) {
    return fmt::format("not measured: {} strangers support no FPIR below {}", people,
                       Percent(3 / static_cast<double>(people)));
  }
  return fmt::format("{}, at {:.4f}", Describe(level.fnir), level.threshold.value);
}

std::string Failures(std::uint64_t failures, std::string_view meaning) {
  return failures == 0 ? "" : fmt::format(", {} failed: {}", failures, meaning);
}

}  // namespace

Json ToJson(const GalleryReport& gallery) {
  const OpenSetRates& rates = gallery.rates;
  Json json;
  json["entries"] = gallery.size.entries;
  json["references_per_entry"] = gallery.size.references_per_entry;
  json["draws"] = gallery.draws;
  json["mated_searches"] = rates.mated_searches;
  json["non_mated_searches"] = rates.non_mated_searches;
  json["mated_people"] = rates.mated_people;
  json["non_mated_people"] = rates.non_mated_people;
  json["mated_failures"] = rates.mated_failures;
  json["non_mated_failures"] = rates.non_mated_failures;
  json["iet"] = Json::array();
  for (const IetPoint& point : rates.iet) json["iet"].push_back(IetToJson(point));
  json["at_fpir"] = Json::array();
  for (const FnirAtFpir& level : rates.at_fpir) json["at_fpir"].push_back(LevelToJson(level));
  json["cmc"] = Json::array();
  for (const HitRate& rank : rates.cmc) {
    // A hit rate is printed however high: with few misses it is the bound that counts, not the
    // rate.
    json["cmc"].push_back({{"rank", rank.rank},
                           {"hit_rate", rank.hits.rate()},
                           {"low", rank.hits.low},
                           {"high", rank.hits.high}});
  }
  return json;
}

void PrintTable(const GalleryReport& gallery, std::ostream& out) {
  const OpenSetRates& rates = gallery.rates;
  out << fmt::format("\ngallery of {} entries, {} reference{} each, {} draw{}\n",
                     gallery.size.entries, gallery.size.references_per_entry,
                     gallery.size.references_per_entry == 1 ? "" : "s", gallery.draws,
                     gallery.draws == 1 ? "" : "s");
  out << TableLine("mated searches",
                   fmt::format("{} for {} people{}", rates.mated_searches, rates.mated_people,
                               Failures(rates.mated_failures, "counted as missed")));
  out << TableLine(
      "non-mated searches",
      fmt::format("{} for {} people{}", rates.non_mated_searches, rates.non_mated_people,
                  Failures(rates.non_mated_failures, "counted as no false positive")));
  for (const HitRate& rank : rates.cmc) {
    if (std::find(kRanksShown.begin(), kRanksShown.end(), rank.rank) == kRanksShown.end()) continue;
    out << TableLine(fmt::format("mate within rank {}", rank.rank), Describe(rank.hits));
  }
  for (const FnirAtFpir& level : rates.at_fpir) {
    out << TableLine(fmt::format("FNIR at FPIR {}", Percent(level.fpir)),
                     Describe(level, rates.non_mated_people));
  }
}

}  // namespace portcullis
