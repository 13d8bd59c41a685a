#include "clients/cli/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "clients/cli/request_id.h"

namespace portcullis::cli {
namespace {

TEST(ConnectionUsageError, AsksForTlsOrThePlainlyNamedInsecureMode) {
  EXPECT_NE(ConnectionUsageError({}), "");
  EXPECT_EQ(ConnectionUsageError({.ca_file = "a", .certificate_file = "b", .key_file = "c"}), "");
  EXPECT_EQ(ConnectionUsageError({.insecure_loopback = true}), "");
}

TEST(ConnectionUsageError, RefusesHalfOfTls) {
  EXPECT_NE(ConnectionUsageError({.ca_file = "a", .certificate_file = "b"}), "");
}

TEST(ConnectionUsageError, RefusesPlainTextToAnotherMachine) {
  for (const char* server : {"10.0.0.1:50443", "example.org:50443", "127.example.org:1x"}) {
    SessionOptions options{.server = server, .insecure_loopback = true};
    EXPECT_NE(ConnectionUsageError(options), "") << server;
  }
  for (const char* server : {"127.0.0.1:1", "127.8.9.10:1", "localhost:1", "[::1]:1"}) {
    SessionOptions options{.server = server, .insecure_loopback = true};
    EXPECT_EQ(ConnectionUsageError(options), "") << server;
  }
}

TEST(ConnectionUsageError, LetsNobodyChooseANameBesideACertificate) {
  EXPECT_EQ(ConnectionUsageError({.insecure_loopback = true, .actor = "ann"}), "");
  EXPECT_NE(ConnectionUsageError(
                {.ca_file = "a", .certificate_file = "b", .key_file = "c", .actor = "ann"}),
            "");
}

TEST(Session, NamesTheCertificateThatItCannotRead) {
  std::istringstream in;
  std::ostringstream out;
  const auto session =
      Session::Create({.ca_file = "no-such-ca.pem", .certificate_file = "b", .key_file = "c"},
                      {.in = in, .out = out, .notes = out});
  EXPECT_NE(session.status().ToString().find("no-such-ca.pem"), std::string::npos);
}

TEST(RequestId, IsARandomUuid) {
  EXPECT_THAT(
      NewRequestId(),
      testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(NewRequestId(), NewRequestId());
}

}  // namespace
}  // namespace portcullis::cli
