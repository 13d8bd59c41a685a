#include "matcher/vision/sandbox/jail.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/sandbox/decode_protocol.h"

namespace portcullis {
namespace {

// Of processor time, for what is done before the first image.
constexpr rlim_t kIdleSeconds = 10;

absl::Status Failed(std::string_view what, int error) {
  return absl::FailedPreconditionError(fmt::format("{}: {}", what, std::strerror(error)));
}

absl::Status CloseOtherDescriptors() {
  close(STDERR_FILENO);
  if (close_range(kPixelsFd + 1, ~0U, 0) != 0) return Failed("close_range", errno);
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> AddressSpaceInUse() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return Failed("/proc/self/statm", errno);
  unsigned long pages = 0;
  const int fields = std::fscanf(file, "%lu", &pages);
  std::fclose(file);
  if (fields != 1) return absl::FailedPreconditionError("/proc/self/statm has another form");
  return std::uint64_t{pages} * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

absl::Status LimitResources(const JailLimits& limits) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint64_t in_use, AddressSpaceInUse());
  struct Limit {
    int resource;
    rlim_t soft;
    rlim_t hard;
  };
  const Limit resources[] = {
      {RLIMIT_CORE, 0, 0},
      {RLIMIT_FSIZE, 0, 0},   // shared memory has its size already
      {RLIMIT_NOFILE, 0, 0},  // descriptors that are open stay so
      {RLIMIT_NPROC, 0, 0},
      {RLIMIT_CPU, kIdleSeconds, RLIM_INFINITY},  // the parent raises it for each image
      {RLIMIT_AS, in_use + limits.memory_bytes, in_use + limits.memory_bytes},
  };
  for (const auto& [resource, soft, hard] : resources) {
    const rlimit value = {soft, hard};
    if (setrlimit(static_cast<__rlimit_resource_t>(resource), &value) != 0) {
      return Failed(fmt::format("setrlimit {}", resource), errno);
    }
  }
  return absl::OkStatus();
}

absl::Status BindToParent(int parent) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Failed("PR_SET_NO_NEW_PRIVS", errno);
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return Failed("PR_SET_DUMPABLE", errno);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return Failed("PR_SET_PDEATHSIG", errno);
  // It may have ended before that signal was asked for.
  if (getppid() != parent) return absl::FailedPreconditionError("its server has ended");
  return absl::OkStatus();
}

struct ReleaseFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};

class Filter {
 public:
  Filter() : filter_(seccomp_init(SCMP_ACT_KILL_PROCESS)) {
    if (!filter_) error_ = -ENOMEM;
    Note(seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
  }

  void Allow(int call, std::initializer_list<scmp_arg_cmp> conditions = {}) {
    Note(seccomp_rule_add_array(filter_.get(), SCMP_ACT_ALLOW, call,
                                static_cast<unsigned>(conditions.size()), conditions.begin()));
  }

  /// From here on.
  absl::Status Load() {
    if (error_ == 0) Note(seccomp_load(filter_.get()));
    return error_ == 0 ? absl::OkStatus() : Failed("seccomp", -error_);
  }

 private:
  void Note(int result) {
    if (result != 0 && error_ == 0) error_ = result;
  }

  std::unique_ptr<void, ReleaseFilter> filter_;
  int error_ = 0;
};

absl::Status ForbidOtherCalls() {
  Filter filter;
  const auto self = static_cast<scmp_datum_t>(getpid());
  filter.Allow(SCMP_SYS(read), {SCMP_A0_64(SCMP_CMP_EQ, kRequestFd)});
  filter.Allow(SCMP_SYS(write), {SCMP_A0_64(SCMP_CMP_EQ, kReplyFd)});
  // What abort() says about a damaged heap goes to a descriptor that is closed.
  filter.Allow(SCMP_SYS(write), {SCMP_A0_64(SCMP_CMP_EQ, STDERR_FILENO)});
  filter.Allow(SCMP_SYS(writev), {SCMP_A0_64(SCMP_CMP_EQ, STDERR_FILENO)});
  filter.Allow(SCMP_SYS(mmap), {SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                                SCMP_A3_64(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)});
  filter.Allow(SCMP_SYS(mprotect), {SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
  for (const int call : {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
                         SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn),
                         SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall), SCMP_SYS(getpid),
                         SCMP_SYS(gettid), SCMP_SYS(exit), SCMP_SYS(exit_group)}) {
    filter.Allow(call);
  }
  // abort() and nobody else's end.
  filter.Allow(SCMP_SYS(tgkill), {SCMP_A0_64(SCMP_CMP_EQ, self)});
  return filter.Load();
}

}  // namespace

absl::Status EnterJail(const JailLimits& limits) {
  tzset();  // the colour library asks for the date, for which glibc reads a file the first time
  PORTCULLIS_RETURN_IF_ERROR(BindToParent(limits.parent));
  PORTCULLIS_RETURN_IF_ERROR(CloseOtherDescriptors());
  PORTCULLIS_RETURN_IF_ERROR(LimitResources(limits));
  return ForbidOtherCalls();
}

}  // namespace portcullis
