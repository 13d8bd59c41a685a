// Collects the configuration from its four sources.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "portcullis/config/v1/server_config.pb.h"

namespace portcullis {

struct ConfigSources {
  std::optional<std::filesystem::path> file;  // TOML
  /// Names and values; those that do not start with PORTCULLIS_ and the name of a section are
  /// ignored.
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> assignments;  // "section.key=value", from flags; the last one wins
};

/// Every key has its value: flag before environment before file before default. INVALID_ARGUMENT
/// with all problems at once, one a line, each with where it comes from: "lane.toml:12:
/// capacity.lanes must be from 0 to 1024".
absl::StatusOr<config::v1::ServerConfig> LoadServerConfig(const ConfigSources& sources);

}  // namespace portcullis
