// A models folder of a test's own: models.toml and weights/ in a temporary place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {

std::string Sha256Hex(std::span<const std::uint8_t> bytes);

/// Gone with the object.
class ModelsFolder {
 public:
  ModelsFolder();

  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path WeightsFile(std::string_view id) const;

  /// Lists an embedder that must have `sha256`; its file is WeightsFile(id).
  void ListEmbedder(std::string_view id, std::string_view sha256);
  /// Lists Debian's 68-point predictor.
  void ListLandmarks(std::string_view sha256);
  void WriteWeights(std::string_view id, std::span<const std::uint8_t> bytes);

 private:
  void Append(std::string_view text);

  TemporaryFolder folder_;
};

}  // namespace portcullis::testing
