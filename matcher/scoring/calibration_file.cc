#include "matcher/scoring/calibration_file.h"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/hashed_json.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using nlohmann::json;

constexpr int kFormat = 2;
constexpr std::array kColumns = {"distance",
                                 "fmr",
                                 "fmr_upper",
                                 "fnmr",
                                 "fnmr_low",
                                 "fnmr_high",
                                 "log10_likelihood_ratio",
                                 "log10_likelihood_ratio_low",
                                 "log10_likelihood_ratio_high"};
constexpr std::array kIdentificationColumns = {
    "entries", "fpir", "fnir", "fnir_low", "fnir_high", "mated_searches", "non_mated_searches"};

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
constexpr std::string_view kKind = "calibration table";

// 0.3F is written 0.3, not 0.30000001192092896; reading gives the same float.
double ShortestDecimal(float value) { return std::stod(fmt::format("{}", value)); }

// An end of an interval that was not measured is null.
json EndToJson(double end) { return std::isfinite(end) ? json(end) : json(nullptr); }

double EndFrom(const json& end, double unmeasured) {
  return end.is_null() ? unmeasured : end.get<double>();
}

json ToJson(const CalibrationTable& table) {
  json content;
  content["format"] = kFormat;
  content["model"] = {{"name", table.model.name},
                      {"weights_sha256", table.model.weights_sha256},
                      {"alignment", table.model.alignment}};
  content["data_set"] = table.data_set;
  content["measured_on"] = table.measured_on;
  content["people"] = table.people;
  content["images"] = table.images;
  content["failures_to_enrol"] = table.failures_to_enrol;
  content["impostor_comparisons"] = table.impostor_comparisons;
  content["genuine_comparisons"] = table.genuine_comparisons;
  content["columns"] = kColumns;
  content["knots"] = json::array();
  for (const CalibrationKnot& knot : table.knots) {
    content["knots"].push_back(
        {ShortestDecimal(knot.distance.value), knot.fmr, knot.fmr_upper, knot.fnmr, knot.fnmr_low,
         knot.fnmr_high, knot.log10_likelihood_ratio, EndToJson(knot.log10_likelihood_ratio_low),
         EndToJson(knot.log10_likelihood_ratio_high)});
  }
  content["identification_columns"] = kIdentificationColumns;
  content["identification"] = json::array();
  for (const MeasuredIdentification& measured : table.identification) {
    content["identification"].push_back({measured.entries, measured.fpir, measured.fnir,
                                         measured.fnir_low, measured.fnir_high,
                                         measured.mated_searches, measured.non_mated_searches});
  }
  return content;
}

// Throws json::exception where something is missing or of another type.
CalibrationTable FromJson(const json& content) {
  CalibrationTable table;
  const json& model = content.at("model");
  table.model.name = model.at("name").get<std::string>();
  table.model.weights_sha256 = model.at("weights_sha256").get<std::string>();
  table.model.alignment = model.at("alignment").get<std::string>();
  table.data_set = content.at("data_set").get<std::string>();
  table.measured_on = content.at("measured_on").get<std::string>();
  table.people = content.at("people").get<std::uint64_t>();
  table.images = content.at("images").get<std::uint64_t>();
  table.failures_to_enrol = content.at("failures_to_enrol").get<std::uint64_t>();
  table.impostor_comparisons = content.at("impostor_comparisons").get<std::uint64_t>();
  table.genuine_comparisons = content.at("genuine_comparisons").get<std::uint64_t>();
  for (const json& knot : content.at("knots")) {
    table.knots.push_back({Distance{static_cast<float>(knot.at(0).get<double>())},
                           knot.at(1).get<double>(), knot.at(2).get<double>(),
                           knot.at(3).get<double>(), knot.at(6).get<double>(),
                           knot.at(4).get<double>(), knot.at(5).get<double>(),
                           EndFrom(knot.at(7), -kUnbounded), EndFrom(knot.at(8), kUnbounded)});
  }
  for (const json& row : content.at("identification")) {
    table.identification.push_back({row.at(0).get<std::uint64_t>(), row.at(1).get<double>(),
                                    row.at(2).get<double>(), row.at(3).get<double>(),
                                    row.at(4).get<double>(), row.at(5).get<std::uint64_t>(),
                                    row.at(6).get<std::uint64_t>()});
  }
  return table;
}

/// An array with one row a line.
std::string RowsOf(const std::string& key, const json& content) {
  std::string text = fmt::format("  \"{}\": [", key);
  std::string_view separator = "\n";
  for (const json& row : content.at(key)) {
    text += fmt::format("{}    {}", separator, CompactJson(row));
    separator = ",\n";
  }
  return text + (content.at(key).empty() ? "],\n" : "\n  ],\n");
}

std::string Layout(const json& content) {
  std::string text = "{\n";
  for (const std::string_view key :
       {"format", "model", "data_set", "measured_on", "people", "images", "failures_to_enrol",
        "impostor_comparisons", "genuine_comparisons", "identification_columns"}) {
    text += fmt::format("  \"{}\": {},\n", key, CompactJson(content.at(std::string(key))));
  }
  text += RowsOf("identification", content);
  text += fmt::format("  \"columns\": {},\n", CompactJson(content.at("columns")));
  text += RowsOf("knots", content);
  text += fmt::format("  \"sha256\": \"{}\"\n}}\n", HashOfJson(content));
  return text;
}

absl::StatusOr<CalibrationTable> Parse(const json& content, const std::filesystem::path& file) {
  try {
    if (content.at("format") != kFormat || content.at("columns") != json(kColumns) ||
        content.at("identification_columns") != json(kIdentificationColumns)) {
      return CorruptFile(kKind, file, fmt::format("is not of format {}", kFormat));
    }
    return FromJson(content);
  } catch (const json::exception& error) {
    return CorruptFile(kKind, file, error.what());
  }
}

}  // namespace

absl::StatusOr<Calibration> LoadCalibration(const std::filesystem::path& file) {
  PORTCULLIS_ASSIGN_OR_RETURN(const json content, ReadHashedJson(kKind, file));
  PORTCULLIS_ASSIGN_OR_RETURN(CalibrationTable table, Parse(content, file));
  absl::StatusOr<Calibration> calibration = Calibration::Create(std::move(table));
  if (!calibration.ok()) {
    const absl::string_view why = calibration.status().message();
    return CorruptFile(kKind, file, std::string_view(why.data(), why.size()));
  }
  return calibration;
}

absl::Status SaveCalibration(const CalibrationTable& table, const std::filesystem::path& file) {
  return WriteWholeFile(file, Layout(ToJson(table)));
}

std::filesystem::path CalibrationFileName(const ModelId& model) {
  return fmt::format("{}.{}.json", model.name, model.alignment);
}

}  // namespace portcullis
