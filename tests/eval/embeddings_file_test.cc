#include "eval/embeddings_file.h"

#include <string>
#include <vector>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;
using testing::TemporaryFolder;

const ModelId kModel{"model", "0123456789abcdef", "alignment-v1"};

std::string Line(const std::string& path, float value) {
  EmbeddedImage image;
  image.outcome = "EMBEDDED";
  image.embedding = Embedding(kModel, {value});
  return ToJsonLine(path, kModel, image) + "\n";
}

std::string FailedLine(const std::string& path) {
  EmbeddedImage image;
  image.outcome = "NO_FACE";
  return ToJsonLine(path, kModel, image) + "\n";
}

TEST(ReadEmbeddings, ReadsWhatEmbedWrote) {
  const TemporaryFolder folder;
  const auto file = ReadEmbeddings(folder.Write("e.jsonl", Line("a", 1.5F) + FailedLine("b")));
  ASSERT_OK(file);
  EXPECT_EQ(file->model.ToString(), kModel.ToString());
  const auto images = file->Find(std::vector<std::string>{"b", "a"});
  ASSERT_OK(images);
  EXPECT_EQ(images->at(0).outcome, "NO_FACE");
  EXPECT_EQ(images->at(1).embedding->values()[0], 1.5F);
}

TEST(ReadEmbeddings, NamesTheLineThatIsSomethingElse) {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& text) {
    return ReadEmbeddings(folder.Write("e.jsonl", text));
  };
  EXPECT_THAT(read(Line("a", 1) + "nonsense\n"), MessageHas("e.jsonl:2: not a line"));
  EXPECT_THAT(read(Line("a", 1) + Line("a", 2)), MessageHas("e.jsonl:2: a appears twice"));
  std::string other = Line("b", 1);
  other.replace(other.find("model@"), 6, "other@");
  EXPECT_THAT(read(Line("a", 1) + other), MessageHas("e.jsonl:2: embedded by other@"));
  EXPECT_THAT(read(""), FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  EXPECT_EQ(ReadEmbeddings("/nonexistent").status().code(), absl::StatusCode::kNotFound);
}

TEST(EmbeddingsFile, NamesAnImageThatItLacks) {
  const TemporaryFolder folder;
  const auto file = ReadEmbeddings(folder.Write("e.jsonl", Line("a", 1)));
  ASSERT_OK(file);
  EXPECT_THAT(file->Find(std::vector<std::string>{"a", "c.jpg"}), MessageHas("none of c.jpg"));
}

}  // namespace
}  // namespace portcullis
