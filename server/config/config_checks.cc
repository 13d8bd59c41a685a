#include "server/config/config_checks.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "fmt/format.h"

namespace portcullis {
namespace {

/// The host of "host:port"; none if it is not of that form.
std::optional<std::string> HostOf(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  int port = 0;
  if (!absl::SimpleAtoi(listen.substr(colon + 1), &port) || port < 0 || port > 65535) {
    return std::nullopt;
  }
  std::string host = listen.substr(0, colon);
  const bool is_bracketed = host.front() == '[' && host.back() == ']';
  if (host.find(':') != std::string::npos && !is_bracketed) return std::nullopt;
  return host;
}

bool IsLoopback(const std::string& host) { return host == "127.0.0.1" || host == "[::1]"; }

void CheckTls(const config::v1::Tls& tls, std::vector<std::string>& problems) {
  const auto require = [&problems](const std::string& value, std::string_view key) {
    if (!value.empty()) return;
    problems.push_back(
        fmt::format("tls.{} is not set (needed unless server.insecure_loopback is true)", key));
  };
  require(tls.certificate_file(), "certificate_file");
  require(tls.private_key_file(), "private_key_file");
  require(tls.client_ca_file(), "client_ca_file");
}

}  // namespace

std::vector<std::string> CheckServerConfig(const config::v1::ServerConfig& config) {
  std::vector<std::string> problems;
  const std::optional<std::string> host = HostOf(config.server().listen());
  if (!host) {
    problems.push_back(fmt::format("server.listen must be host:port or [v6]:port, is \"{}\"",
                                   config.server().listen()));
  }
  if (!config.server().insecure_loopback()) {
    CheckTls(config.tls(), problems);
  } else if (host && !IsLoopback(*host)) {
    problems.push_back(
        fmt::format("server.insecure_loopback allows server.listen on 127.0.0.1 or [::1] only, is "
                    "\"{}\"",
                    config.server().listen()));
  }
  if (config.storage().data_dir().empty()) problems.emplace_back("storage.data_dir is empty");
  if (config.storage().key_file().empty()) problems.emplace_back("storage.key_file is empty");
  if (config.models().dir().empty()) problems.emplace_back("models.dir is empty");
  const absl::Status policy = PolicyFrom(config.policy()).Validate();
  if (!policy.ok()) problems.push_back(fmt::format("policy: {}", std::string(policy.message())));
  return problems;
}

Policy PolicyFrom(const config::v1::PolicySettings& settings) {
  Policy policy;
  const double review = settings.max_expected_false_alarms_per_1000_searches();
  policy.default_rule.review = FalseAlarmsPer1000Searches(review);
  policy.default_rule.alert = FalseAlarmsPer1000Searches(review / 10);
  policy.default_rule.prior_listed = settings.prior_listed();
  policy.verification = {.max_fmr = settings.verification_max_fmr(),
                         .prior_same_person = settings.verification_prior_same_person()};
  return policy;
}

}  // namespace portcullis
