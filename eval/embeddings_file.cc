#include "eval/embeddings_file.h"

#include <cstddef>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

absl::Status Invalid(std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, problem);
}

struct Heading {
  std::string path;
  std::string model;
};

std::optional<Heading> HeadingOf(const std::string& line) {
  const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  const auto path = json.find("path");
  const auto model = json.find("model");
  if (path == json.end() || !path->is_string() || model == json.end() || !model->is_string()) {
    return std::nullopt;
  }
  return Heading{path->get<std::string>(), model->get<std::string>()};
}

// The inverse of ModelId::ToString.
std::optional<ModelId> ModelFrom(const std::string& text) {
  const std::size_t at = text.find('@');
  const std::size_t slash = text.find('/', at == std::string::npos ? 0 : at);
  if (at == std::string::npos || slash == std::string::npos) return std::nullopt;
  ModelId model{text.substr(0, at), text.substr(at + 1, slash - at - 1), text.substr(slash + 1)};
  if (model.ToString() != text) return std::nullopt;
  return model;
}

}  // namespace

absl::StatusOr<std::vector<EmbeddedImage>> EmbeddingsFile::Find(
    std::span<const std::string> paths) const {
  std::vector<EmbeddedImage> found;
  found.reserve(paths.size());
  for (const std::string& path : paths) {
    const auto image = images.find(path);
    if (image == images.end()) {
      return Invalid(fmt::format("the embeddings have none of {}", path));
    }
    found.push_back(image->second);
  }
  return found;
}

absl::StatusOr<EmbeddingsFile> ReadEmbeddings(const std::filesystem::path& file) {
  std::error_code error;
  std::ifstream in(file);
  if (!in || !std::filesystem::is_regular_file(file, error)) {
    return absl::NotFoundError(fmt::format("cannot read {}", file.string()));
  }
  EmbeddingsFile embeddings;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const auto malformed = [&](std::string_view problem) {
      return Invalid(fmt::format("{}:{}: {}", file.string(), number, problem));
    };
    const std::optional<Heading> heading = HeadingOf(line);
    if (!heading) return malformed("not a line that embed writes");
    if (embeddings.images.empty()) {
      const std::optional<ModelId> model = ModelFrom(heading->model);
      if (!model) return malformed(fmt::format("{} is no model", heading->model));
      embeddings.model = *model;
    }
    if (heading->model != embeddings.model.ToString()) {
      return malformed(fmt::format("embedded by {}, the lines before by {}", heading->model,
                                   embeddings.model.ToString()));
    }
    std::optional<EmbeddedImage> image = FromJsonLine(line, embeddings.model);
    if (!image) return malformed("not a line that embed writes");
    if (!embeddings.images.emplace(heading->path, *std::move(image)).second) {
      return malformed(fmt::format("{} appears twice", heading->path));
    }
  }
  if (embeddings.images.empty()) return Invalid(fmt::format("{} is empty", file.string()));
  return embeddings;
}

}  // namespace portcullis
