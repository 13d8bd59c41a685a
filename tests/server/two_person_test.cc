// Nobody puts a person on a list alone: proposal and approval with certificates.
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/certificates.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;

class TwoPersons : public ::testing::Test {
 protected:
  TwoPersons() {
    v1::CreateListRequest request;
    request.set_request_id("list");
    request.set_list_id("demo");
    request.mutable_list()->set_display_name("Demo");
    grpc::ClientContext context;
    v1::CreateListResponse response;
    EXPECT_TRUE(StubOf("administrator")->CreateList(&context, request, &response).ok());
  }

  std::unique_ptr<v1::WatchlistService::Stub> StubOf(const std::string& client) {
    return v1::WatchlistService::NewStub(certificates_.ChannelAs(client, server_.address()));
  }

  v1::Entry ProposeAs(const std::string& client) {
    v1::ProposeEntryRequest request;
    request.set_request_id("propose");
    request.mutable_entry()->set_display_name("Jane Roe");
    request.mutable_entry()->add_lists("lists/demo");
    request.add_portraits(FakeFace(100, 100));
    grpc::ClientContext context;
    // A certificate's word alone counts.
    StateActor(context, "somebody else");
    v1::ProposeEntryResponse response;
    EXPECT_EQ(CodeAndReason(StubOf(client)->ProposeEntry(&context, request, &response)), "OK");
    return response.entry();
  }

  grpc::Status ApproveAs(const std::string& client, const v1::Entry& entry) {
    v1::ApproveEntryRequest request;
    request.set_request_id("approve as " + client);
    request.set_name(entry.name());
    request.set_expected_revision(entry.revision());
    grpc::ClientContext context;
    StateActor(context, "somebody else");
    return StubOf(client)->ApproveEntry(&context, request, &approved_);
  }

  Certificates certificates_{{"administrator", "approver", "administrator-approver"}};
  ServerUnderTest server_{{.tls = certificates_.ForServer()}};
  v1::ApproveEntryResponse approved_;
};

TEST_F(TwoPersons, AreNeededToEnrol) {
  const v1::Entry entry = ProposeAs("administrator");
  EXPECT_THAT(entry.proposers(), ElementsAre("test-administrator"));
  ASSERT_EQ(CodeAndReason(ApproveAs("approver", entry)), "OK");
  EXPECT_EQ(approved_.entry().status(), v1::ENTRY_STATUS_ACTIVE);
  EXPECT_EQ(approved_.entry().approvals(0).actor(), "test-approver");
}

TEST_F(TwoPersons, AreNotOneWhoHasBothRoles) {
  const v1::Entry entry = ProposeAs("administrator-approver");
  EXPECT_EQ(CodeAndReason(ApproveAs("administrator-approver", entry)),
            "PERMISSION_DENIED/SELF_APPROVAL_FORBIDDEN");
  EXPECT_EQ(CodeAndReason(ApproveAs("approver", entry)), "OK");
}

TEST_F(TwoPersons, AreNotOneWithoutTheRole) {
  EXPECT_EQ(ApproveAs("administrator", ProposeAs("administrator-approver")).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace portcullis::testing
