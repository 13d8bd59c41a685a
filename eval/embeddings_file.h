// What `embed` wrote, read back instead of running a model.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eval/embedded_image.h"
#include "matcher/core/embedding.h"

namespace portcullis {

struct EmbeddingsFile {
  ModelId model;  // with as much of the hash as ModelId::ToString shows
  std::map<std::string, EmbeddedImage> images;  // by path, as in the lines

  /// In the order of `paths`. INVALID_ARGUMENT with FIELD_INVALID, naming the first, if one of them
  /// is not in the file.
  absl::StatusOr<std::vector<EmbeddedImage>> Find(std::span<const std::string> paths) const;
};

/// Lines of ToJsonLine, all of one model. NOT_FOUND if there is no such file; INVALID_ARGUMENT with
/// FIELD_INVALID, naming the line, for anything else in it, another model, a path twice.
absl::StatusOr<EmbeddingsFile> ReadEmbeddings(const std::filesystem::path& file);

}  // namespace portcullis
