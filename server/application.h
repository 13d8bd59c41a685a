// The composition root: makes the server out of its parts.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "portcullis/config/v1/server_config.pb.h"

namespace portcullis {

class Application {
 public:
  /// A server that listens, after saying on standard output what it uses. The error is one that an
  /// operator can act on: MODEL_FILE_INVALID, MODEL_MISMATCH, NOT_CALIBRATED, KEY_INVALID,
  /// DATA_DIR_IN_USE, STORE_UNAVAILABLE, an address in use.
  static absl::StatusOr<std::unique_ptr<Application>> Start(const config::v1::ServerConfig& config);

  virtual ~Application() = default;

  /// Refuses new calls, lets those in progress finish for as long as the configuration says, and
  /// returns when none is left.
  virtual void Shutdown() = 0;
};

/// Makes the sealing key of the configuration unless there is one.
absl::Status CreateSealingKey(const config::v1::ServerConfig& config);

}  // namespace portcullis
