#include "bench/face_vectors.h"

#include <fstream>
#include <memory>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/cohort_file.h"
#include "matcher/scoring/synthetic_cohort.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

absl::StatusOr<ModelId> ModelOf(const std::filesystem::path& cohort) {
  std::ifstream file(cohort);
  const nlohmann::json content = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  const nlohmann::json model =
      content.is_object() ? content.value("model", nlohmann::json{}) : nlohmann::json{};
  if (!model.is_object()) {
    return absl::InvalidArgumentError(fmt::format("{} is no cohort model", cohort.string()));
  }
  return ModelId{model.value("name", ""), model.value("weights_sha256", ""),
                 model.value("alignment", "")};
}

}  // namespace

absl::StatusOr<FaceVectors> FaceVectors::Load(const std::filesystem::path& cohort) {
  PORTCULLIS_ASSIGN_OR_RETURN(const ModelId id, ModelOf(cohort));
  PORTCULLIS_ASSIGN_OR_RETURN(CohortModel model, LoadCohortModel(cohort, id));
  return FaceVectors(std::move(model));
}

absl::Status FaceVectors::Append(std::size_t count, std::uint64_t seed,
                                 std::vector<float>& values) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<SyntheticCohort> cohort,
                              SyntheticCohort::Create(model_, {.travellers = count, .seed = seed}));
  values.reserve(values.size() + count * dimension());
  for (std::size_t i = 0; i < count; ++i) {
    const Embedding traveller = cohort->Traveller(i);
    values.insert(values.end(), traveller.values().begin(), traveller.values().end());
  }
  return absl::OkStatus();
}

}  // namespace portcullis
