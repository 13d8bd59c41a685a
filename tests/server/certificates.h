// Throwaway certificates, as docs/operations.md tells operators to make them.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "server/rpc_server.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {

/// An authority of its own, with a server and clients. See make_certificates.sh for their names.
class Certificates {
 public:
  explicit Certificates(const std::vector<std::string>& clients) {
    std::string command = PORTCULLIS_SOURCE_DIR "/tests/server/make_certificates.sh ";
    command += folder_.path().string();
    for (const std::string& client : clients) command += " " + client;
    EXPECT_EQ(std::system(command.c_str()), 0);
  }

  TlsMaterial ForServer() const { return {Read("server.crt"), Read("server.key"), Read("ca.crt")}; }

  /// With the certificate of that client; without any for "".
  std::shared_ptr<grpc::Channel> ChannelAs(const std::string& client,
                                           const std::string& address) const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Read("ca.crt");
    if (!client.empty()) {
      options.pem_cert_chain = Read(client + ".crt");
      options.pem_private_key = Read(client + ".key");
    }
    return grpc::CreateChannel(address, grpc::SslCredentials(options));
  }

 private:
  std::string Read(const std::string& name) const {
    std::ifstream file(folder_.path() / name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  TemporaryFolder folder_;
};

}  // namespace portcullis::testing
