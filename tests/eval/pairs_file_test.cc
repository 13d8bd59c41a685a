#include "eval/pairs_file.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::MessageHas;
using testing::TemporaryFolder;

TEST(ReadPairs, ReadsPathsAndLabels) {
  const TemporaryFolder folder;
  const auto pairs = ReadPairs(folder.Write("pairs", "a/1.jpg a/2.jpg 1\nb/1.jpg  c/1.jpg 0\n"));
  ASSERT_OK(pairs);
  ASSERT_EQ(pairs->size(), 2);
  EXPECT_EQ(pairs->at(0).first, "a/1.jpg");
  EXPECT_EQ(pairs->at(0).second, "a/2.jpg");
  EXPECT_TRUE(pairs->at(0).same_person);
  EXPECT_FALSE(pairs->at(1).same_person);
}

TEST(ReadPairs, AllowsBlanksInNamesBetweenTabs) {
  const TemporaryFolder folder;
  const auto pairs = ReadPairs(folder.Write("pairs", "my face.jpg\tother face.jpg\t0\n"));
  ASSERT_OK(pairs);
  EXPECT_EQ(pairs->at(0).second, "other face.jpg");
}

TEST(ReadPairs, PassesOverCommentsEmptyLinesAndCarriageReturns) {
  const TemporaryFolder folder;
  const auto pairs = ReadPairs(folder.Write("pairs", "# a comment\r\n\r\n  \na b 1\r\n"));
  ASSERT_OK(pairs);
  EXPECT_EQ(pairs->size(), 1);
}

TEST(ReadPairs, NamesTheFirstLineThatIsNoPair) {
  const TemporaryFolder folder;
  for (const std::string_view bad : {"a b", "a b 2", "a b c 1", "a b yes", "a"}) {
    const auto file = folder.Write("pairs", "a b 1\n" + std::string(bad) + "\n");
    EXPECT_THAT(ReadPairs(file),
                AllOf(FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid),
                      MessageHas(":2:")))
        << bad;
  }
}

TEST(ReadPairs, RefusesAFileWithoutPairs) {
  const TemporaryFolder folder;
  EXPECT_THAT(ReadPairs(folder.Write("pairs", "# nothing\n")),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

TEST(ReadPairs, IsNotFoundWithoutAFile) {
  EXPECT_EQ(ReadPairs("/nonexistent/pairs").status().code(), absl::StatusCode::kNotFound);
}

TEST(ReadPaths, KeepsOrderAndBlanks) {
  const TemporaryFolder folder;
  const auto paths = ReadPaths(folder.Write("paths", "b.jpg\na face.jpg\n"));
  ASSERT_OK(paths);
  EXPECT_THAT(*paths, ElementsAre("b.jpg", "a face.jpg"));
}

TEST(UnitsOf, TakesTheFolderForThePersonWhereTheLabelsAgree) {
  const PairUnits units = UnitsOf({{"ann/1", "ann/2", true}, {"ann/1", "bob/1", false}});
  EXPECT_EQ(units.resampled, "people (folder of the image)");
  EXPECT_THAT(units.first, ElementsAre(0, 0));
  EXPECT_THAT(units.second, ElementsAre(0, 1));
}

TEST(UnitsOf, TakesTheStartOfTheNameWhereThereAreNoFolders) {
  const PairUnits units =
      UnitsOf({{"001_a.jpg", "001_b.jpg", true}, {"001_a.jpg", "2_a.jpg", false}});
  EXPECT_EQ(units.resampled, "people (file name up to its first _)");
  EXPECT_THAT(units.second, ElementsAre(0, 1));
}

TEST(UnitsOf, LetsEachPairStandForItselfWhereNamesAndLabelsDisagree) {
  const PairUnits units = UnitsOf({{"x/ann_1", "y/ann_2", true}, {"x/ann_1", "x/bob_1", false}});
  EXPECT_EQ(units.resampled, "pairs");
  EXPECT_THAT(units.first, ElementsAre(0, 1));
  EXPECT_THAT(units.second, ElementsAre(0, 1));
}

}  // namespace
}  // namespace portcullis
