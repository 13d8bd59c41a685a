// Files that the server reads and writes once, when it starts.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "portcullis/config/v1/server_config.pb.h"
#include "server/rpc_server.h"

namespace portcullis {

/// FAILED_PRECONDITION naming the file and its key if one cannot be read.
absl::StatusOr<TlsMaterial> ReadTls(const config::v1::Tls& files);

/// The file appears under its name in one step, so that whoever waits for it reads a whole number.
absl::Status WritePortFile(const std::string& path, int port);

}  // namespace portcullis
