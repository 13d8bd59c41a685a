// Vectors to search among that are spread like embeddings of real faces, and belong to nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/scoring/cohort_model.h"

namespace portcullis {

/// Draws embeddings of synthetic strangers from a cohort model (models/cohort), which was fitted to
/// real faces and is checked against them in docs/accuracy.md. Same seed, same vectors.
class FaceVectors {
 public:
  /// Errors of LoadCohortModel; INVALID_ARGUMENT if the file names no model.
  static absl::StatusOr<FaceVectors> Load(const std::filesystem::path& cohort);

  std::size_t dimension() const { return model_.dimension(); }
  /// "dlib-densenet-v1@c6a6418ea119/yunet5-v3".
  std::string model() const { return model_.model.ToString(); }

  /// Appends `count` vectors, of strangers that no other seed draws.
  absl::Status Append(std::size_t count, std::uint64_t seed, std::vector<float>& values) const;

 private:
  explicit FaceVectors(CohortModel model) : model_(std::move(model)) {}

  CohortModel model_;
};

}  // namespace portcullis
