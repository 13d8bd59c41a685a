#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/watchlist_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ErasureService : public WatchlistFixture {
 protected:
  ErasureService() { server_.CreateList("demo"); }

  v1::ErasureReceipt Erase(const v1::Entry& entry) {
    v1::EraseEntryResponse response;
    EXPECT_EQ(CodeAndReason(Call("alice", &WatchlistStub::EraseEntry,
                                 For<v1::EraseEntryRequest>(entry), response)),
              "OK");
    return response.receipt();
  }

  v1::VerifyErasureResponse Verify(const v1::ErasureReceipt& receipt) {
    v1::VerifyErasureRequest request;
    *request.mutable_receipt() = receipt;
    v1::VerifyErasureResponse response;
    EXPECT_EQ(CodeAndReason(Call("alice", &WatchlistStub::VerifyErasure, request, response)), "OK");
    return response;
  }

  v1::PurgeExpiredResponse Purge(const std::string& request_id, bool dry_run) {
    v1::PurgeExpiredRequest request;
    request.set_request_id(request_id);
    request.set_dry_run(dry_run);
    grpc::ClientContext context;
    StateActor(context, "alice");
    v1::PurgeExpiredResponse response;
    EXPECT_EQ(CodeAndReason(server_.admin().PurgeExpired(&context, request, &response)), "OK");
    return response;
  }
};

TEST_F(ErasureService, ErasesAnEntryAndProvesIt) {
  const v1::ProposeEntryRequest proposal = Proposal("Jane Roe", FakeFace(100, 100));
  const v1::Entry entry = Approve(Propose(proposal));
  const v1::ErasureReceipt receipt = Erase(entry);
  EXPECT_THAT(receipt.statement(), HasSubstr(entry.name()));
  EXPECT_THAT(receipt.statement(), HasSubstr("\"alice\""));
  EXPECT_THAT(receipt.statement(), Not(HasSubstr("Jane")));

  EXPECT_NE(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);
  v1::GetEntryRequest get;
  get.set_name(entry.name());
  EXPECT_EQ(Code("alice", &WatchlistStub::GetEntry, get), "NOT_FOUND/ENTRY_NOT_FOUND");
  EXPECT_EQ(Code("alice", &WatchlistStub::ProposeEntry, proposal), "NOT_FOUND/ENTRY_NOT_FOUND")
      << "the response that was kept is gone with it";

  const v1::VerifyErasureResponse verified = Verify(receipt);
  EXPECT_TRUE(verified.signature_valid());
  EXPECT_TRUE(verified.recorded());
  EXPECT_TRUE(verified.absent());
  EXPECT_TRUE(verified.findings().empty());

  grpc::ClientContext context;
  v1::GetStatusResponse status;
  ASSERT_TRUE(server_.admin().GetStatus(&context, {}, &status).ok());
  EXPECT_EQ(status.erasure_public_key(), receipt.public_key());
}

TEST_F(ErasureService, GivesTheSameReceiptForARepetition) {
  const v1::Entry entry = Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100))));
  const auto request = For<v1::EraseEntryRequest>(entry);
  v1::EraseEntryResponse once;
  v1::EraseEntryResponse twice;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::EraseEntry, request, once)), "OK");
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::EraseEntry, request, twice)), "OK");
  EXPECT_EQ(once.SerializeAsString(), twice.SerializeAsString());
}

TEST_F(ErasureService, FindsWhatIsWrongWithAReceipt) {
  const v1::Entry entry = Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100))));
  const v1::Entry other = Approve(Propose(Proposal("John Doe", FakeFace(200, 200))));
  v1::ErasureReceipt receipt = Erase(entry);
  std::string& statement = *receipt.mutable_statement();
  statement.replace(statement.find(entry.name()), entry.name().size(), other.name());
  statement += " ";
  const v1::VerifyErasureResponse verified = Verify(receipt);
  EXPECT_FALSE(verified.signature_valid());
  EXPECT_FALSE(verified.recorded());
  EXPECT_FALSE(verified.absent());
  EXPECT_GE(verified.findings_size(), 3);

  v1::VerifyErasureRequest nonsense;
  nonsense.mutable_receipt()->set_statement("\xff{}");
  EXPECT_EQ(Code("alice", &WatchlistStub::VerifyErasure, nonsense),
            "INVALID_ARGUMENT/RECEIPT_INVALID");
}

TEST_F(ErasureService, PurgesWhatHasServedItsTime) {
  v1::UpdateListRequest retention;
  retention.set_request_id(NextId());
  retention.mutable_list()->set_name("lists/demo");
  retention.mutable_list()->set_retention_days(10);
  retention.mutable_update_mask()->add_paths("retention_days");
  ASSERT_EQ(Code("alice", &WatchlistStub::UpdateList, retention), "OK");
  const v1::Entry entry = Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100))));
  ASSERT_EQ(Code("alice", &WatchlistStub::RetireEntry, WithReason<v1::RetireEntryRequest>(entry)),
            "OK");
  EXPECT_TRUE(Purge("too early", false).entries().empty());
  server_.clock().Advance(absl::Hours(24 * 11));

  const v1::PurgeExpiredResponse would = Purge("look", true);
  EXPECT_THAT(would.entries(), ElementsAre(entry.name()));
  EXPECT_TRUE(would.receipts().empty());
  const v1::PurgeExpiredResponse did = Purge("do it", false);
  EXPECT_THAT(did.entries(), ElementsAre(entry.name()));
  ASSERT_EQ(did.receipts_size(), 1);
  EXPECT_FALSE(did.more());
  EXPECT_TRUE(Verify(did.receipts(0)).findings().empty());
  EXPECT_EQ(Purge("do it", false).SerializeAsString(), did.SerializeAsString());
}

}  // namespace
}  // namespace portcullis::testing
