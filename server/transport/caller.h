// Who calls, and as what.
#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/security/auth_context.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis {

struct Caller {
  std::string actor;  // common name of the client certificate, or "insecure-loopback"
  std::set<v1::Role> roles;
};

/// The caller that a verified client certificate names: its common name, and a role for each URI
/// "urn:portcullis:role:ROLE" among its subject alternative names ("kiosk", "officer", ...). URIs
/// of other schemes are ignored. PERMISSION_DENIED/ROLE_REQUIRED if there is no common name or a
/// role is unknown: a misspelt role must not pass for none.
absl::StatusOr<Caller> CallerFromCertificate(const grpc::AuthContext& context);

/// Who everyone is on a server without TLS: every role.
Caller InsecureCaller();

/// "kiosk" for ROLE_KIOSK.
std::string RoleName(v1::Role role);

}  // namespace portcullis
