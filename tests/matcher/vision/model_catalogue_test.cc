#include "matcher/vision/model_catalogue.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGood = R"([[model]]
id = "first"
kind = "embedder"
file = "first.dat"
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
licence = "MIT"
)";

class ModelCatalogueTest : public ::testing::Test {
 protected:
  ModelCatalogueTest() { fs::create_directory(folder_ / "weights"); }

  absl::StatusOr<std::vector<ModelInfo>> Read(std::string_view toml) {
    std::ofstream(folder_ / "models.toml") << toml;
    return ReadModelCatalogue(folder_);
  }

  testing::TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

std::string With(std::string_view from, std::string_view to) {
  std::string toml(kGood);
  return toml.replace(toml.find(from), from.size(), to);
}

TEST_F(ModelCatalogueTest, KeepsTheOrderOfPreference) {
  const auto models = Read(std::string(kGood) + With("\"first\"", "\"second\""));
  ASSERT_OK(models);
  ASSERT_EQ(models->size(), 2U);
  EXPECT_EQ((*models)[0].id, "first");
  EXPECT_EQ((*models)[1].id, "second");
  EXPECT_EQ((*models)[0].file, folder_ / "weights" / "first.dat");
  EXPECT_EQ((*models)[0].licence, "MIT");
}

TEST_F(ModelCatalogueTest, TellsWhichFilesArePresent) {
  EXPECT_FALSE(Read(kGood)->front().present);
  std::ofstream(folder_ / "weights" / "first.dat") << "weights";
  EXPECT_TRUE(Read(kGood)->front().present);
}

TEST_F(ModelCatalogueTest, RefusesWhatIsMalformedAndSaysWhy) {
  const struct {
    std::string toml;
    std::string_view message;
  } cases[] = {
      {"", "no model"},
      {"[[model", "models.toml"},
      {"model = 3", "no model"},
      {With("id = \"first\"", ""), "no id"},
      {With("embedder", "oracle"), "oracle"},
      {With("licence = \"MIT\"", ""), "no licence"},
      {With("0123456789abcdef0123", "short"), "sha256"},
      {With("0123456789abcdef0123", "0123456789ABCDEF0123"), "sha256"},
      {With("file = \"first.dat\"", ""), "either file or system"},
      {With("first.dat", "../first.dat"), "not a plain name"},
      {std::string(kGood) + std::string(kGood), "listed twice"},
  };
  for (const auto& [toml, message] : cases) {
    const auto models = Read(toml);
    EXPECT_THAT(models, testing::FailsWith(absl::StatusCode::kFailedPrecondition,
                                           ErrorReason::kModelFileInvalid));
    EXPECT_THAT(models, testing::MessageHas(message));
  }
}

TEST_F(ModelCatalogueTest, RefusesAFolderWithoutModelsToml) {
  EXPECT_THAT(ReadModelCatalogue(folder_), testing::FailsWith(absl::StatusCode::kFailedPrecondition,
                                                              ErrorReason::kModelFileInvalid));
}

}  // namespace
}  // namespace portcullis
