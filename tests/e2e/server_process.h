// The real portcullisd as a child process, with a folder of its own.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace portcullis::testing {

/// Insecure, on a free port of the loopback. The folder outlives the process, so that it can be
/// started again.
class ServerProcess {
 public:
  /// `folder` exists and holds models/.
  explicit ServerProcess(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// Kills what still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Starts it and returns true when it listens, false when it ended instead.
  bool Start(const std::vector<std::string>& more_flags = {});

  /// SIGTERM; returns the exit status, -1 if a signal ended it.
  int Stop();

  /// Of a process that ended by itself.
  int exit_status() const { return exit_status_; }

  /// "127.0.0.1:PORT".
  std::string address() const;

  /// What the last run wrote.
  std::string Output() const;
  std::string Errors() const;

 private:
  bool HasEnded();

  const std::filesystem::path folder_;
  pid_t pid_ = -1;
  int exit_status_ = -1;
};

}  // namespace portcullis::testing
