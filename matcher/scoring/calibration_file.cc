#include "matcher/scoring/calibration_file.h"

#include <array>
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

constexpr int kFormat = 1;
constexpr std::array kColumns = {"distance", "fmr", "fmr_upper", "fnmr", "log10_likelihood_ratio"};

constexpr std::string_view kKind = "calibration table";

// 0.3F is written 0.3, not 0.30000001192092896; reading gives the same float.
double ShortestDecimal(float value) { return std::stod(fmt::format("{}", value)); }

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
    content["knots"].push_back({ShortestDecimal(knot.distance.value), knot.fmr, knot.fmr_upper,
                                knot.fnmr, knot.log10_likelihood_ratio});
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
                           knot.at(3).get<double>(), knot.at(4).get<double>()});
  }
  return table;
}

std::string Layout(const json& content) {
  std::string text = "{\n";
  for (const std::string_view key :
       {"format", "model", "data_set", "measured_on", "people", "images", "failures_to_enrol",
        "impostor_comparisons", "genuine_comparisons", "columns"}) {
    text += fmt::format("  \"{}\": {},\n", key, CompactJson(content.at(std::string(key))));
  }
  text += "  \"knots\": [\n";
  std::string_view separator;
  for (const json& knot : content.at("knots")) {
    text += fmt::format("{}    {}", separator, CompactJson(knot));
    separator = ",\n";
  }
  text += fmt::format("\n  ],\n  \"sha256\": \"{}\"\n}}\n", HashOfJson(content));
  return text;
}

absl::StatusOr<CalibrationTable> Parse(const json& content, const std::filesystem::path& file) {
  try {
    if (content.at("format") != kFormat || content.at("columns") != json(kColumns)) {
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
