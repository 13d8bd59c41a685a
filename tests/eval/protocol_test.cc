#include "eval/protocol.h"

#include <string>
#include <string_view>

#include "eval/protocols.h"
#include "nlohmann/json.hpp"
#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::IsOk;
using testing::MessageHas;
using testing::TemporaryFolder;

const std::filesystem::path kShipped = PORTCULLIS_PROTOCOLS_DIR;

TEST(ReadProtocol, SetsTheKeysThatAreThereAndKeepsTheOthers) {
  const TemporaryFolder folder;
  IdentifyProtocol protocol;
  ASSERT_OK(ReadProtocol(folder.Write("p.toml",
                                      "kind = 'identify'\nseed = 7\n"
                                      "gallery_sizes = [10, 20]\nfpir_levels = [0.5]\n"
                                      "reference_rule = 'mean-distance'\n"),
                         {}, protocol));
  EXPECT_EQ(protocol.seed, 7);
  EXPECT_EQ(protocol.images_per_person, kImagesPerPerson);
  EXPECT_THAT(protocol.gallery_sizes, ElementsAre(10, 20));
  EXPECT_THAT(protocol.fpir_levels, ElementsAre(0.5));
  EXPECT_EQ(protocol.reference_rule, "mean-distance");
}

TEST(ReadProtocol, LetsTheCommandLineHaveTheLastWord) {
  const TemporaryFolder folder;
  IdentifyProtocol protocol;
  ASSERT_OK(ReadProtocol(folder.Write("p.toml", "kind = 'identify'\nseed = 7\ndraws = 3\n"),
                         {{"seed", "8"}, {"gallery_sizes", "5,6"}, {"probe_rule", "nearest"}},
                         protocol));
  EXPECT_EQ(protocol.seed, 8);
  EXPECT_EQ(protocol.draws, 3);
  EXPECT_THAT(protocol.gallery_sizes, ElementsAre(5, 6));
  EXPECT_EQ(protocol.probe_rule, "nearest");
}

TEST(ReadProtocol, NamesAllThatIsWrongAtOnce) {
  const TemporaryFolder folder;
  IdentifyProtocol protocol;
  const absl::Status status =
      ReadProtocol(folder.Write("p.toml",
                                "kind = 'identify'\nseeds = 7\ndraws = 0\nranks = 'x'\n"
                                "gallery_sizes = [20, 10]\nprobe_rule = 'best'\n"),
                   {{"seed", "lots"}, {"replicates", "20.5"}}, protocol);
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  for (const char* problem :
       {"unknown key seeds", "draws is not a whole number from 1 to 1000", "ranks is not",
        "gallery_sizes does not ascend",
        "probe_rule is none of nearest, mean-embedding, corrected-mean, mean-distance",
        "seed is not a whole", "replicates is not a whole"}) {
    EXPECT_THAT(status, MessageHas(problem));
  }
}

TEST(ReadProtocol, RefusesAnotherKindAndWhatIsNoToml) {
  const TemporaryFolder folder;
  IdentifyProtocol protocol;
  EXPECT_THAT(ReadProtocol(folder.Write("p.toml", "kind = 'verify'\n"), {}, protocol),
              MessageHas("kind is \"verify\", not \"identify\""));
  EXPECT_THAT(ReadProtocol(folder.Write("p.toml", "kind = \n"), {}, protocol),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  EXPECT_EQ(ReadProtocol("/nonexistent.toml", {}, protocol).code(), absl::StatusCode::kNotFound);
}

TEST(ReadProtocol, ReadsTheOnesThatAreShipped) {
  VerifyProtocol verify;
  IdentifyProtocol identify;
  GroupsProtocol groups;
  CompareProtocol compare;
  EXPECT_THAT(ReadProtocol(kShipped / "verify-all-pairs.toml", {}, verify), IsOk());
  EXPECT_THAT(ReadProtocol(kShipped / "identify-1028.toml", {}, identify), IsOk());
  EXPECT_THAT(ReadProtocol(kShipped / "identify-references.toml", {}, identify), IsOk());
  EXPECT_THAT(ReadProtocol(kShipped / "groups.toml", {}, groups), IsOk());
  EXPECT_THAT(ReadProtocol(kShipped / "compare.toml", {}, compare), IsOk());
}

TEST(ProtocolToJson, RepeatsEveryKey) {
  VerifyProtocol protocol;
  EXPECT_EQ(ToJson(protocol).dump(),
            R"({"kind":"verify","seed":1,"images_per_person":4,"max_impostor_comparisons":0,)"
            R"("fmr_levels":[1e-05,0.0001,0.001,0.01],"replicates":1000})");
}

}  // namespace
}  // namespace portcullis
