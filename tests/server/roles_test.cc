// Who may call what, over TLS with client certificates, for every method of the contract.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"
#include "server/transport/caller.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/certificates.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::vector<std::string> kClients = {"kiosk",    "officer", "supervisor", "administrator",
                                           "approver", "auditor", "none",       "janitor"};

class CallOfOneRequest : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  void OnReadInitialMetadataDone(bool ok) override {
    if (ok && cancels_when_begun) context.TryCancel();
  }
  void OnReadDone(bool ok) override {
    if (ok) StartRead(&response);
  }
  void OnDone(const grpc::Status& result) override {
    status = result;
    done.Notify();
  }

  bool cancels_when_begun = false;
  grpc::ClientContext context;
  const grpc::ByteBuffer request{nullptr, 0};
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
};

class Roles : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    certificates_ = std::make_unique<Certificates>(kClients);
    server_ = std::make_unique<ServerUnderTest>(
        ServerUnderTestOptions{.tls = certificates_->ForServer()});
  }

  static void TearDownTestSuite() {
    server_.reset();
    certificates_.reset();
  }

  static std::shared_ptr<grpc::Channel> ChannelAs(const std::string& client) {
    return certificates_->ChannelAs(client, server_->address());
  }

  /// Calls a method with one empty request and waits for the end of the call. A stream that the
  /// server would go on with is cancelled when it begins.
  static grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& path) {
    grpc::GenericStub stub(channel);
    CallOfOneRequest call;
    call.cancels_when_begun = path.ends_with("/WatchChanges");
    stub.PrepareBidiStreamingCall(&call.context, path, grpc::StubOptions(), &call);
    call.StartWriteLast(&call.request, grpc::WriteOptions());
    call.StartRead(&call.response);
    call.StartCall();
    call.done.WaitForNotification();
    return call.status;
  }

  static inline std::unique_ptr<Certificates> certificates_;
  static inline std::unique_ptr<ServerUnderTest> server_;
};

struct Method {
  std::string path;
  std::set<std::string> roles;
};

std::vector<Method> AllMethods() {
  std::vector<Method> methods;
  for (const auto* file :
       {v1::IdentifyRequest::descriptor()->file(), v1::CreateListRequest::descriptor()->file(),
        v1::GetPolicyRequest::descriptor()->file(), v1::GetStatusRequest::descriptor()->file()}) {
    const auto& service = *file->service(0);
    for (int i = 0; i < service.method_count(); ++i) {
      const auto& method = *service.method(i);
      Method& entry = methods.emplace_back();
      entry.path = "/" + service.full_name() + "/" + method.name();
      const auto& options = method.options();
      for (int j = 0; j < options.ExtensionSize(v1::allowed_roles); ++j) {
        entry.roles.insert(RoleName(options.GetExtension(v1::allowed_roles, j)));
      }
    }
  }
  return methods;
}

TEST_F(Roles, OpenExactlyTheMethodsThatTheContractSays) {
  for (const std::string& client : kClients) {
    const auto channel = ChannelAs(client);
    for (const Method& method : AllMethods()) {
      const grpc::Status status = Call(channel, method.path);
      if (method.roles.contains(client)) {
        EXPECT_NE(status.error_code(), grpc::StatusCode::PERMISSION_DENIED)
            << client << " calls " << method.path;
        EXPECT_NE(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
      } else {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED)
            << client << " calls " << method.path;
        EXPECT_THAT(status.error_message(), StartsWith("ROLE_REQUIRED: "));
      }
    }
  }
}

TEST_F(Roles, AreRefusedAltogetherWhereOneDoesNotExist) {
  const grpc::Status status = Call(ChannelAs("janitor"), "/grpc.health.v1.Health/Check");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(status.error_message(), HasSubstr("urn:portcullis:role:janitor"));
}

TEST_F(Roles, NeedACommonName) {
  const grpc::Status status = Call(ChannelAs("nameless"), "/portcullis.v1.MatchService/Identify");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(status.error_message(), HasSubstr("no common name"));
}

TEST_F(Roles, AreNotNeededToAskForTheHealth) {
  EXPECT_TRUE(Call(ChannelAs("none"), "/grpc.health.v1.Health/Check").ok());
}

TEST_F(Roles, DoNotOpenMethodsThatDoNotExist) {
  const auto channel = ChannelAs("administrator");
  for (const char* path : {"/portcullis.v1.AdminService/Shutdown", "/other.Service/Call"}) {
    EXPECT_EQ(Call(channel, path).error_code(), grpc::StatusCode::UNIMPLEMENTED) << path;
  }
}

TEST_F(Roles, AreWorthNothingWithoutACertificate) {
  EXPECT_EQ(Call(ChannelAs(""), "/grpc.health.v1.Health/Check").error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(Roles, ComeWithTheNameUnderWhichTheCallIsRecorded) {
  v1::CreateListRequest request;
  request.set_request_id("roles");
  request.set_list_id("recorded");
  request.mutable_list()->set_display_name("Recorded");
  grpc::ClientContext context;
  v1::CreateListResponse response;
  const auto stub = v1::WatchlistService::NewStub(ChannelAs("administrator"));
  ASSERT_TRUE(stub->CreateList(&context, request, &response).ok());
  EXPECT_EQ(server_->Events().back().actor, "test-administrator");
  EXPECT_THAT(server_->log().back(), HasSubstr("\"actor\":\"test-administrator\""));
  EXPECT_THAT(server_->log().back(), HasSubstr("\"roles\":[\"administrator\"]"));
}

TEST_F(Roles, AreCheckedBeforeTheRequestIsReadAndTheRefusalIsLogged) {
  const auto stub = v1::WatchlistService::NewStub(ChannelAs("kiosk"));
  v1::ProposeEntryRequest request;
  request.add_portraits(FakeFace(1, 1));
  grpc::ClientContext context;
  v1::ProposeEntryResponse response;
  EXPECT_EQ(stub->ProposeEntry(&context, request, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(server_->gate().passed(), 0);
  EXPECT_THAT(server_->log().back(), HasSubstr("\"reason\":\"ROLE_REQUIRED\""));
  EXPECT_THAT(server_->log().back(), HasSubstr("\"actor\":\"test-kiosk\""));
}

}  // namespace
}  // namespace portcullis::testing
