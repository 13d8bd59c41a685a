#include "eval/person_folders.h"

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using testing::TemporaryFolder;

const ModelId kModel{"model", "0123456789abcdef", "alignment-v1"};

EmbeddedImage At(float value) {
  EmbeddedImage image;
  image.outcome = "EMBEDDED";
  image.embedding = Embedding(kModel, {value});
  return image;
}

TEST(ReadPersonFolders, ListsPeopleAndImagesInOrder) {
  const TemporaryFolder folder;
  for (const char* name :
       {"bob/2.JPG", "bob/1.png", "ann/1.jpeg", "ann/notes.txt", "empty/x.txt", "loose.jpg"}) {
    folder.Write(name, "");
  }
  const auto folders = ReadPersonFolders(folder.path(), 9);
  ASSERT_OK(folders);
  EXPECT_THAT(folders->people, ElementsAre("ann", "bob"));
  EXPECT_THAT(folders->images,
              ElementsAre(folder.path() / "ann/1.jpeg", folder.path() / "bob/1.png",
                          folder.path() / "bob/2.JPG"));
  EXPECT_THAT(folders->person_of_image, ElementsAre(0, 1, 1));
}

TEST(ReadPersonFolders, TakesNoMoreOfEachPersonThanAsked) {
  const TemporaryFolder folder;
  for (const char* name : {"ann/1.jpg", "ann/2.jpg", "ann/3.jpg", "bob/1.jpg"}) {
    folder.Write(name, "");
  }
  const auto folders = ReadPersonFolders(folder.path(), 2);
  ASSERT_OK(folders);
  EXPECT_THAT(folders->person_of_image, ElementsAre(0, 0, 1));
}

TEST(ReadPersonFolders, RefusesAFolderWithoutPeople) {
  const TemporaryFolder folder;
  EXPECT_THAT(ReadPersonFolders(folder.path(), 9),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  EXPECT_EQ(ReadPersonFolders(folder.path() / "absent", 9).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(CompareAll, ComparesEveryTwoImagesThatHaveAnEmbedding) {
  EmbeddedImage failed;
  failed.outcome = "NO_FACE";
  const std::vector<EmbeddedImage> images = {At(1), At(2), failed, At(5)};
  const std::vector<std::uint32_t> people = {0, 0, 0, 1};
  const auto comparisons = CompareAll(images, people);
  ASSERT_OK(comparisons);
  ASSERT_EQ(comparisons->size(), 3);
  EXPECT_TRUE(comparisons->at(0).genuine);
  EXPECT_EQ(comparisons->at(0).distance, Distance{1});
  EXPECT_FALSE(comparisons->at(1).genuine);
  EXPECT_EQ(comparisons->at(1).distance, Distance{4});
  EXPECT_EQ(comparisons->at(2).first_person, 0);
  EXPECT_EQ(comparisons->at(2).second_person, 1);
}

}  // namespace
}  // namespace portcullis
