#include "matcher/vision/yunet_model.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "matcher/core/status_macros.h"
#include "matcher/vision/model_file.h"
#include "matcher/vision/yunet/row_yunet.h"
#include "matcher/vision/yunet/yunet_weights.h"

namespace portcullis {

absl::StatusOr<YunetModel> YunetModel::Load(const ModelInfo& model, CpuPath path) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> bytes, ReadModelFile(model));
  absl::StatusOr<YunetWeights> weights = ReadYunetWeights(bytes);
  if (!weights.ok()) return ModelFileInvalid(model, std::string(weights.status().message()));
  return YunetModel(model, std::make_shared<const YunetNetwork>(*std::move(weights), path));
}

absl::StatusOr<YunetModel> YunetModel::LoadForOpenCv(const ModelInfo& model) {
  YunetModel loaded(model, nullptr);
  PORTCULLIS_RETURN_IF_ERROR(loaded.Make(/*min_confidence=*/0.5F).status());
  return loaded;
}

absl::StatusOr<std::unique_ptr<Yunet>> YunetModel::Make(float min_confidence) const {
  if (network_ != nullptr) return MakeRowYunet(network_, min_confidence);
  // OpenCV takes the path, so the bytes are checked just before it reads them.
  PORTCULLIS_RETURN_IF_ERROR(ReadModelFile(model_).status());
  absl::StatusOr<std::unique_ptr<Yunet>> yunet = MakeOpenCvYunet(model_.file, min_confidence);
  if (!yunet.ok()) return ModelFileInvalid(model_, std::string(yunet.status().message()));
  return yunet;
}

}  // namespace portcullis
