// Which role may call which method: what the contract says, read from its descriptors.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "portcullis/v1/common.pb.h"
#include "server/transport/caller.h"

namespace portcullis {

/// Immutable, thread-safe. Whatever it was not told to allow, it refuses.
class Authorization {
 public:
  /// FAILED_PRECONDITION naming the first method of `services` without the option `allowed_roles`.
  static absl::StatusOr<Authorization> Create(
      std::span<const google::protobuf::ServiceDescriptor* const> services);

  /// `path` is "/package.Service/Method". OK if one role of `caller` may call it, or if it belongs
  /// to the health or reflection service, which are open to everyone whom TLS let in.
  /// PERMISSION_DENIED/ROLE_REQUIRED; UNIMPLEMENTED for methods that are not known.
  absl::Status Check(std::string_view path, const Caller& caller) const;

 private:
  using RolesOfMethods = std::map<std::string, std::set<v1::Role>, std::less<>>;  // by path
  explicit Authorization(RolesOfMethods roles_of_methods)
      : roles_of_methods_(std::move(roles_of_methods)) {}

  RolesOfMethods roles_of_methods_;
};

}  // namespace portcullis
