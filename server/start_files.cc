#include "server/start_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path, std::string_view key) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file.good()) {
    return absl::FailedPreconditionError(fmt::format("cannot read {} ({})", path, key));
  }
  return content.str();
}

}  // namespace

absl::StatusOr<TlsMaterial> ReadTls(const config::v1::Tls& files) {
  TlsMaterial tls;
  PORTCULLIS_ASSIGN_OR_RETURN(tls.certificate_chain,
                              ReadFile(files.certificate_file(), "tls.certificate_file"));
  PORTCULLIS_ASSIGN_OR_RETURN(tls.private_key,
                              ReadFile(files.private_key_file(), "tls.private_key_file"));
  PORTCULLIS_ASSIGN_OR_RETURN(tls.client_ca,
                              ReadFile(files.client_ca_file(), "tls.client_ca_file"));
  return tls;
}

absl::Status WritePortFile(const std::string& path, int port) {
  const std::string temporary = path + ".new";
  std::ofstream file(temporary);
  file << port << "\n";
  file.close();
  std::error_code error;
  if (file.good()) std::filesystem::rename(temporary, path, error);
  if (file.good() && !error) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format("cannot write {} (server.port_file)", path));
}

}  // namespace portcullis
