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

TEST_F(Records, RefuseAnotherVersion) {
  std::string entry = EncodeEntry(RecordOf(FullEntry()));
  entry[0] = 2;
  EXPECT_FALSE(DecodeEntry(EntryId{7}, entry));
  std::string list = EncodeList(MakeList("a"));
  list[0] = 2;
  EXPECT_FALSE(DecodeList(ListId{"a"}, list));
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
