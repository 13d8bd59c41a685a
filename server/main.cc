// portcullisd: the Portcullis server.
#include <csignal>
#include <iostream>
#include <string>

#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "server/application.h"
#include "server/command_line.h"
#include "server/config/config_loader.h"
#include "server/data_folder.h"

namespace {

constexpr int kRefused = 1;    // to start; the reason is on standard error
constexpr int kBadConfig = 2;  // or bad flags

int Fail(int exit_status, const absl::Status& status) {
  for (const absl::string_view line : absl::StrSplit(status.message(), '\n')) {
    fmt::print(stderr, "portcullisd: {}\n", std::string(line));
  }
  return exit_status;
}

int Ended(const absl::Status& status) { return status.ok() ? 0 : Fail(kRefused, status); }

/// Before any thread exists, so that all inherit it and the signals wait for WaitForSignal.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

/// After the first signal the next one has its usual effect and ends the process at once.
void WaitForSignal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  const sigset_t stop_signals = BlockStopSignals();
  const auto parsed = portcullis::ParseCommandLine(argc, argv);
  if (const int* exit_status = std::get_if<int>(&parsed)) return *exit_status;
  const auto& command = std::get<portcullis::CommandLine>(parsed);

  const auto config = portcullis::LoadServerConfig(command.config);
  if (!config.ok()) return Fail(kBadConfig, config.status());
  if (command.check_config) {
    fmt::print("portcullisd: the configuration can be used\n");
    return 0;
  }
  if (command.create_key) {
    const absl::Status created = portcullis::CreateSealingKey(*config);
    if (!created.ok()) return Fail(kRefused, created);
  }
  if (command.check_data) return Ended(portcullis::CheckDataFolder(*config, std::cout));
  if (!command.restore.empty()) {
    return Ended(portcullis::RestoreDataFolder(*config, command.restore, std::cout));
  }
  const auto application = portcullis::Application::Start(*config);
  if (!application.ok()) return Fail(kRefused, application.status());
  WaitForSignal(stop_signals);
  (*application)->Shutdown();
  return 0;
}
