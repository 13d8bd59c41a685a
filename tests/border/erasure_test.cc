#include "border/watchlist/erasure.h"

#include <string>

#include "tests/border/watchlist_under_test.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using testing::FakeFace;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using testing::WatchlistUnderTest;

const ListId kList{"demo"};
const ListId kShort{"short"};

class ErasureTest : public ::testing::Test {
 protected:
  ErasureTest() { EXPECT_OK(world_.CreateList(kShort, 1, 30)); }

  absl::StatusOr<ErasureReceipt> Erase(EntryId id, std::optional<Revision> expected = {}) {
    ErasureReceipt receipt;
    const auto response =
        world_.eraser.Erase(world_.By("alice"), {id, expected}, [&](const ErasureReceipt& made) {
          receipt = made;
          return "erased";
        });
    if (!response.ok()) return response.status();
    return receipt;
  }

  absl::StatusOr<PurgeResult> Purge(bool dry_run) {
    PurgeResult result;
    const auto response =
        world_.eraser.PurgeExpired(world_.By("alice"), dry_run, [&](const PurgeResult& made) {
          result = made;
          return "purged";
        });
    if (!response.ok()) return response.status();
    return result;
  }

  WatchlistUnderTest world_{kList};
};

TEST_F(ErasureTest, LeavesNothingAndTheReceiptSaysSo) {
  const EntryId id = world_.Enrol(kList, 10, 20);
  const auto receipt = Erase(id);
  ASSERT_OK(receipt);
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());
  EXPECT_THAT(world_.store.GetEntry(id),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
  EXPECT_THAT(receipt->statement, HasSubstr("entries/" + FormatEntryId(id)));
  EXPECT_THAT(receipt->statement, HasSubstr("2027-01-15T08:00:00.000Z"));
  EXPECT_THAT(receipt->statement, Not(HasSubstr("Person")));
  const auto findings = world_.eraser.Verify(*receipt);
  ASSERT_OK(findings);
  EXPECT_TRUE(findings->signature_valid);
  EXPECT_TRUE(findings->recorded);
  EXPECT_TRUE(findings->absent);
  EXPECT_THAT(findings->findings, IsEmpty());
}

TEST_F(ErasureTest, AReceiptThatWasAlteredOrIsOfAnotherServerIsNotBelieved) {
  auto receipt = Erase(world_.Enrol(kList, 10, 20));
  ErasureReceipt altered = *receipt;
  altered.statement.insert(altered.statement.size() - 1, " ");
  EXPECT_THAT(world_.eraser.Verify(altered)->findings,
              ElementsAre("the signature is not of this statement: one of them was altered"));
  ErasureReceipt foreign = *receipt;
  foreign.signature = "by somebody else";
  foreign.public_key = "another key";
  EXPECT_THAT(world_.eraser.Verify(foreign)->findings,
              ElementsAre("the receipt was signed by another server's key"));
  for (const char* statement : {"", "{}", "[1]", "nonsense", R"({"entry":"entries/x"})",
                                R"({"kind":"portcullis erasure receipt 1","entry":7})"}) {
    EXPECT_THAT(world_.eraser.Verify({statement, "", ""}),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kReceiptInvalid))
        << statement;
  }
}

TEST_F(ErasureTest, AReceiptForAnEntryThatIsStillThereIsContradicted) {
  const EntryId gone = world_.Enrol(kList, 10, 20);
  auto receipt = Erase(gone);
  const EntryId here = world_.Enrol(kList, 200, 20);
  const std::string old_name = FormatEntryId(gone);
  receipt->statement.replace(receipt->statement.find(old_name), old_name.size(),
                             FormatEntryId(here));
  const auto findings = world_.eraser.Verify(*receipt);
  ASSERT_OK(findings);
  EXPECT_FALSE(findings->recorded);
  EXPECT_FALSE(findings->absent);
  EXPECT_THAT(findings->findings, SizeIs(3));
}

TEST_F(ErasureTest, OnAnOldRevisionErasesNothing) {
  const EntryId id = world_.Enrol(kList, 10, 20);
  EXPECT_THAT(Erase(id, Revision{1}),
              FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict));
  EXPECT_THAT(world_.Find(10, 20), ElementsAre(id));
}

TEST_F(ErasureTest, ARetiredEntryIsPurgedOnceEveryListAllowsIt) {
  const EntryId kept = world_.Enrol(WatchlistUnderTest::Person({kList, kShort}, {FakeFace(1, 1)}));
  const EntryId purged = world_.Enrol(kShort, 100, 1);
  const EntryId active = world_.Enrol(kShort, 1, 200);
  for (const EntryId id : {kept, purged}) {
    ASSERT_OK(world_.entries.Retire(world_.By("alice"), {id}, "over", WatchlistUnderTest::kId));
  }
  world_.now += absl::Hours(24 * 30) - absl::Seconds(1);
  EXPECT_THAT(Purge(false)->entries, IsEmpty());
  world_.now += absl::Seconds(1);
  const auto dry = Purge(true);
  ASSERT_OK(dry);
  EXPECT_THAT(dry->entries, ElementsAre(purged));
  EXPECT_THAT(dry->receipts, IsEmpty());
  EXPECT_OK(world_.store.GetEntry(purged));
  const auto done = Purge(false);
  ASSERT_OK(done);
  EXPECT_THAT(done->entries, ElementsAre(purged));
  ASSERT_THAT(done->receipts, SizeIs(1));
  EXPECT_THAT(world_.eraser.Verify(done->receipts[0])->findings, IsEmpty());
  EXPECT_OK(world_.store.GetEntry(kept));
  EXPECT_OK(world_.store.GetEntry(active));
}

}  // namespace
}  // namespace portcullis
