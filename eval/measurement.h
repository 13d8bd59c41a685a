// What every measuring command begins with, labelled images and their embeddings, and ends with,
// one JSON document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eval/command.h"
#include "eval/embedded_image.h"
#include "eval/engine.h"
#include "eval/labelled_images.h"
#include "eval/progress.h"
#include "eval/protocol.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration.h"
#include "nlohmann/json_fwd.hpp"

namespace CLI {
class App;
}

namespace portcullis {

struct MeasurementOptions {
  EngineOptions engine;
  LabelledImagesSource source;
  std::filesystem::path embeddings;  // written by embed; empty: the engine makes them
  std::filesystem::path protocol;    // empty: the defaults
  ProtocolOverrides overrides;
  std::string data_set;  // empty: the name of the folder or of the CSV
  std::string measured_on = Today();
  std::filesystem::path json;  // empty: none is written
};

/// --root, --images, --people, --data-set, --measured-on, --json, --protocol and one option per key
/// of `protocol`.
void AddMeasurementOptions(CLI::App& command, MeasurementOptions& options, Protocol& protocol);

/// --embeddings and the options of the engine.
void AddEmbeddingOptions(CLI::App& command, MeasurementOptions& options);

/// For the callback of a command: throws what CLI11 takes for misuse if no images were given.
void RequireImages(const MeasurementOptions& options);

struct EmbeddedPeople {
  LabelledImages images;
  std::vector<EmbeddedImage> embedded;  // one per image
  ModelId model;
  std::string detector;
};

/// Reads, selects and embeds; with CheckComparable. Errors of those and of Engine.
absl::StatusOr<EmbeddedPeople> EmbedPeople(const MeasurementOptions& options,
                                           std::uint64_t images_per_person,
                                           const std::string& program);

/// The images alone. Pictures are told from each other by the bytes of their files.
absl::StatusOr<LabelledImages> SelectFromFiles(const MeasurementOptions& options,
                                               std::uint64_t images_per_person);

/// FAILED_PRECONDITION with MODEL_MISMATCH if it was measured with another model; errors of
/// LoadCalibration.
absl::StatusOr<Calibration> LoadCalibrationOf(const std::filesystem::path& file,
                                              const ModelId& model);

/// The keys that all documents begin with, but for those of a model.
nlohmann::ordered_json BeginDocument(const MeasurementOptions& options, Protocol& protocol,
                                     const LabelledImages& images);

/// The same with model, detector and failures to enrol.
nlohmann::ordered_json BeginDocument(const MeasurementOptions& options, Protocol& protocol,
                                     const EmbeddedPeople& people);

/// For a step of `total` galleries, on standard error.
ProgressOptions SearchProgress(std::size_t total);

/// The lines of the table that say what was measured on what.
std::string DescribePeople(const MeasurementOptions& options, const EmbeddedPeople& people);

/// Writes nothing where `file` is empty. UNAVAILABLE if it cannot be written; it appears whole.
absl::Status WriteDocument(const std::filesystem::path& file,
                           const nlohmann::ordered_json& document);

}  // namespace portcullis
