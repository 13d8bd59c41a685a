// Lists, entries, policies and checks as sealed bytes.
#include "border/watchlist/entry_lifecycle.h"
#include "store/check_bytes.h"
#include "store/entry_record.h"
#include "store/list_record.h"
#include "store/policy_record.h"
#include "tests/contract/policy_records.h"
#include "tests/contract/watchlist_store_records.h"
#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {
namespace {

class Records : public ::testing::Test {
 protected:
  Records() {
    const std::filesystem::path path = folder_.path() / "key";
    EXPECT_OK(CreateKeyFile(path));
    auto sealer = Sealer::FromKeyFile(path);
    EXPECT_OK(sealer);
    sealer_ = *std::move(sealer);
  }

  EntryRecord RecordOf(const Entry& entry) const {
    return {.entry = entry, .keys = KeysOf(entry, *sealer_)};
  }

  TemporaryFolder folder_;
  std::unique_ptr<const Sealer> sealer_;
};

Entry FullEntry() {
  Entry entry = MakeEntry(7, {"a", "b"}, 3).entry;
  entry.lists[1].pending = true;
  entry.references[2].pending = true;
  entry.details.valid_until = TimeAt(99);
  entry.absorbs = {EntryId{3}, EntryId{4}};
  entry.merged_into = EntryId{5};
  return entry;
}

TEST_F(Records, ReadAnEntryAsItWasWritten) {
  const EntryRecord record = RecordOf(FullEntry());
  const auto decoded = DecodeEntry(EntryId{7}, EncodeEntry(record));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->entry, record.entry);
  EXPECT_EQ(decoded->keys, record.keys);
}

TEST_F(Records, OfAnEntryOfTheFirstVersionHaveFourMeasuresOfQuality) {
  Entry entry = FullEntry();
  for (ReferenceInfo& reference : entry.references) {
    reference.quality.overall = 0;
    reference.quality.components.clear();
  }
  // Since then two bytes more for each of the three references: no overall value, no components.
  std::string bytes = EncodeEntry(RecordOf(entry));
  bytes.resize(bytes.size() - 2 * entry.references.size());
  bytes[0] = 1;
  const auto decoded = DecodeEntry(EntryId{7}, bytes);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->entry, entry);
}

TEST_F(Records, ReadAListAsItWasWritten) {
  const WatchList list = MakeList("a");
  const auto decoded = DecodeList(ListId{"a"}, EncodeList(list));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, list);
}

TEST_F(Records, RefuseEveryShorterOrLongerText) {
  const std::string entry = EncodeEntry(RecordOf(FullEntry()));
  for (std::size_t size = 0; size < entry.size(); ++size) {
    EXPECT_FALSE(DecodeEntry(EntryId{7}, entry.substr(0, size))) << size;
  }
  EXPECT_FALSE(DecodeEntry(EntryId{7}, entry + "x"));
  const std::string list = EncodeList(MakeList("a"));
  for (std::size_t size = 0; size < list.size(); ++size) {
    EXPECT_FALSE(DecodeList(ListId{"a"}, list.substr(0, size))) << size;
  }
  EXPECT_FALSE(DecodeList(ListId{"a"}, list + "x"));
}

TEST_F(Records, OfPoliciesAndChecksAreReadWholeOrNotAtAll) {
  const std::string policy = EncodePolicy(MakePolicyVersion(3));
  EXPECT_EQ(DecodePolicy(PolicyNumber{3}, policy), MakePolicyVersion(3));
  for (std::size_t size = 0; size < policy.size(); ++size) {
    EXPECT_FALSE(DecodePolicy(PolicyNumber{3}, policy.substr(0, size))) << size;
  }
  EXPECT_FALSE(DecodePolicy(PolicyNumber{3}, policy + "x"));
  const std::string check = EncodeCheck(MakeCheck(1, "trace"));
  EXPECT_EQ(DecodeCheck(check), MakeCheck(1, "trace"));
  for (std::size_t size = 0; size < check.size(); ++size) {
    EXPECT_FALSE(DecodeCheck(check.substr(0, size))) << size;
  }
  EXPECT_FALSE(DecodeCheck(check + "x"));
}

std::string Bytes(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

// What the release before wrote; never to be changed.
constexpr std::string_view kPolicyOfVersionOne =
    "0100000000000000f03f000000000000002440fca9f1d24d62503f0201016100000000000000f03f00000000000000"
    "24"
    "40000000000000c03f02fca9f1d24d62503f000000000000e03f02010102020203616e6e8080a0bbd29df1fa310377"
    "68"
    "7903626f6280a8f6f4d99df1fa31000180d0ccaee19df1fa310004";
constexpr std::string_view kCheckOfVersionOne =
    "018080a0bbd29df1fa31017406016d0501000101016104060406010e0000803e0201000200";
constexpr std::string_view kCheckWithoutSearchOfVersionOne =
    "018080a0bbd29df1fa310174000000020100000000000000";

TEST_F(Records, OfAPolicyOfTheFirstVersionHaveTheDefaultsForWhatItDidNotSay) {
  const auto version = DecodePolicy(PolicyNumber{1}, Bytes(kPolicyOfVersionOne));
  ASSERT_TRUE(version);
  Policy expected;
  expected.rules[ListId{"a"}].prior_listed = 0.125;
  expected.fallbacks.no_face = FallbackAction::kManualCheck;
  EXPECT_EQ(version->policy, expected);
  EXPECT_EQ(version->proposed_by, "ann");
  EXPECT_EQ(version->revision, Revision{2});
}

TEST_F(Records, OfAPolicyOfTheFirstVersionAreWrittenAsOfTheSecond) {
  const auto version = DecodePolicy(PolicyNumber{1}, Bytes(kPolicyOfVersionOne));
  ASSERT_TRUE(version);
  EXPECT_EQ(DecodePolicy(PolicyNumber{1}, EncodePolicy(*version)), version);
}

TEST_F(Records, OfAPolicyAreRefusedIfAMeasureHasTwoMinima) {
  PolicyVersion version = MakePolicyVersion(3);
  version.policy.quality.reference = {
      60, 40, {{QualityMeasure::kHeadYaw, 50}, {QualityMeasure::kHeadPitch, 51}}};
  std::string bytes = EncodePolicy(version);
  // Head pitch (2) with 51 (102 in the form for signed numbers) becomes head yaw (1).
  const std::size_t at = bytes.rfind(std::string("\x02\x66", 2));
  ASSERT_NE(at, std::string::npos);
  bytes[at] = '\x01';
  EXPECT_FALSE(DecodePolicy(PolicyNumber{3}, bytes));
}

TEST_F(Records, OfChecksOfTheFirstVersionHadOneImageAndKnewOfNoAttack) {
  const auto check = DecodeCheck(Bytes(kCheckOfVersionOne));
  ASSERT_TRUE(check);
  EXPECT_EQ(check->outcome, Outcome::kRefer);
  EXPECT_EQ(check->images, 1U);
  EXPECT_EQ(check->images_used, 1U);
  EXPECT_TRUE(check->images_show_one_person);
  EXPECT_EQ(check->attack_evidence, std::nullopt);
  EXPECT_EQ(check->lowest_bona_fide, std::nullopt);
  const auto without_search = DecodeCheck(Bytes(kCheckWithoutSearchOfVersionOne));
  ASSERT_TRUE(without_search);
  EXPECT_EQ(without_search->images_used, 0U);
}

TEST_F(Records, OfChecksWithAnUnknownAttackResultAreRefused) {
  CheckRecord record = MakeCheck(1, "trace");
  record.attack_evidence->subsystem = "subsystem";
  std::string bytes = EncodeCheck(record);
  const std::size_t at = bytes.find("\x02\x09subsystem");
  ASSERT_NE(at, std::string::npos);
  for (const char result : {'\x00', '\x04'}) {
    bytes[at] = result;
    EXPECT_FALSE(DecodeCheck(bytes));
  }
}

TEST_F(Records, RefuseAnotherVersion) {
  std::string entry = EncodeEntry(RecordOf(FullEntry()));
  for (const char version : {'\x00', '\x03'}) {
    entry[0] = version;
    EXPECT_FALSE(DecodeEntry(EntryId{7}, entry));
  }
  std::string list = EncodeList(MakeList("a"));
  list[0] = 2;
  EXPECT_FALSE(DecodeList(ListId{"a"}, list));
  std::string policy = EncodePolicy(MakePolicyVersion(3));
  std::string check = EncodeCheck(MakeCheck(1, "trace"));
  for (const char version : {'\x00', '\x04'}) {
    policy[0] = version;
    EXPECT_FALSE(DecodePolicy(PolicyNumber{3}, policy));
    check[0] = version;
    EXPECT_FALSE(DecodeCheck(check));
  }
}

TEST_F(Records, SurviveAnyByteChangedWithoutACrash) {
  const std::string entry = EncodeEntry(RecordOf(FullEntry()));
  for (std::size_t i = 0; i < entry.size(); ++i) {
    for (const char bits : {'\x01', '\x80', '\xff'}) {
      std::string changed = entry;
      changed[i] = static_cast<char>(changed[i] ^ bits);
      DecodeEntry(EntryId{7}, changed);
    }
  }
  for (const std::string& bytes :
       {EncodePolicy(MakePolicyVersion(3)), EncodeCheck(MakeCheck(1, "trace"))}) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const char bits : {'\x01', '\x80', '\xff'}) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ bits);
        DecodePolicy(PolicyNumber{3}, changed);
        DecodeCheck(changed);
      }
    }
  }
}

TEST_F(Records, KeyEntriesByWhatIsLookedFor) {
  Entry entry = FullEntry();
  const EntryKeys keys = KeysOf(entry, *sealer_);
  EXPECT_EQ(keys.status, EntryStatus::kActive);
  EXPECT_TRUE(keys.pending);
  EXPECT_EQ(keys.review_by_ns, absl::ToUnixNanos(entry.details.review_by));
  EXPECT_EQ(keys.next_act_ns, absl::ToUnixNanos(TimeAt(99)));
  EXPECT_EQ(keys.external_reference_tag, sealer_->Tag("case-7"));
  entry.details.external_reference = "";
  entry.status = EntryStatus::kRetired;
  EXPECT_EQ(KeysOf(entry, *sealer_).external_reference_tag, "");
  EXPECT_EQ(KeysOf(entry, *sealer_).next_act_ns, std::nullopt);
  EXPECT_FALSE(KeysOf(entry, *sealer_).pending);
}

}  // namespace
}  // namespace portcullis::testing
