// hostile_corpus DECODER FOLDER COUNT: gives every file of the folder to the decoder in its sandbox
// and fails if one is not answered, costs too much, or ends the worker. Time is judged by the
// worker's processor time, so that a busy machine condemns nobody; the clock's is told beside it.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/vision/sandbox/sandboxed_decoder.h"
#include "tests/hostile/worker_watch.h"

namespace portcullis::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;
using Milliseconds = std::chrono::duration<double, std::milli>;
using std::chrono::steady_clock;

constexpr nanoseconds kMaxTime = std::chrono::milliseconds(50);
constexpr std::uint64_t kMaxExtraMemory = std::uint64_t{64} << 20U;
constexpr int kAttempts = 5;  // to see a worker

struct Slowest {
  nanoseconds took{};
  std::string file;

  void See(nanoseconds time, const std::string& name) {
    if (time > took) *this = {time, name};
  }
  std::string Told() const {
    return fmt::format("{:.1f} ms ({})", Milliseconds(took).count(), file);
  }
};

struct Findings {
  std::map<std::string, int> answers;  // by what was answered
  Slowest refused;                     // processor time of the worker
  Slowest decoded;
  Slowest by_the_clock;
  std::uint64_t extra_memory = 0;
  std::string hungriest;
  std::vector<std::string> failures;
};

std::vector<std::uint8_t> ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CorpusRun {
 public:
  explicit CorpusRun(const fs::path& program)
      : decoder_(MakeSandboxedDecoder({}, {.program = program,
                                           .images_per_worker = 1'000'000,
                                           .report = [this](const absl::Status& status) {
                                             ended_ = std::string(status.message());
                                           }})) {}

  absl::Status Ready() {
    if (!decoder_.ok()) return decoder_.status();
    return Watch() ? absl::OkStatus()
                   : absl::InternalError("the decoder process is not to be seen");
  }

  void Try(const fs::path& path) {
    const std::vector<std::uint8_t> bytes = ReadFile(path);
    const std::string name = path.filename().string();
    const nanoseconds before = ProcessorTime(worker_);
    const auto start = steady_clock::now();
    const auto decoded = (*decoder_)->Decode(bytes);
    findings_.by_the_clock.See(steady_clock::now() - start, name);
    if (!ended_.empty()) {
      findings_.failures.push_back(fmt::format("{}: {}", name, ended_));
      if (!Watch()) findings_.failures.push_back(fmt::format("no decoder after {}", name));
      return;
    }
    const nanoseconds took = ProcessorTime(worker_) - before;
    JudgeAnswer(decoded.status(), name);
    if (decoded.ok()) {
      NoteDecoded(took, decoded->image.pixels().size(), name);
    } else {
      JudgeRefused(took, name);
    }
  }

  const Findings& findings() const { return findings_; }

 private:
  /// The worker that is there now, as it is before its next image. One that was killed just now may
  /// still be given an image, and stays a child until another takes its place; one that answers is
  /// the only one.
  bool Watch() {
    for (int attempt = 1; attempt <= kAttempts; ++attempt) {
      ended_.clear();
      static_cast<void>((*decoder_)->Decode(std::vector<std::uint8_t>{'x'}));
      if (ended_.empty()) break;
    }
    const auto child = OnlyChild();
    worker_ = child.value_or(-1);
    resting_memory_ = PeakMemory(worker_);
    return child.has_value() && resting_memory_ > 0;
  }

  void JudgeAnswer(const absl::Status& status, const std::string& name) {
    const auto reason = ErrorReasonOf(status);
    const std::string answer = status.ok() ? "decoded"
                               : reason    ? std::string(ErrorReasonName(*reason))
                                           : "no reason";
    ++findings_.answers[answer];
    using enum ErrorReason;
    const bool is_named = reason == kImageUnreadable || reason == kImageUnsupported ||
                          reason == kImageTooLarge || reason == kImageTooManyPixels;
    if (status.ok() || (absl::IsInvalidArgument(status) && is_named)) return;
    findings_.failures.push_back(fmt::format("{}: {}", name, status.ToString()));
  }

  /// What a good image costs is its own affair; the memory that it took must not hide what others
  /// do.
  void NoteDecoded(nanoseconds took, std::size_t pixel_bytes, const std::string& name) {
    findings_.decoded.See(took, name);
    if (pixel_bytes < kMaxExtraMemory / 16) return;
    kill(worker_, SIGKILL);
    if (!Watch()) findings_.failures.push_back(fmt::format("no decoder after {}", name));
  }

  void JudgeRefused(nanoseconds took, const std::string& name) {
    findings_.refused.See(took, name);
    if (took > kMaxTime) {
      findings_.failures.push_back(
          fmt::format("{}: took {:.1f} ms of processor time", name, Milliseconds(took).count()));
    }
    const std::uint64_t peak = PeakMemory(worker_);
    if (peak == 0) {
      findings_.failures.push_back(fmt::format("{}: its decoder is not to be seen", name));
      return;
    }
    // What the system counts is not exact, so that it may sink a little.
    const std::uint64_t extra = std::max(peak, resting_memory_) - resting_memory_;
    if (extra <= findings_.extra_memory) return;
    findings_.extra_memory = extra;
    findings_.hungriest = name;
    if (extra > kMaxExtraMemory) {
      findings_.failures.push_back(
          fmt::format("{}: took {:.1f} MiB more", name, static_cast<double>(extra) / (1U << 20U)));
    }
  }

  std::string ended_;
  absl::StatusOr<std::unique_ptr<ImageDecoder>> decoder_;
  pid_t worker_ = -1;
  std::uint64_t resting_memory_ = 0;
  Findings findings_;
};

void Tell(const Findings& findings, std::size_t files) {
  fmt::print("{} hostile files:", files);
  for (const auto& [answer, count] : findings.answers) fmt::print(" {} {}", count, answer);
  fmt::print("\nslowest refused {}, slowest decoded {}, of processor time\n",
             findings.refused.Told(), findings.decoded.Told());
  fmt::print("slowest by the clock {}\n", findings.by_the_clock.Told());
  fmt::print("most memory that a refused one took beyond the resting worker {:.1f} MiB ({})\n",
             static_cast<double>(findings.extra_memory) / (1U << 20U), findings.hungriest);
  for (const std::string& failure : findings.failures) fmt::print("FAILED {}\n", failure);
}

int Run(const fs::path& program, const fs::path& folder, std::size_t count) {
  std::vector<fs::path> files(fs::directory_iterator(folder), {});
  std::sort(files.begin(), files.end());
  if (files.size() != count) {
    fmt::print("{} holds {} files, not {}\n", folder.string(), files.size(), count);
    return EXIT_FAILURE;
  }
  CorpusRun run(program);
  if (const absl::Status ready = run.Ready(); !ready.ok()) {
    fmt::print("{}\n", ready.ToString());
    return EXIT_FAILURE;
  }
  for (const fs::path& file : files) run.Try(file);
  Tell(run.findings(), files.size());
  return run.findings().failures.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace portcullis::testing

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: hostile_corpus DECODER FOLDER COUNT\n");
    return 2;
  }
  return portcullis::testing::Run(argv[1], argv[2], std::strtoull(argv[3], nullptr, 10));
}
