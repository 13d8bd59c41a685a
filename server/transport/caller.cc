#include "server/transport/caller.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "grpc/grpc_security_constants.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

constexpr std::string_view kRoleUrnPrefix = "urn:portcullis:role:";
constexpr std::string_view kRoleEnumPrefix = "ROLE_";

constexpr std::size_t kMaxActorBytes = 64;

bool IsActorName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxActorBytes &&
         std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; });
}

/// Who acts in the audit log without being anybody: nobody may act under these names.
bool IsReserved(std::string_view name) {
  constexpr std::array<std::string_view, 3> kReserved = {"clock", "restore", "portcullis-eval"};
  return std::ranges::find(kReserved, name) != kReserved.end();
}

std::optional<v1::Role> ParseRole(std::string_view name) {
  const auto* roles = v1::Role_descriptor();
  for (int i = 0; i < roles->value_count(); ++i) {
    const auto role = static_cast<v1::Role>(roles->value(i)->number());
    if (role != v1::ROLE_UNSPECIFIED && RoleName(role) == name) return role;
  }
  return std::nullopt;
}

absl::Status Refusal(std::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, ErrorReason::kRoleRequired, message);
}

}  // namespace

std::string RoleName(v1::Role role) {
  return absl::AsciiStrToLower(v1::Role_Name(role).substr(kRoleEnumPrefix.size()));
}

absl::StatusOr<Caller> CallerFromCertificate(const grpc::AuthContext& context) {
  Caller caller;
  const auto names = context.FindPropertyValues(GRPC_X509_CN_PROPERTY_NAME);
  if (names.empty() || names.front().empty()) {
    return Refusal("the client certificate has no common name");
  }
  caller.actor = std::string(names.front().data(), names.front().size());
  if (IsReserved(caller.actor)) {
    return Refusal(fmt::format("the common name {} is reserved", caller.actor));
  }
  for (const grpc::string_ref& value : context.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    const std::string_view uri(value.data(), value.size());
    if (!uri.starts_with(kRoleUrnPrefix)) continue;
    const std::optional<v1::Role> role = ParseRole(uri.substr(kRoleUrnPrefix.size()));
    if (!role) {
      return Refusal(fmt::format("the client certificate names an unknown role: {}", uri));
    }
    caller.roles.insert(*role);
  }
  return caller;
}

absl::StatusOr<Caller> InsecureCaller(std::optional<std::string_view> stated_actor) {
  Caller caller{.actor = "insecure-loopback", .roles = {}};
  if (stated_actor) {
    if (!IsActorName(*stated_actor) || IsReserved(*stated_actor)) {
      return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                       fmt::format("metadata {} must be 1 to {} printable ASCII characters, and "
                                   "not a reserved name",
                                   kActorKey, kMaxActorBytes));
    }
    caller.actor = std::string(*stated_actor);
  }
  const auto* roles = v1::Role_descriptor();
  for (int i = 0; i < roles->value_count(); ++i) {
    const auto role = static_cast<v1::Role>(roles->value(i)->number());
    if (role != v1::ROLE_UNSPECIFIED) caller.roles.insert(role);
  }
  return caller;
}

}  // namespace portcullis
