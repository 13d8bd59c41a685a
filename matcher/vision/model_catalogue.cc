#include "matcher/vision/model_catalogue.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

absl::Status Malformed(const fs::path& file, std::string_view problem) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid,
                   fmt::format("model catalogue {}: {}", file.string(), problem));
}

bool IsSha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string Text(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

absl::StatusOr<ModelInfo> ReadModel(const toml::table& table, const fs::path& models_dir) {
  constexpr std::array<std::string_view, 4> kKinds = {"detector", "embedder", "landmarks",
                                                      "attack-detector"};
  const fs::path catalogue = models_dir / "models.toml";
  ModelInfo model;
  model.id = Text(table, "id");
  if (model.id.empty()) return Malformed(catalogue, "a model has no id");
  model.kind = Text(table, "kind");
  if (std::find(kKinds.begin(), kKinds.end(), model.kind) == kKinds.end()) {
    return Malformed(catalogue, fmt::format("{} has unknown kind \"{}\"", model.id, model.kind));
  }
  model.licence = Text(table, "licence");
  if (model.licence.empty()) return Malformed(catalogue, model.id + " has no licence");
  model.sha256 = Text(table, "sha256");
  if (!IsSha256(model.sha256)) {
    return Malformed(catalogue, model.id + " has no sha256 of 64 lower-case hexadecimal digits");
  }
  const std::string file = Text(table, "file");
  const std::string system = Text(table, "system");
  if (file.empty() == system.empty()) {
    return Malformed(catalogue, model.id + " needs either file or system");
  }
  if (file.find('/') != std::string::npos) {
    return Malformed(catalogue, fmt::format("{}: file \"{}\" is not a plain name", model.id, file));
  }
  model.file = system.empty() ? models_dir / "weights" / file : fs::path(system);
  model.automatic = table["automatic"].value_or(true);
  std::error_code ignored;  // a file that cannot be looked at counts as absent
  model.present = fs::is_regular_file(model.file, ignored);
  return model;
}

}  // namespace

absl::StatusOr<std::vector<ModelInfo>> ReadModelCatalogue(const fs::path& models_dir) {
  const fs::path catalogue = models_dir / "models.toml";
  toml::table root;
  try {
    root = toml::parse_file(catalogue.string());
  } catch (const toml::parse_error& error) {
    return Malformed(catalogue, error.description());
  }
  const toml::array* entries = root["model"].as_array();
  if (entries == nullptr || entries->empty()) return Malformed(catalogue, "lists no model");
  std::vector<ModelInfo> models;
  for (const toml::node& entry : *entries) {
    if (!entry.is_table()) return Malformed(catalogue, "an entry of [[model]] is not a table");
    PORTCULLIS_ASSIGN_OR_RETURN(ModelInfo model, ReadModel(*entry.as_table(), models_dir));
    const bool known = std::any_of(models.begin(), models.end(),
                                   [&](const ModelInfo& other) { return other.id == model.id; });
    if (known) return Malformed(catalogue, model.id + " is listed twice");
    models.push_back(std::move(model));
  }
  return models;
}

}  // namespace portcullis
