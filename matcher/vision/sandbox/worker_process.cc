#include "matcher/vision/sandbox/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// One image in one go, where the system allows so much.
constexpr int kPipeBytes = 1 << 20;

absl::Status Failed(std::string_view what, int error) {
  return absl::InternalError(fmt::format("{}: {}", what, std::strerror(error)));
}

/// OK if one of them is ready, DEADLINE_EXCEEDED if none is in time.
absl::Status Poll(std::span<pollfd> fds, WorkerDeadline deadline) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto wait = std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max());
    const int ready = poll(fds.data(), fds.size(), static_cast<int>(wait));
    if (ready > 0) return absl::OkStatus();
    if (ready == 0) return absl::DeadlineExceededError("the decoder took too long");
    if (errno != EINTR) return Failed("poll", errno);
  }
}

/// A descriptor beyond those that a worker knows by number, so that dup2 in it overwrites nothing.
int MoveUp(int fd) {
  const int moved = fcntl(fd, F_DUPFD_CLOEXEC, kPixelsFd + 1);
  close(fd);
  return moved;
}

struct Pipe {
  int out = -1;  // where one reads
  int in = -1;
};

absl::StatusOr<Pipe> MakePipe() {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Failed("pipe2", errno);
  const Pipe made = {MoveUp(ends[0]), MoveUp(ends[1])};
  if (made.out >= 0 && made.in >= 0) return made;
  const int error = errno;
  close(made.out);
  close(made.in);
  return Failed("fcntl", error);
}

/// What posix_spawn is told, freed with the object.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void Give(int fd, int as) { Note(posix_spawn_file_actions_adddup2(&actions_, fd, as)); }

  /// `arguments` ends with a null pointer.
  absl::StatusOr<pid_t> Spawn(const std::string& program, char* const* arguments) {
    Note(posix_spawn_file_actions_addclose(&actions_, STDERR_FILENO));
    Note(posix_spawn_file_actions_addclosefrom_np(&actions_, kPixelsFd + 1));
    Note(posix_spawn_file_actions_addchdir_np(&actions_, "/"));
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    Note(posix_spawnattr_setsigmask(&attributes_, &none));
    Note(posix_spawnattr_setsigdefault(&attributes_, &all));
    // In a group of its own, Ctrl-C is for the server, which lets calls in progress finish.
    Note(posix_spawnattr_setpgroup(&attributes_, 0));
    Note(posix_spawnattr_setflags(
        &attributes_, static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                         POSIX_SPAWN_SETPGROUP)));
    char* no_environment[] = {nullptr};
    pid_t pid = -1;
    if (error_ == 0) {
      error_ =
          posix_spawn(&pid, program.c_str(), &actions_, &attributes_, arguments, no_environment);
    }
    if (error_ != 0) return Failed(program, error_);
    return pid;
  }

 private:
  void Note(int result) {
    if (result != 0 && error_ == 0) error_ = result;
  }

  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
  int error_ = 0;
};

absl::StatusOr<pid_t> SpawnWorker(const WorkerOptions& options, const Pipe& requests,
                                  const Pipe& replies, const SharedPixels& pixels) {
  // The program is looked up after the change of folder.
  std::error_code error;
  const std::string program = std::filesystem::absolute(options.program, error).string();
  std::vector<std::string> texts = {program, std::to_string(options.memory_bytes),
                                    std::to_string(getpid()),
                                    std::to_string(pixels.bytes().size())};
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  SpawnPlan plan;
  // First: it may be 0 or 1 itself, if the server was started with one of them closed.
  plan.Give(pixels.fd(), kPixelsFd);
  plan.Give(requests.out, kRequestFd);
  plan.Give(replies.in, kReplyFd);
  return plan.Spawn(program, arguments.data());
}

}  // namespace

absl::StatusOr<std::unique_ptr<WorkerProcess>> WorkerProcess::Start(const WorkerOptions& options,
                                                                    const SharedPixels& pixels) {
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess());
  PORTCULLIS_ASSIGN_OR_RETURN(const Pipe requests, MakePipe());
  worker->requests_ = requests.in;
  worker->requests_other_end_ = requests.out;
  PORTCULLIS_ASSIGN_OR_RETURN(const Pipe replies, MakePipe());
  worker->replies_ = replies.out;
  const absl::StatusOr<pid_t> pid = SpawnWorker(options, requests, replies, pixels);
  close(replies.in);  // so that the end of the worker is the end of its replies
  if (!pid.ok()) return pid.status();
  worker->pid_ = *pid;
  static_cast<void>(fcntl(requests.in, F_SETPIPE_SZ, kPipeBytes));
  for (const int fd : {requests.in, replies.out}) {
    if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0) return Failed("fcntl", errno);
  }
  return worker;
}

WorkerProcess::~WorkerProcess() {
  Kill();
  AwaitEnd(WorkerDeadline());
  for (const int fd : {requests_, requests_other_end_, replies_}) {
    if (fd >= 0) close(fd);
  }
}

void WorkerProcess::AllowProcessorTime(std::chrono::seconds more) {
  clockid_t clock = 0;
  timespec used = {};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return;
  const rlimit limit = {static_cast<rlim_t>(used.tv_sec + 1 + more.count()), RLIM_INFINITY};
  // Where it fails the worker is gone, which shows when it is asked.
  static_cast<void>(prlimit(pid_, RLIMIT_CPU, &limit, nullptr));
}

void WorkerProcess::Kill() {
  if (pid_ > 0 && !ended_) kill(pid_, SIGKILL);
}

WorkerProcess::End WorkerProcess::AwaitEnd(WorkerDeadline deadline) {
  if (pid_ < 0 || ended_) return end_;
  const int process = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  std::array<pollfd, 1> fds = {{{process, POLLIN, 0}}};
  if (process < 0 || !Poll(fds, deadline).ok()) Kill();
  close(process);
  int status = 0;
  pid_t waited = -1;
  do {
    waited = waitpid(pid_, &status, 0);
  } while (waited < 0 && errno == EINTR);
  ended_ = true;
  if (waited == pid_ && WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
  if (waited == pid_ && WIFEXITED(status)) end_.exit_status = WEXITSTATUS(status);
  return end_;
}

bool WorkerProcess::IsIdle() const {
  std::array<pollfd, 1> fds = {{{replies_, POLLIN, 0}}};
  return poll(fds.data(), fds.size(), 0) == 0;
}

absl::Status WorkerProcess::Await(Waiting waiting, WorkerDeadline deadline) const {
  const bool to_send = waiting == Waiting::kToSend;
  // A worker that talks before it was asked is not listened to, but one that hung up is noticed.
  std::array<pollfd, 2> fds = {{{replies_, static_cast<short>(to_send ? 0 : POLLIN), 0},
                                {requests_, static_cast<short>(to_send ? POLLOUT : 0), 0}}};
  PORTCULLIS_RETURN_IF_ERROR(Poll(std::span(fds).first(to_send ? 2 : 1), deadline));
  if (to_send && (fds[0].revents & POLLHUP) != 0) return absl::AbortedError("the decoder ended");
  return absl::OkStatus();
}

absl::Status WorkerProcess::Send(std::span<const std::uint8_t> bytes, WorkerDeadline deadline) {
  while (!bytes.empty()) {
    PORTCULLIS_RETURN_IF_ERROR(Await(Waiting::kToSend, deadline));
    const ssize_t put = write(requests_, bytes.data(), bytes.size());
    if (put < 0 && errno != EAGAIN && errno != EINTR) return Failed("write", errno);
    if (put > 0) bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return absl::OkStatus();
}

absl::Status WorkerProcess::ReceiveAll(std::span<std::uint8_t> bytes, WorkerDeadline deadline) {
  while (!bytes.empty()) {
    PORTCULLIS_RETURN_IF_ERROR(Await(Waiting::kToReceive, deadline));
    const ssize_t got = read(replies_, bytes.data(), bytes.size());
    if (got == 0) return absl::AbortedError("the decoder ended");
    if (got < 0 && errno != EAGAIN && errno != EINTR) return Failed("read", errno);
    if (got > 0) bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return absl::OkStatus();
}

absl::StatusOr<ProtocolBytes> WorkerProcess::Receive(WorkerDeadline deadline) {
  std::array<std::uint8_t, kFrameHeaderBytes> header = {};
  PORTCULLIS_RETURN_IF_ERROR(ReceiveAll(header, deadline));
  const std::optional<std::size_t> length = FrameLength(header);
  if (!length) return absl::DataLossError("the decoder answers what is no answer");
  ProtocolBytes content(*length);
  PORTCULLIS_RETURN_IF_ERROR(ReceiveAll(content, deadline));
  ++answers_;
  return content;
}

}  // namespace portcullis
