#include "eval/labelled_images.h"

#include <string>
#include <string_view>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::MessageHas;
using testing::TemporaryFolder;

auto Refuses(std::string_view message) {
  return AllOf(FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid),
               MessageHas(std::string(message)));
}

absl::StatusOr<LabelledImages> Select(const LabelledImages& images, std::size_t max_images) {
  return SelectImages(images, HashFiles(images.Files()), max_images);
}

TEST(ReadLabelledImages, TakesAFolderPerPerson) {
  const TemporaryFolder folder;
  folder.Write("bob/1.jpg", "b1");
  folder.Write("ann/1.jpg", "a1");
  folder.Write("ann/2.jpg", "a2");
  const auto images = ReadLabelledImages({.root = folder.path()});
  ASSERT_OK(images);
  EXPECT_THAT(images->people, ElementsAre("ann", "bob"));
  EXPECT_THAT(images->paths, ElementsAre("ann/1.jpg", "ann/2.jpg", "bob/1.jpg"));
  EXPECT_THAT(images->person_of_image, ElementsAre(0, 0, 1));
  EXPECT_EQ(images->Files().front(), folder.path() / "ann/1.jpg");
}

TEST(ReadLabelledImages, JoinsTwoCsvFilesByPerson) {
  const TemporaryFolder folder;
  const auto images_csv =
      folder.Write("i.csv", "pose,path,person\nleft,z.jpg,bob\nfront,y.jpg,ann\nleft,x.jpg,ann\n");
  const auto people_csv = folder.Write("p.csv", "subject,age\nbob,40\nann,30\n");
  const auto images = ReadLabelledImages({.images = images_csv, .people = people_csv});
  ASSERT_OK(images);
  EXPECT_THAT(images->people, ElementsAre("ann", "bob"));
  EXPECT_THAT(images->paths, ElementsAre("x.jpg", "y.jpg", "z.jpg"));
  EXPECT_EQ(images->root, folder.path());
  ASSERT_OK(images->Column("pose"));
  EXPECT_THAT((*images->Column("pose"))->values, ElementsAre("left", "front", "left"));
  EXPECT_THAT((*images->Column("age"))->values, ElementsAre("30", "30", "40"));
  EXPECT_THAT(images->Column("sex"), Refuses("no column sex; there are pose, age"));
}

TEST(ReadLabelledImages, NamesWhatIsWrongWithTheCsvFiles) {
  const TemporaryFolder folder;
  const auto good = folder.Write("i.csv", "path,person\nx.jpg,ann\n");
  const auto people = [&](std::string_view text) {
    return ReadLabelledImages({.images = good, .people = folder.Write("p.csv", text)});
  };
  EXPECT_THAT(people("person,age\nann,1\nbob,2\n"), Refuses("p.csv:3: person bob has no image"));
  EXPECT_THAT(people("person,age\nann,1\nann,2\n"), Refuses("p.csv:3: person ann appears twice"));
  EXPECT_THAT(people("age,person\n,ann\n"), Refuses("p.csv:2: the cell of column age is empty"));
  const auto images = [&](std::string_view text) {
    return ReadLabelledImages({.images = folder.Write("j.csv", text)});
  };
  EXPECT_THAT(images("file,person\nx.jpg,ann\n"), Refuses("has no column path, but file, person"));
  EXPECT_THAT(images("path,who\nx.jpg,ann\n"), Refuses("has no column person"));
  EXPECT_THAT(images("path,person\nx.jpg,ann\nx.jpg,bob\n"),
              Refuses("names the path x.jpg twice, for ann and bob"));
  const auto two = folder.Write("k.csv", "path,person\nx.jpg,ann\ny.jpg,bob\n");
  EXPECT_THAT(ReadLabelledImages({.images = two, .people = folder.Write("p.csv", "person\nann\n")}),
              Refuses("person bob has images but no row in"));
  EXPECT_THAT(ReadLabelledImages({}), Refuses("no images"));
}

TEST(SelectImages, CountsAPictureOfOnePersonOnce) {
  const TemporaryFolder folder;
  folder.Write("ann/1.jpg", "same");
  folder.Write("ann/2.jpg", "same");
  folder.Write("ann/3.jpg", "other");
  folder.Write("ann/4.jpg", "third");
  const auto images = Select(*ReadLabelledImages({.root = folder.path()}), 2);
  ASSERT_OK(images);
  EXPECT_THAT(images->paths, ElementsAre("ann/1.jpg", "ann/3.jpg"));
  EXPECT_EQ(images->repeated_images, 1);
}

TEST(SelectImages, RefusesOnePictureOfTwoPeopleNamingBoth) {
  const TemporaryFolder folder;
  folder.Write("ann/1.jpg", "same");
  folder.Write("bob/1.jpg", "same");
  EXPECT_THAT(Select(*ReadLabelledImages({.root = folder.path()}), 9),
              Refuses("ann/1.jpg and bob/1.jpg are the same picture, of ann and of bob"));
}

TEST(SelectImages, TellsNothingFromFilesThatCannotBeRead) {
  LabelledImages images;
  images.people = {"ann", "bob"};
  images.paths = {"gone1", "gone2"};
  images.person_of_image = {0, 1};
  images.root = "/nonexistent";
  const auto selected = Select(images, 9);
  ASSERT_OK(selected);
  EXPECT_EQ(selected->paths.size(), 2);
}

TEST(CheckComparable, WantsTwoPeopleAndTwoImagesOfOne) {
  LabelledImages images;
  images.people = {"ann"};
  images.person_of_image = {0, 0};
  EXPECT_THAT(CheckComparable(images), Refuses("only one person, ann: no impostors"));
  images.people = {"ann", "bob"};
  images.person_of_image = {0, 1};
  EXPECT_THAT(CheckComparable(images), Refuses("2 people with one image each: no genuine"));
  images.person_of_image = {0, 0, 1};
  EXPECT_THAT(CheckComparable(images), testing::IsOk());
}

}  // namespace
}  // namespace portcullis
