#include "tests/e2e/server_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "absl/time/clock.h"

namespace portcullis::testing {
namespace {

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Redirect(int descriptor, const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(file, descriptor);
  close(file);
}

int ExitStatusOf(int wait_status) { return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1; }

}  // namespace

ServerProcess::~ServerProcess() {
  if (pid_ <= 0 || HasEnded()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool ServerProcess::Start(const std::vector<std::string>& more_flags) {
  std::filesystem::remove(folder_ / "port");
  std::vector<std::string> flags = {PORTCULLISD,
                                    "--insecure-loopback",
                                    "--set",
                                    "server.listen=127.0.0.1:0",
                                    "--create-key",
                                    "--set",
                                    "storage.data_dir=" + (folder_ / "data").string(),
                                    "--models-dir",
                                    folder_ / "models",
                                    "--set",
                                    "storage.key_file=" + (folder_ / "key").string(),
                                    "--set",
                                    "server.port_file=" + (folder_ / "port").string()};
  flags.insert(flags.end(), more_flags.begin(), more_flags.end());
  std::vector<char*> arguments;
  for (std::string& flag : flags) arguments.push_back(flag.data());
  arguments.push_back(nullptr);
  const std::filesystem::path output = folder_ / "stdout";
  const std::filesystem::path errors = folder_ / "stderr";

  pid_ = fork();
  if (pid_ == 0) {
    Redirect(STDOUT_FILENO, output);
    Redirect(STDERR_FILENO, errors);
    execv(PORTCULLISD, arguments.data());
    _exit(127);
  }
  while (!std::filesystem::exists(folder_ / "port")) {
    if (HasEnded()) return false;
    absl::SleepFor(absl::Milliseconds(10));
  }
  return true;
}

int ServerProcess::Stop() {
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return ExitStatusOf(status);
}

std::string ServerProcess::address() const {
  const std::string port = Read(folder_ / "port");
  return "127.0.0.1:" + port.substr(0, port.find('\n'));
}

std::string ServerProcess::Output() const { return Read(folder_ / "stdout"); }
std::string ServerProcess::Errors() const { return Read(folder_ / "stderr"); }

bool ServerProcess::HasEnded() {
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  pid_ = -1;
  exit_status_ = ExitStatusOf(status);
  return true;
}

}  // namespace portcullis::testing
