// A decoder in the real jail that does what the image says: what must be survived, and what must be
// forbidden. An image that is none of its words is decoded as the real decoder does.
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/sandbox/decode_protocol.h"
#include "matcher/vision/sandbox/decode_worker.h"

namespace portcullis {
namespace {

void Say(const void* bytes, std::size_t count) {
  static_cast<void>(!write(kReplyFd, bytes, count));
}

void AnswerWith(const DecodeReply& reply) {
  const ProtocolBytes frame = FrameOf(SerializeReply(reply));
  Say(frame.data(), frame.size());
}

DecodeReply Picture(int width, int height) {
  return {.refusal = absl::OkStatus(), .width = width, .height = height, .source = {}};
}

// By system call and not through the C library, which might do something else first.
template <typename... Arguments>
std::function<void()> Call(long number, Arguments... arguments) {
  return [=] { syscall(number, arguments...); };
}

void WriteNull() { *static_cast<volatile int*>(nullptr) = 1; }

void EatMemory() {
  std::vector<std::unique_ptr<char[]>> kept;
  while (true) {
    kept.push_back(std::make_unique<char[]>(1 << 20));
    std::memset(kept.back().get(), 1, 1 << 20);
  }
}

void Spin() {
  volatile std::uint64_t turns = 0;
  while (true) turns = turns + 1;
}

int Deeper(int depth) {
  volatile char frame[4096] = {};
  frame[depth % 4096] = 1;
  return depth < 0 ? 0 : frame[0] + Deeper(depth + 1) + frame[1];
}

void Flood() {
  const std::vector<char> zeros(1 << 16);
  while (true) Say(zeros.data(), zeros.size());
}

void TouchBeyondAnotherPagesRights() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  syscall(SYS_mprotect, page, 4096UL, PROT_READ | PROT_EXEC);
}

/// What must be survived.
const std::map<std::string_view, std::function<void()>>& Misdeeds() {
  static const std::map<std::string_view, std::function<void()>> misdeeds = {
      {"segfault", WriteNull},
      {"abort", [] { std::abort(); }},
      {"exit", [] { _exit(0); }},
      {"hang", [] { static_cast<void>(!read(kRequestFd, std::array<char, 1>().data(), 1)); }},
      {"spin", Spin},
      {"eat memory", EatMemory},
      {"overflow the stack", [] { Deeper(0); }},
      {"flood", Flood},
      {"say nonsense", [] { Say("no frame at all, nor the start of one", 32); }},
      {"say an endless frame", [] { Say("PRCr\xFF\xFF\xFF\xFF", 8); }},
      {"say half a frame",
       [] {
         Say("PRCr\x09\0\0\0abc", 11);
         _exit(0);
       }},
      {"answer twice", [] { AnswerWith(Picture(1, 1)); }},  // the second time as for any image
      {"claim too wide", [] { AnswerWith(Picture(100'000, 1)); }},
      {"claim no size", [] { AnswerWith(Picture(0, 0)); }},
  };
  return misdeeds;
}

/// What must be forbidden.
const std::map<std::string_view, std::function<void()>>& Escapes() {
  static const std::map<std::string_view, std::function<void()>> escapes = {
      {"open", Call(SYS_open, "/etc/passwd", O_RDONLY)},
      {"openat", Call(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY)},
      {"stat", Call(SYS_stat, "/etc/passwd", nullptr)},
      {"unlink", Call(SYS_unlink, "/tmp/portcullis-no-such-file")},
      {"socket", Call(SYS_socket, AF_INET, SOCK_STREAM, 0)},
      {"connect", Call(SYS_connect, kReplyFd, nullptr, 0)},
      {"execve", Call(SYS_execve, "/bin/sh", nullptr, nullptr)},
      {"fork", Call(SYS_fork)},
      {"clone", Call(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0)},
      {"clone3", Call(SYS_clone3, nullptr, 0UL)},
      {"kill the server", [] { syscall(SYS_kill, getppid(), SIGTERM); }},
      {"tgkill the server", [] { syscall(SYS_tgkill, 1, 1, SIGTERM); }},
      {"ptrace", Call(SYS_ptrace, 0, 0, 0, 0)},
      {"process_vm_readv", Call(SYS_process_vm_readv, 1, nullptr, 0UL, nullptr, 0UL, 0UL)},
      {"dup", Call(SYS_dup, kReplyFd)},
      {"ftruncate", Call(SYS_ftruncate, kPixelsFd, 0L)},
      {"read from another descriptor", Call(SYS_read, kPixelsFd, nullptr, 0UL)},
      {"write to another descriptor", Call(SYS_write, kPixelsFd, "x", 1UL)},
      {"map a file", Call(SYS_mmap, nullptr, 4096UL, PROT_READ, MAP_SHARED, kPixelsFd, 0L)},
      {"map code",
       Call(SYS_mmap, nullptr, 4096UL, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L)},
      {"make code", TouchBeyondAnotherPagesRights},
      {"raise its limits", Call(SYS_prlimit64, 0, 9, nullptr, nullptr)},
      {"set a signal handler", Call(SYS_rt_sigaction, SIGXCPU, nullptr, nullptr, 8UL)},
      {"memfd_create", Call(SYS_memfd_create, "x", 0)},
      {"io_uring_setup", Call(SYS_io_uring_setup, 1, nullptr)},
      {"a 32-bit system call", [] { asm volatile("int $0x80"
                                                 :
                                                 : "a"(20)
                                                 : "memory"); }},
  };
  return escapes;
}

class TrialDecoder : public ImageDecoder {
 public:
  explicit TrialDecoder(const DecodeLimits& limits) : real_(MakeImageDecoder(limits)) {}

  absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t> bytes) override {
    const std::string_view word(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (const auto found = Misdeeds().find(word); found != Misdeeds().end()) found->second();
    if (const auto found = Escapes().find(word); found != Escapes().end()) found->second();
    // Which process it is, so that a test can tell and kill it.
    if (word == "who are you") {
      const auto pid = static_cast<std::uint32_t>(getpid());
      return DecodedImage{
          Image(1, 2,
                {static_cast<std::uint8_t>(pid), static_cast<std::uint8_t>(pid >> 8U),
                 static_cast<std::uint8_t>(pid >> 16U), 0, 0, 0}),
          {}};
    }
    return real_->Decode(bytes);
  }

 private:
  std::unique_ptr<ImageDecoder> real_;
};

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  return portcullis::RunDecodeWorker(argc, argv, [](const portcullis::DecodeLimits& limits) {
    return std::make_unique<portcullis::TrialDecoder>(limits);
  });
}
