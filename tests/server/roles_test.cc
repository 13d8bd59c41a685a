// Who may call what, over TLS with client certificates, for every method of the contract.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"
#include "server/transport/caller.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::vector<std::string> kClients = {"kiosk",    "officer", "supervisor", "administrator",
                                           "approver", "auditor", "none",       "janitor"};

class Roles : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::filesystem::temp_directory_path() / ("roles_test_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    std::string command =
        std::string(PORTCULLIS_SOURCE_DIR "/tests/server/make_certificates.sh ") + folder_.string();
    for (const std::string& client : kClients) command += " " + client;
    ASSERT_EQ(std::system(command.c_str()), 0);
    server_ = std::make_unique<ServerUnderTest>(ServerUnderTestOptions{
        .tls = TlsMaterial{Read("server.crt"), Read("server.key"), Read("ca.crt")}});
  }

  static void TearDownTestSuite() {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::string Read(const std::string& name) {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  /// With the certificate of that client; without any for "".
  static std::shared_ptr<grpc::Channel> ChannelAs(const std::string& client) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Read("ca.crt");
    if (!client.empty()) {
      options.pem_cert_chain = Read(client + ".crt");
      options.pem_private_key = Read(client + ".key");
    }
    return grpc::CreateChannel(server_->address(), grpc::SslCredentials(options));
  }

  /// Calls a method with an empty request.
  static grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& path) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    const grpc::ByteBuffer request(nullptr, 0);
    grpc::ByteBuffer response;
    grpc::Status result;
    absl::Notification done;
    stub.UnaryCall(&context, path, grpc::StubOptions(), &request, &response,
                   [&result, &done](grpc::Status status) {
                     result = std::move(status);
                     done.Notify();
                   });
    done.WaitForNotification();
    return result;
  }

  static inline std::filesystem::path folder_;
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
        v1::GetStatusRequest::descriptor()->file()}) {
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
  EXPECT_EQ(server_->store().AuditEvents().back().actor, "test-administrator");
  EXPECT_THAT(server_->log().back(), HasSubstr("\"actor\":\"test-administrator\""));
  EXPECT_THAT(server_->log().back(), HasSubstr("\"roles\":[\"administrator\"]"));
}

TEST_F(Roles, AreCheckedBeforeTheRequestIsReadAndTheRefusalIsLogged) {
  const auto stub = v1::WatchlistService::NewStub(ChannelAs("kiosk"));
  v1::EnrollEntryRequest request;
  request.add_portraits(FakeFace(1, 1));
  grpc::ClientContext context;
  v1::EnrollEntryResponse response;
  EXPECT_EQ(stub->EnrollEntry(&context, request, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(server_->gate().passed(), 0);
  EXPECT_THAT(server_->log().back(), HasSubstr("\"reason\":\"ROLE_REQUIRED\""));
  EXPECT_THAT(server_->log().back(), HasSubstr("\"actor\":\"test-kiosk\""));
}

}  // namespace
}  // namespace portcullis::testing
