// Who calls, and as what.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "grpcpp/security/auth_context.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis {

struct Caller {
  std::string actor;  // common name of the client certificate; without TLS see InsecureCaller
  std::set<v1::Role> roles;
};

/// The caller that a verified client certificate names: its common name, and a role for each URI
/// "urn:portcullis:role:ROLE" among its subject alternative names ("kiosk", "officer", ...). URIs
/// of other schemes are ignored. PERMISSION_DENIED/ROLE_REQUIRED if there is no common name or a
/// role is unknown: a misspelt role must not pass for none.
absl::StatusOr<Caller> CallerFromCertificate(const grpc::AuthContext& context);

/// What a caller without a certificate may say of himself, as metadata of the request.
inline constexpr char kActorKey[] = "portcullis-actor";

/// Who calls a server without TLS: with every role, and under the name that he states, so that on
/// one machine one can try what needs two people; INVALID_ARGUMENT with FIELD_INVALID if that is
/// not 1 to 64 printable ASCII characters. "insecure-loopback" if he states none.
absl::StatusOr<Caller> InsecureCaller(std::optional<std::string_view> stated_actor);

/// "kiosk" for ROLE_KIOSK.
std::string RoleName(v1::Role role);

}  // namespace portcullis
