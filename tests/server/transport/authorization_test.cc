#include "server/transport/authorization.h"

#include <array>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "portcullis/v1/match.pb.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::portcullis::testing::FailsWith;
using ::portcullis::testing::IsOk;
using ::portcullis::testing::MessageHas;

constexpr char kIdentify[] = "/portcullis.v1.MatchService/Identify";

Authorization ForMatchService() {
  const std::array services = {v1::IdentifyRequest::descriptor()->file()->service(0)};
  return *Authorization::Create(services);
}

/// A service with one method, `Leak`, that has these options.
class SmallContract {
 public:
  explicit SmallContract(const google::protobuf::MethodOptions& options) {
    google::protobuf::FileDescriptorProto file;
    file.set_name("small.proto");
    file.set_package("small");
    file.add_message_type()->set_name("Empty");
    auto* service = file.add_service();
    service->set_name("SmallService");
    auto* method = service->add_method();
    method->set_name("Leak");
    method->set_input_type(".small.Empty");
    method->set_output_type(".small.Empty");
    *method->mutable_options() = options;
    services_[0] = pool_.BuildFile(file)->service(0);
  }

  absl::StatusOr<Authorization> Authorize() const { return Authorization::Create(services_); }

 private:
  google::protobuf::DescriptorPool pool_;
  std::array<const google::protobuf::ServiceDescriptor*, 1> services_{};
};

TEST(Authorization, LetsTheRolesOfTheContractCall) {
  const Authorization authorization = ForMatchService();
  EXPECT_OK(authorization.Check(kIdentify, {.actor = "k", .roles = {v1::ROLE_KIOSK}}));
  EXPECT_OK(authorization.Check(kIdentify, {.actor = "o", .roles = {v1::ROLE_OFFICER}}));
}

TEST(Authorization, RefusesEveryOtherRoleAndSaysWhichIsNeeded) {
  const absl::Status status =
      ForMatchService().Check(kIdentify, {.actor = "a", .roles = {v1::ROLE_ADMINISTRATOR}});
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kRoleRequired));
  EXPECT_THAT(status, MessageHas("kiosk or officer"));
}

TEST(Authorization, RefusesCallersWithoutARole) {
  EXPECT_THAT(ForMatchService().Check(kIdentify, {.actor = "x", .roles = {}}),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kRoleRequired));
}

TEST(Authorization, RefusesMethodsThatItDoesNotKnow) {
  const Caller everyone = *InsecureCaller(std::nullopt);
  EXPECT_EQ(ForMatchService().Check("/portcullis.v1.MatchService/Other", everyone).code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_EQ(ForMatchService().Check("", everyone).code(), absl::StatusCode::kUnimplemented);
}

TEST(Authorization, LeavesHealthAndReflectionToEveryone) {
  const Caller nobody{.actor = "x", .roles = {}};
  EXPECT_OK(ForMatchService().Check("/grpc.health.v1.Health/Check", nobody));
  EXPECT_OK(ForMatchService().Check(
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", nobody));
}

TEST(Authorization, DoesNotStartWithAMethodWithoutRoles) {
  const auto authorization = SmallContract({}).Authorize();
  EXPECT_EQ(authorization.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(authorization, MessageHas("small.SmallService.Leak"));
}

TEST(Authorization, DoesNotTakeTheUnspecifiedRoleForOne) {
  google::protobuf::MethodOptions options;
  options.AddExtension(v1::allowed_roles, v1::ROLE_UNSPECIFIED);
  EXPECT_EQ(SmallContract(options).Authorize().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(Caller, HasEveryRoleOnAServerWithoutTls) {
  const Caller caller = *InsecureCaller(std::nullopt);
  EXPECT_EQ(caller.actor, "insecure-loopback");
  EXPECT_EQ(caller.roles.size(), 6U);
  EXPECT_FALSE(caller.roles.contains(v1::ROLE_UNSPECIFIED));
}

TEST(Caller, IsWhoHeSaysOnAServerWithoutTls) {
  EXPECT_EQ(InsecureCaller("alice")->actor, "alice");
  EXPECT_EQ(InsecureCaller(std::string(64, '~'))->actor.size(), 64U);
  for (const std::string& name :
       {std::string(), std::string(65, 'a'), std::string("a\nb"), std::string("caf\xc3\xa9"),
        std::string("clock"), std::string("restore")}) {
    EXPECT_THAT(InsecureCaller(name),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  }
}

}  // namespace
}  // namespace portcullis
