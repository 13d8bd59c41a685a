#include "matcher/scoring/cohort_file.h"

#include <sodium.h>

#include <bit>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/hashed_json.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "floats are written as they lie");

constexpr int kFormat = 1;
constexpr std::string_view kKind = "cohort model";
constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;

std::string Encode(std::span<const float> values) {
  const std::size_t bytes = values.size_bytes();
  std::string text(sodium_base64_encoded_len(bytes, kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(values.data()),
                    bytes, kVariant);
  text.pop_back();  // sodium ends it with a zero
  return text;
}

// Throws json::exception where it is no string; empty where that holds no float32s.
std::vector<float> Decode(const json& content) {
  const auto& text = content.get_ref<const std::string&>();
  std::vector<unsigned char> bytes(text.size());
  std::size_t length = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                        nullptr, kVariant) != 0) {
    return {};
  }
  if (length % sizeof(float) != 0) return {};
  std::vector<float> values(length / sizeof(float));
  if (length > 0) std::memcpy(values.data(), bytes.data(), length);
  return values;
}

// 0.3F is written 0.3, not 0.30000001192092896; reading gives the same float.
double ShortestDecimal(float value) { return std::stod(fmt::format("{}", value)); }

json ToJson(const CohortModel& model) {
  json content;
  content["format"] = kFormat;
  content["model"] = {{"name", model.model.name},
                      {"weights_sha256", model.model.weights_sha256},
                      {"alignment", model.model.alignment}};
  content["data_set"] = model.data_set;
  content["fitted_on"] = model.fitted_on;
  content["people"] = model.people;
  content["images"] = model.images;
  content["failures_to_enrol"] = model.failures_to_enrol;
  content["knot_columns"] = {"fmr", "distance", "cohort_distance"};
  content["knots"] = json::array();
  for (const CohortKnot& knot : model.knots) {
    content["knots"].push_back({knot.fmr, ShortestDecimal(knot.distance.value),
                                ShortestDecimal(knot.cohort_distance.value)});
  }
  content["mean"] = Encode(model.mean);
  content["axes"] = Encode(model.axes);
  content["components"] = json::array();
  for (const CohortComponent& component : model.components) {
    content["components"].push_back({{"weight", component.weight},
                                     {"mean", Encode(component.mean)},
                                     {"factor", Encode(component.factor)}});
  }
  return content;
}

// Throws json::exception where something is missing or of another type.
CohortModel FromJson(const json& content) {
  CohortModel model;
  const json& id = content.at("model");
  model.model = {id.at("name").get<std::string>(), id.at("weights_sha256").get<std::string>(),
                 id.at("alignment").get<std::string>()};
  model.data_set = content.at("data_set").get<std::string>();
  model.fitted_on = content.at("fitted_on").get<std::string>();
  model.people = content.at("people").get<std::uint64_t>();
  model.images = content.at("images").get<std::uint64_t>();
  model.failures_to_enrol = content.at("failures_to_enrol").get<std::uint64_t>();
  for (const json& knot : content.at("knots")) {
    model.knots.push_back({knot.at(0).get<double>(),
                           Distance{static_cast<float>(knot.at(1).get<double>())},
                           Distance{static_cast<float>(knot.at(2).get<double>())}});
  }
  model.mean = Decode(content.at("mean"));
  model.axes = Decode(content.at("axes"));
  for (const json& component : content.at("components")) {
    model.components.push_back({component.at("weight").get<double>(), Decode(component.at("mean")),
                                Decode(component.at("factor"))});
  }
  return model;
}

absl::StatusOr<CohortModel> Parse(const json& content, const std::filesystem::path& file) {
  try {
    if (content.at("format") != kFormat) {
      return CorruptFile(kKind, file, fmt::format("is not of format {}", kFormat));
    }
    return FromJson(content);
  } catch (const json::exception& error) {
    return CorruptFile(kKind, file, error.what());
  }
}

std::string Lines(const json& array) {
  std::string text = "[\n";
  std::string_view separator;
  for (const json& element : array) {
    text += fmt::format("{}    {}", separator, CompactJson(element));
    separator = ",\n";
  }
  return text + "\n  ]";
}

std::string Layout(const json& content) {
  std::string text = "{\n";
  for (const std::string_view key :
       {"format", "model", "data_set", "fitted_on", "people", "images", "failures_to_enrol",
        "knot_columns", "knots", "mean", "axes", "components"}) {
    const json& value = content.at(std::string(key));
    const bool is_table = key == "knots" || key == "components";
    text += fmt::format("  \"{}\": {},\n", key, is_table ? Lines(value) : CompactJson(value));
  }
  return text + fmt::format("  \"sha256\": \"{}\"\n}}\n", HashOfJson(content));
}

}  // namespace

absl::StatusOr<CohortModel> LoadCohortModel(const std::filesystem::path& file,
                                            const ModelId& model) {
  PORTCULLIS_ASSIGN_OR_RETURN(const json content, ReadHashedJson(kKind, file));
  PORTCULLIS_ASSIGN_OR_RETURN(CohortModel cohort, Parse(content, file));
  if (const absl::Status status = CheckCohortModel(cohort); !status.ok()) {
    const absl::string_view why = status.message();
    return CorruptFile(kKind, file, std::string_view(why.data(), why.size()));
  }
  if (cohort.model != model) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                     fmt::format("cohort model {} is of {}, not of {}", file.string(),
                                 cohort.model.ToString(), model.ToString()));
  }
  return cohort;
}

absl::Status SaveCohortModel(const CohortModel& model, const std::filesystem::path& file) {
  return WriteWholeFile(file, Layout(ToJson(model)));
}

}  // namespace portcullis
