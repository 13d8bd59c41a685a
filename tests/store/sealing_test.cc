#include "store/sealing.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using ::portcullis::testing::FailsWith;
using ::portcullis::testing::MessageHas;

class SealingTest : public ::testing::Test {
 protected:
  std::filesystem::path NewKey(const std::string& name) {
    const std::filesystem::path path = folder_.path() / name;
    EXPECT_OK(CreateKeyFile(path));
    return path;
  }

  std::unique_ptr<const Sealer> NewSealer(const std::string& name) {
    auto sealer = Sealer::FromKeyFile(NewKey(name));
    EXPECT_OK(sealer);
    return *std::move(sealer);
  }

  std::filesystem::path Write(const std::string& text) {
    const std::filesystem::path path = folder_.path() / "written";
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path;
  }

  static SealedField Field() { return {"entry", "0000000000001", "display_name", "model"}; }

  static auto IsInvalid() {
    return FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid);
  }
  static auto IsCorrupt() {
    return FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt);
  }

  testing::TemporaryFolder folder_;
};

TEST_F(SealingTest, OpensWhatItSealed) {
  const auto sealer = NewSealer("key");
  for (const std::string& plain :
       {std::string("Person 1"), std::string(), std::string(70000, 'x')}) {
    const std::string sealed = sealer->Seal(plain, Field());
    EXPECT_EQ(sealed.size(), plain.size() + 40);
    const auto opened = sealer->Open(sealed, Field());
    ASSERT_OK(opened);
    EXPECT_EQ(*opened, plain);
  }
}

TEST_F(SealingTest, SealsTheSameTextDifferentlyEachTime) {
  const auto sealer = NewSealer("key");
  EXPECT_NE(sealer->Seal("Person 1", Field()), sealer->Seal("Person 1", Field()));
}

TEST_F(SealingTest, NoticesAnyFlippedBitAndNamesTheField) {
  const auto sealer = NewSealer("key");
  const std::string sealed = sealer->Seal("Person 1", Field());
  for (std::size_t byte = 0; byte < sealed.size(); ++byte) {
    std::string flipped = sealed;
    flipped[byte] = static_cast<char>(flipped[byte] ^ 1);
    const auto opened = sealer->Open(flipped, Field());
    ASSERT_THAT(opened, IsCorrupt());
    ASSERT_THAT(opened, MessageHas("entry 0000000000001 (display_name)"));
  }
  EXPECT_THAT(sealer->Open(sealed.substr(0, 39), Field()), IsCorrupt());
  EXPECT_THAT(sealer->Open("", Field()), IsCorrupt());
}

TEST_F(SealingTest, DoesNotOpenAValueInAnotherPlace) {
  const auto sealer = NewSealer("key");
  const std::string sealed = sealer->Seal("Person 1", Field());
  SealedField other = Field();
  other.row = "0000000000002";
  EXPECT_THAT(sealer->Open(sealed, other), IsCorrupt());
  other = Field();
  other.column = "external_reference";
  EXPECT_THAT(sealer->Open(sealed, other), IsCorrupt());
  other = Field();
  other.model = "another model";
  EXPECT_THAT(sealer->Open(sealed, other), IsCorrupt());
}

TEST_F(SealingTest, DoesNotOpenWithAnotherKey) {
  const auto sealer = NewSealer("key");
  const auto other = NewSealer("other");
  EXPECT_NE(sealer->key_id(), other->key_id());
  EXPECT_EQ(sealer->key_id().size(), 16U);
  EXPECT_THAT(other->Open(sealer->Seal("Person 1", Field()), Field()), IsCorrupt());
}

TEST_F(SealingTest, TagsAndTermsFollowFromTextAndKeyAlone) {
  const auto sealer = NewSealer("key");
  const auto same = Sealer::FromKeyFile(folder_.path() / "key");
  ASSERT_OK(same);
  const auto other = NewSealer("other");
  EXPECT_EQ(sealer->Tag("case-1").size(), 16U);
  EXPECT_EQ(sealer->Tag("case-1"), (*same)->Tag("case-1"));
  EXPECT_NE(sealer->Tag("case-1"), sealer->Tag("case-2"));
  EXPECT_NE(sealer->Tag("case-1"), other->Tag("case-1"));
  EXPECT_EQ(sealer->Term("record"), (*same)->Term("record"));
  EXPECT_NE(sealer->Term("record"), sealer->Term("another"));
  EXPECT_NE(sealer->Term("record"), other->Term("record"));
}

TEST_F(SealingTest, ReadsTheSameKeyAgain) {
  const std::filesystem::path path = NewKey("key");
  const auto first = Sealer::FromKeyFile(path);
  const auto second = Sealer::FromKeyFile(path);
  ASSERT_OK(first);
  ASSERT_OK(second);
  const auto opened = (*second)->Open((*first)->Seal("Person 1", Field()), Field());
  ASSERT_OK(opened);
  EXPECT_EQ(*opened, "Person 1");
}

TEST_F(SealingTest, CreatesAKeyFileForItsOwnerAlone) {
  struct stat attributes {};
  ASSERT_EQ(::stat(NewKey("key").c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_mode & 0777U, 0600U);
  EXPECT_EQ(attributes.st_size, 65);
}

TEST_F(SealingTest, NeverOverwritesAKeyFile) {
  const std::filesystem::path path = NewKey("key");
  EXPECT_EQ(CreateKeyFile(path).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_OK(Sealer::FromKeyFile(path));
}

TEST_F(SealingTest, SaysThatAKeyFileCannotBeWritten) {
  EXPECT_THAT(CreateKeyFile(folder_.path() / "absent" / "key"),
              FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable));
}

TEST_F(SealingTest, RefusesAKeyFileThatOthersMayUse) {
  const std::filesystem::path path = NewKey("key");
  for (const auto wider :
       {std::filesystem::perms::group_read, std::filesystem::perms::others_read}) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | wider);
    EXPECT_THAT(Sealer::FromKeyFile(path), IsInvalid());
  }
}

TEST_F(SealingTest, RefusesAMissingOrMalformedKeyFile) {
  const auto absent = Sealer::FromKeyFile(folder_.path() / "absent");
  EXPECT_THAT(absent, IsInvalid());
  EXPECT_THAT(absent, MessageHas("absent"));
  EXPECT_THAT(Sealer::FromKeyFile(folder_.path()), IsInvalid());
  for (const std::string& text :
       {std::string(), std::string(63, 'a'), std::string(64, 'g'), std::string(65, 'a'),
        std::string(64, 'a') + "\n\n", std::string(10, 'a') + ":" + std::string(53, 'a')}) {
    const std::filesystem::path path = Write(text);
    EXPECT_THAT(Sealer::FromKeyFile(path), IsInvalid()) << text;
    std::filesystem::remove(path);
  }
  EXPECT_OK(Sealer::FromKeyFile(Write(std::string(64, 'a'))));
}

}  // namespace
}  // namespace portcullis
