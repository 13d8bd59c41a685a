// Which networks, tables and cohorts the server works with.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration.h"
#include "matcher/scoring/synthetic_cohort.h"
#include "matcher/vision/vision_kit.h"
#include "portcullis/config/v1/server_config.pb.h"
#include "portcullis/v1/admin.pb.h"

namespace portcullis {

/// Told which embedders are passed over, and why.
using Say = std::function<void(std::string_view line)>;

/// The embedder that the configuration names or, with "auto", the first that has been fetched and
/// calibrated. FAILED_PRECONDITION with MODEL_FILE_INVALID, NOT_CALIBRATED or DECODER_UNAVAILABLE.
absl::StatusOr<std::unique_ptr<VisionKit>> MakeVisionKit(const config::v1::ServerConfig& config,
                                                         const Say& say,
                                                         std::optional<SandboxOptions> sandbox);

/// How the configuration wants hostile images decoded; none: in this process.
std::optional<SandboxOptions> SandboxOf(const config::v1::ServerConfig& config,
                                        std::function<void(const absl::Status&)> report);

/// The same for the operator, one line.
std::string DescribeSandbox(const std::optional<SandboxOptions>& sandbox);

/// The table of exactly this model. FAILED_PRECONDITION with NOT_CALIBRATED.
absl::StatusOr<Calibration> CalibrationOf(const ModelId& model,
                                          const config::v1::ServerConfig& config);

/// The hash that the file of that table states of its content. Errors of CalibrationOf.
absl::StatusOr<std::string> CalibrationHash(const ModelId& model,
                                            const config::v1::ServerConfig& config);

/// How many listed people searches miss, as calibration tables state it.
struct MeasuredMisses {
  std::optional<v1::EmbedderMisses> in_use;  // none: its table does not say
  std::optional<v1::EmbedderMisses> better;  // of an embedder that has been fetched and calibrated,
                                             // works with this detector, and surely misses fewer
};

/// Other embedders whose table or files cannot be used are passed over.
MeasuredMisses MissesOf(const Calibration& in_use, const config::v1::ServerConfig& config);

/// Strangers for this model, drawn anew at each start and always the same. NOT_FOUND if there is no
/// cohort of it; errors of LoadCohortModel.
absl::StatusOr<std::unique_ptr<const SyntheticCohort>> CohortOf(
    const ModelId& model, const config::v1::ServerConfig& config);

}  // namespace portcullis
