#include "tests/matcher/vision/models_folder.h"

#include <sodium.h>

#include <array>
#include <fstream>
#include <ios>

#include "fmt/format.h"
#include "gtest/gtest.h"

namespace portcullis::testing {

namespace fs = std::filesystem;

std::string Sha256Hex(std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  std::string hex;
  for (const unsigned char byte : hash) hex += fmt::format("{:02x}", byte);
  return hex;
}

ModelsFolder::ModelsFolder() { fs::create_directory(path() / "weights"); }

fs::path ModelsFolder::WeightsFile(std::string_view id) const {
  return path() / "weights" / fmt::format("{}.dat", id);
}

void ModelsFolder::ListEmbedder(std::string_view id, std::string_view sha256) {
  Append(fmt::format(R"([[model]]
id = "{0}"
kind = "embedder"
file = "{0}.dat"
sha256 = "{1}"
licence = "CC0-1.0"
)",
                     id, sha256));
}

void ModelsFolder::ListLandmarks(std::string_view sha256) {
  Append(fmt::format(R"([[model]]
id = "dlib-landmarks-68"
kind = "landmarks"
system = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat"
sha256 = "{}"
licence = "LicenseRef-iBUG-300-W"
)",
                     sha256));
}

void ModelsFolder::WriteWeights(std::string_view id, std::span<const std::uint8_t> bytes) {
  std::ofstream file(WeightsFile(id), std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

void ModelsFolder::Append(std::string_view text) {
  std::ofstream(path() / "models.toml", std::ios::app) << text;
}

}  // namespace portcullis::testing
