#include "eval/embedded_image.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "matcher/core/capture_problem.h"
#include "matcher/core/error_reason.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

// With floats as they are: 0.1F is written 0.1, and read back as the same float.
using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool,
                                  std::int64_t, std::uint64_t, float>;

std::string OutcomeOf(CaptureProblem problem) {
  switch (problem) {
    case CaptureProblem::kNoFace: return "NO_FACE";
    case CaptureProblem::kSeveralFaces: return "SEVERAL_FACES";
    case CaptureProblem::kLowQuality: return "LOW_QUALITY";
  }
  return "";
}

Json ToJson(const Point& point) { return Json::array({point.x, point.y}); }

Json ToJson(const Face& face) {
  Json json;
  json["left"] = face.box.left;
  json["top"] = face.box.top;
  json["width"] = face.box.width;
  json["height"] = face.box.height;
  json["detector_confidence"] = face.detector_confidence;
  if (face.points) {
    json["right_eye"] = ToJson(face.points->right_eye);
    json["left_eye"] = ToJson(face.points->left_eye);
    json["nose_tip"] = ToJson(face.points->nose_tip);
    json["right_mouth_corner"] = ToJson(face.points->right_mouth_corner);
    json["left_mouth_corner"] = ToJson(face.points->left_mouth_corner);
  }
  return json;
}

Json ToJson(const Quality& quality) {
  Json json;
  json["inter_eye_distance_px"] = quality.inter_eye_distance_px;
  json["sharpness"] = quality.sharpness;
  json["mean_luminance"] = quality.mean_luminance;
  json["detector_confidence"] = quality.detector_confidence;
  json["overall"] = quality.overall;
  json["components"] = Json::array();
  for (const QualityComponent& component : quality.components) {
    json["components"].push_back({{"measure", QualityMeasureName(component.measure)},
                                  {"raw", static_cast<float>(component.raw)},
                                  {"score", component.score}});
  }
  return json;
}

float Number(const Json& json, const char* key) { return json.at(key).get<float>(); }

Point PointFrom(const Json& json) { return {json.at(0).get<float>(), json.at(1).get<float>()}; }

Face FaceFrom(const Json& json) {
  Face face;
  face.box = {Number(json, "left"), Number(json, "top"), Number(json, "width"),
              Number(json, "height")};
  face.detector_confidence = Number(json, "detector_confidence");
  if (json.contains("right_eye")) {
    face.points =
        FacePoints{PointFrom(json.at("right_eye")), PointFrom(json.at("left_eye")),
                   PointFrom(json.at("nose_tip")), PointFrom(json.at("right_mouth_corner")),
                   PointFrom(json.at("left_mouth_corner"))};
  }
  return face;
}

std::optional<QualityMeasure> MeasureNamed(std::string_view name) {
  for (const QualityMeasure measure : kAllQualityMeasures) {
    if (QualityMeasureName(measure) == name) return measure;
  }
  return std::nullopt;
}

// Absent for a measure that is not known.
std::optional<Quality> QualityFrom(const Json& json) {
  Quality quality{.inter_eye_distance_px = Number(json, "inter_eye_distance_px"),
                  .sharpness = Number(json, "sharpness"),
                  .mean_luminance = Number(json, "mean_luminance"),
                  .detector_confidence = Number(json, "detector_confidence"),
                  .overall = json.at("overall").get<int>()};
  for (const Json& component : json.at("components")) {
    const auto measure = MeasureNamed(component.at("measure").get<std::string>());
    if (!measure) return std::nullopt;
    quality.components.push_back(
        {*measure, component.at("raw").get<float>(), component.at("score").get<int>()});
  }
  return quality;
}

}  // namespace

absl::StatusOr<EmbeddedImage> EmbeddedImageFrom(const absl::StatusOr<FaceCapture>& capture) {
  EmbeddedImage image;
  if (!capture.ok()) {
    const auto reason = ErrorReasonOf(capture.status());
    if (capture.status().code() != absl::StatusCode::kInvalidArgument || !reason) {
      return capture.status();
    }
    image.outcome = ErrorReasonName(*reason);
    return image;
  }
  image.face = capture->face;
  image.quality = capture->quality;
  image.outcome = capture->problem ? OutcomeOf(*capture->problem) : "EMBEDDED";
  image.embedding = capture->embedding;
  return image;
}

std::string ToJsonLine(std::string_view path, const ModelId& model, const EmbeddedImage& image) {
  Json json;
  json["path"] = path;
  json["outcome"] = image.outcome;
  json["model"] = model.ToString();
  if (image.face) json["face"] = ToJson(*image.face);
  if (image.quality) json["quality"] = ToJson(*image.quality);
  if (image.embedding) {
    const auto values = image.embedding->values();
    json["embedding"] = std::vector<float>(values.begin(), values.end());
  }
  // Names of files need not be UTF-8, JSON must be.
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

std::optional<EmbeddedImage> FromJsonLine(std::string_view line, const ModelId& model) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  try {
    if (json.at("model").get<std::string>() != model.ToString()) return std::nullopt;
    EmbeddedImage image;
    image.outcome = json.at("outcome").get<std::string>();
    if (json.contains("face")) image.face = FaceFrom(json.at("face"));
    if (json.contains("quality")) {
      image.quality = QualityFrom(json.at("quality"));
      if (!image.quality) return std::nullopt;
    }
    if (json.contains("embedding")) {
      image.embedding = Embedding(model, json.at("embedding").get<std::vector<float>>());
    }
    if (image.embedding.has_value() != (image.outcome == "EMBEDDED")) return std::nullopt;
    return image;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace portcullis
