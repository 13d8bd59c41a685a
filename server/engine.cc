#include "server/engine.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "matcher/scoring/cohort_file.h"
#include "matcher/scoring/embedder_accuracy.h"
#include "matcher/scoring/hashed_json.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

namespace fs = std::filesystem;
using config::v1::ServerConfig;

fs::path CalibrationPath(const ServerConfig& config, const ModelId& model) {
  return fs::path(config.models().dir()) / "calibration" / CalibrationFileName(model);
}

/// Without the embedder.
VisionKitOptions OptionsOf(const ServerConfig& config) {
  VisionKitOptions options;
  options.models_dir = config.models().dir();
  options.detector = config.models().detector();
  options.alignment = config.models().alignment();
  options.attack_detector = config.models().attack_detector();
  options.runtime = config.models().runtime();
  options.decode_limits.max_bytes = static_cast<std::size_t>(config.images().max_bytes());
  options.decode_limits.max_side_px = config.images().max_side_px();
  return options;
}

absl::StatusOr<std::string> ChooseEmbedder(const ServerConfig& config, const Say& say) {
  if (config.models().embedder() != "auto") return config.models().embedder();
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> catalogue,
                              ReadModelCatalogue(config.models().dir()));
  absl::Status last_reason =
      MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid,
                fmt::format("no embedder has been fetched; {}/fetch does", config.models().dir()));
  for (const ModelInfo& model : catalogue) {
    if (model.kind != "embedder") continue;
    if (!model.present) {
      say(fmt::format("{} is not used: {} has not been fetched", model.id, model.file.string()));
      continue;
    }
    if (!model.automatic) continue;
    PORTCULLIS_ASSIGN_OR_RETURN(const ModelId id, ModelIdFor(model, OptionsOf(config)));
    const absl::Status calibrated = CalibrationOf(id, config).status();
    if (calibrated.ok()) return model.id;
    say(fmt::format("{} is not used: {}", model.id, std::string(calibrated.message())));
    last_reason = WithContext(calibrated, "no embedder can be used");
  }
  return last_reason;
}

/// Each with the alignment that suits it best.
std::vector<EmbedderAccuracy> InstalledAccuracies(const ServerConfig& config) {
  std::vector<EmbedderAccuracy> accuracies;
  VisionKitOptions options = OptionsOf(config);
  options.alignment = VisionKitOptions().alignment;
  const auto catalogue = ReadModelCatalogue(config.models().dir());
  if (!catalogue.ok()) return accuracies;
  for (const ModelInfo& model : *catalogue) {
    if (model.kind != "embedder" || !model.present) continue;
    const absl::StatusOr<ModelId> id = ModelIdFor(model, options);
    if (!id.ok()) continue;
    const absl::StatusOr<Calibration> calibration = CalibrationOf(*id, config);
    if (!calibration.ok()) continue;
    if (auto accuracy = AccuracyOf(calibration->table())) accuracies.push_back(*accuracy);
  }
  return accuracies;
}

v1::EmbedderMisses ToProto(const EmbedderAccuracy& accuracy) {
  v1::EmbedderMisses proto;
  proto.set_embedder(accuracy.embedder);
  proto.set_entries(static_cast<std::int64_t>(accuracy.misses.entries));
  proto.set_fpir(accuracy.misses.fpir);
  proto.set_fnir(accuracy.misses.fnir);
  proto.set_fnir_low(accuracy.misses.fnir_low);
  proto.set_fnir_high(accuracy.misses.fnir_high);
  return proto;
}

}  // namespace

absl::StatusOr<Calibration> CalibrationOf(const ModelId& model, const ServerConfig& config) {
  const fs::path path = CalibrationPath(config, model);
  absl::StatusOr<Calibration> calibration = LoadCalibration(path);
  if (absl::IsNotFound(calibration.status())) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kNotCalibrated,
                     fmt::format("{} has no calibration table ({} is missing); make one with "
                                 "portcullis-eval calibrate",
                                 model.ToString(), path.string()));
  }
  if (calibration.ok() && calibration->table().model != model) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kNotCalibrated,
                     fmt::format("{} is a table of {}, in use is {}", path.string(),
                                 calibration->table().model.ToString(), model.ToString()));
  }
  return calibration;
}

absl::StatusOr<std::string> CalibrationHash(const ModelId& model, const ServerConfig& config) {
  PORTCULLIS_RETURN_IF_ERROR(CalibrationOf(model, config).status());
  PORTCULLIS_ASSIGN_OR_RETURN(const nlohmann::json content,
                              ReadHashedJson("calibration table", CalibrationPath(config, model)));
  return HashOfJson(content);
}

absl::StatusOr<std::unique_ptr<VisionKit>> MakeVisionKit(const ServerConfig& config, const Say& say,
                                                         std::optional<SandboxOptions> sandbox) {
  VisionKitOptions options = OptionsOf(config);
  options.sandbox = std::move(sandbox);
  PORTCULLIS_ASSIGN_OR_RETURN(options.embedder, ChooseEmbedder(config, say));
  return VisionKit::Create(options);
}

std::optional<SandboxOptions> SandboxOf(const ServerConfig& config,
                                        std::function<void(const absl::Status&)> report) {
  const config::v1::Images& images = config.images();
  if (!images.sandbox()) return std::nullopt;
  fs::path program = images.decoder_program();
  if (program.empty()) {
    std::error_code error;
    program = fs::read_symlink("/proc/self/exe", error).parent_path() / "portcullis-decoder";
  }
  return SandboxOptions{.program = program,
                        .timeout = std::chrono::milliseconds(images.decode_timeout_ms()),
                        .memory_mib = static_cast<std::uint64_t>(images.decode_memory_mib()),
                        .images_per_worker = images.images_per_decoder(),
                        .report = std::move(report)};
}

std::string DescribeSandbox(const std::optional<SandboxOptions>& sandbox) {
  if (!sandbox) {
    return "NOT SANDBOXED: images are decoded in this process, beside its keys (images.sandbox is "
           "false)";
  }
  return fmt::format(
      "images are decoded in a sandbox by {}: {} ms and {} MiB for each, a new "
      "process after {}",
      sandbox->program.string(), sandbox->timeout.count(), sandbox->memory_mib,
      sandbox->images_per_worker);
}

MeasuredMisses MissesOf(const Calibration& in_use, const ServerConfig& config) {
  const std::optional<EmbedderAccuracy> accuracy = AccuracyOf(in_use.table());
  if (!accuracy) return {};
  MeasuredMisses misses{.in_use = ToProto(*accuracy), .better = std::nullopt};
  if (const auto better = BetterThan(*accuracy, InstalledAccuracies(config))) {
    misses.better = ToProto(*better);
  }
  return misses;
}

absl::StatusOr<std::unique_ptr<const SyntheticCohort>> CohortOf(const ModelId& model,
                                                                const ServerConfig& config) {
  const fs::path path = fs::path(config.models().dir()) / "cohort" / CalibrationFileName(model);
  PORTCULLIS_ASSIGN_OR_RETURN(CohortModel cohort, LoadCohortModel(path, model));
  return SyntheticCohort::Create(std::move(cohort), SyntheticCohortOptions());
}

}  // namespace portcullis
