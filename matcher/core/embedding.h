// The vector that stands for a face, and the one way to compare two of them.
#pragma once

#include <compare>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

/// What made an embedding. Two embeddings may be compared only if all three parts agree.
struct ModelId {
  std::string name;            // "dlib-densenet-v1"
  std::string weights_sha256;  // lower-case hex of the unpacked weights file
  std::string alignment;       // FaceChip::alignment
  friend auto operator<=>(const ModelId&, const ModelId&) = default;

  /// "dlib-densenet-v1@c6a6418ea119/yunet5-v3": the name for logs, files and answers.
  std::string ToString() const;
};

/// Euclidean distance between two embeddings, 0 or more; smaller is closer.
struct Distance {
  float value = 0;
  friend auto operator<=>(const Distance&, const Distance&) = default;
};

/// Immutable. The values are float32 as the model gives them; not normalised unless the model does.
class Embedding {
 public:
  Embedding(ModelId model, std::vector<float> values)
      : Embedding(std::make_shared<const ModelId>(std::move(model)), std::move(values)) {}

  /// For very many of one model: they share its names. `model` is not null.
  Embedding(std::shared_ptr<const ModelId> model, std::vector<float> values)
      : model_(std::move(model)), values_(std::move(values)) {}

  /// Not of one that was moved from.
  const ModelId& model() const { return *model_; }
  std::span<const float> values() const { return values_; }

 private:
  std::shared_ptr<const ModelId> model_;  // shared: a million references are of one model
  std::vector<float> values_;
};

/// FAILED_PRECONDITION with MODEL_MISMATCH when the models or the lengths differ.
absl::StatusOr<Distance> DistanceBetween(const Embedding& a, const Embedding& b);

}  // namespace portcullis
