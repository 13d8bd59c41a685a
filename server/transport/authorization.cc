#include "server/transport/authorization.h"

#include <algorithm>
#include <array>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

constexpr std::array<std::string_view, 2> kOpenServices = {"/grpc.health.v1.Health/",
                                                           "/grpc.reflection.v1alpha."};

std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return fmt::format("/{}/{}", method.service()->full_name(), method.name());
}

absl::StatusOr<std::set<v1::Role>> RolesOf(const google::protobuf::MethodDescriptor& method) {
  std::set<v1::Role> roles;
  const auto& options = method.options();
  for (int i = 0; i < options.ExtensionSize(v1::allowed_roles); ++i) {
    const v1::Role role = options.GetExtension(v1::allowed_roles, i);
    if (role != v1::ROLE_UNSPECIFIED) roles.insert(role);
  }
  if (roles.empty()) {
    return absl::FailedPreconditionError(
        fmt::format("method {} has no option (portcullis.v1.allowed_roles)", method.full_name()));
  }
  return roles;
}

bool IsOpenToEveryone(std::string_view path) {
  return std::ranges::any_of(kOpenServices,
                             [path](std::string_view prefix) { return path.starts_with(prefix); });
}

}  // namespace

absl::StatusOr<Authorization> Authorization::Create(
    std::span<const google::protobuf::ServiceDescriptor* const> services) {
  RolesOfMethods roles_of_methods;
  for (const google::protobuf::ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      auto roles = RolesOf(*service->method(i));
      if (!roles.ok()) return roles.status();
      roles_of_methods.emplace(PathOf(*service->method(i)), *std::move(roles));
    }
  }
  return Authorization(std::move(roles_of_methods));
}

absl::Status Authorization::Check(std::string_view path, const Caller& caller) const {
  if (IsOpenToEveryone(path)) return absl::OkStatus();
  const auto method = roles_of_methods_.find(path);
  if (method == roles_of_methods_.end()) {
    return absl::UnimplementedError("the server has no such method");
  }
  const std::set<v1::Role>& allowed = method->second;
  const bool may_call = std::ranges::any_of(
      caller.roles, [&allowed](v1::Role role) { return allowed.contains(role); });
  if (may_call) return absl::OkStatus();
  std::vector<std::string> names;
  for (const v1::Role role : allowed) names.push_back(RoleName(role));
  return MakeError(
      absl::StatusCode::kPermissionDenied, ErrorReason::kRoleRequired,
      fmt::format("{} needs a certificate with the role {}", path, fmt::join(names, " or ")));
}

}  // namespace portcullis
