// The file of YuNet, read once for all lanes.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "matcher/core/cpu_path.h"
#include "matcher/vision/model_catalogue.h"
#include "matcher/vision/yunet/yunet.h"
#include "matcher/vision/yunet/yunet_network.h"

namespace portcullis {

/// Immutable and thread-safe.
class YunetModel {
 public:
  /// To be run by our own kernels, on `path`. MODEL_FILE_INVALID if the file is missing, altered or
  /// not this YuNet.
  static absl::StatusOr<YunetModel> Load(const ModelInfo& model, CpuPath path);
  /// To be run by OpenCV. The same errors.
  static absl::StatusOr<YunetModel> LoadForOpenCv(const ModelInfo& model);

  /// Gives faces above `min_confidence`, in (0, 1). MODEL_FILE_INVALID where OpenCV is to run it,
  /// if the file is not any more what was loaded.
  absl::StatusOr<std::unique_ptr<Yunet>> Make(float min_confidence) const;

 private:
  YunetModel(ModelInfo model, std::shared_ptr<const YunetNetwork> network)
      : model_(std::move(model)), network_(std::move(network)) {}

  ModelInfo model_;
  std::shared_ptr<const YunetNetwork> network_;  // none: OpenCV runs it
};

}  // namespace portcullis
