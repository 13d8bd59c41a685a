#include "matcher/vision/sandbox/sandboxed_decoder.h"

#include <signal.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fmt/format.h"
#include "matcher/vision/sandbox/decode_protocol.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using std::chrono::steady_clock;
using testing::FailsWith;
using testing::FileBytes;
using testing::FourQuarters;
using testing::JpegFile;
using testing::MessageHas;

constexpr auto kUnreadable = ErrorReason::kImageUnreadable;

FileBytes Bytes(std::string_view text) { return FileBytes(text.begin(), text.end()); }

class SandboxedDecoderTest : public ::testing::Test {
 protected:
  void Start(const SandboxOptions& options) {
    auto decoder = MakeSandboxedDecoder({}, options);
    ASSERT_OK(decoder);
    decoder_ = *std::move(decoder);
  }

  SandboxOptions Options() {
    return {.program = TRIAL_DECODER,
            .timeout = std::chrono::seconds(20),
            .memory_mib = 64,
            .images_per_worker = 1000,
            .report = [this](const absl::Status& status) { reports_.push_back(status); }};
  }

  absl::StatusOr<DecodedImage> Decode(std::string_view word) {
    return decoder_->Decode(Bytes(word));
  }

  void ExpectStillDecodes() {
    const auto decoded = decoder_->Decode(JpegFile(FourQuarters(40, 30)));
    ASSERT_OK(decoded);
    EXPECT_EQ(decoded->image.width(), 40);
    EXPECT_EQ(decoded->image.height(), 30);
  }

  pid_t WorkerPid() {
    const auto decoded = Decode("who are you");
    if (!decoded.ok()) return -1;
    const auto pixels = decoded->image.pixels();
    return pixels[0] | (pixels[1] << 8) | (pixels[2] << 16);
  }

  std::unique_ptr<ImageDecoder> decoder_;
  std::vector<absl::Status> reports_;
};

struct Misdeed {
  std::string_view word;
  std::string_view told;
};

TEST_F(SandboxedDecoderTest, CostsOneImageWhateverItsWorkerDoes) {
  Start(Options());
  for (const auto& [word, told] : std::vector<Misdeed>{
           {"segfault", "(signal 11)"},
           {"abort", "(signal 6)"},
           {"exit", "(exit status 0)"},
           {"overflow the stack", "(signal 11)"},
           {"eat memory", "needs more memory than the 64 MiB"},
           {"flood", "nonsense"},
           {"say nonsense", "nonsense"},
           {"say an endless frame", "nonsense"},
           {"say half a frame", "(exit status 0)"},
           {"claim too wide", "nonsense"},
           {"claim no size", "nonsense"},
       }) {
    SCOPED_TRACE(std::string(word));
    reports_.clear();
    const auto decoded = Decode(word);
    EXPECT_THAT(decoded, FailsWith(StatusCode::kInvalidArgument, kUnreadable));
    EXPECT_THAT(decoded, MessageHas(std::string(told)));
    ASSERT_EQ(reports_.size(), 1U);
    EXPECT_EQ(reports_[0], decoded.status());
    ExpectStillDecodes();
  }
}

TEST_F(SandboxedDecoderTest, KillsAWorkerThatTakesTooLong) {
  SandboxOptions options = Options();
  options.timeout = std::chrono::milliseconds(300);
  Start(options);
  for (const std::string_view word : {"hang", "spin"}) {
    const auto start = steady_clock::now();
    const auto decoded = Decode(word);
    EXPECT_THAT(decoded, FailsWith(StatusCode::kInvalidArgument, kUnreadable)) << word;
    EXPECT_THAT(decoded, MessageHas("not done with this image after 300 ms"));
    EXPECT_GE(steady_clock::now() - start, std::chrono::milliseconds(300));
    EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(10));
  }
}

TEST_F(SandboxedDecoderTest, LetsNoWorkerOutOfTheJail) {
  Start(Options());
  for (const std::string_view escape : {"open",
                                        "openat",
                                        "stat",
                                        "unlink",
                                        "socket",
                                        "connect",
                                        "execve",
                                        "fork",
                                        "clone",
                                        "clone3",
                                        "kill the server",
                                        "tgkill the server",
                                        "ptrace",
                                        "process_vm_readv",
                                        "dup",
                                        "ftruncate",
                                        "read from another descriptor",
                                        "write to another descriptor",
                                        "map a file",
                                        "map code",
                                        "make code",
                                        "raise its limits",
                                        "set a signal handler",
                                        "memfd_create",
                                        "io_uring_setup",
                                        "a 32-bit system call"}) {
    const auto decoded = Decode(escape);
    EXPECT_THAT(decoded, FailsWith(StatusCode::kInvalidArgument, kUnreadable)) << escape;
    EXPECT_THAT(decoded, MessageHas("(signal 31)")) << escape;  // SIGSYS
  }
  ExpectStillDecodes();
}

TEST_F(SandboxedDecoderTest, AWordThatTheTrialDecoderDoesNotKnowIsOnlyAnUnreadableImage) {
  Start(Options());
  EXPECT_THAT(Decode("dance"), MessageHas("not an image"));
}

TEST_F(SandboxedDecoderTest, AWorkerKilledWhileIdleCostsNoImage) {
  Start(Options());
  for (int i = 0; i < 3; ++i) {
    const pid_t pid = WorkerPid();
    ASSERT_GT(pid, 0);
    ASSERT_EQ(kill(pid, SIGKILL), 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ExpectStillDecodes();
    EXPECT_NE(WorkerPid(), pid);
  }
  EXPECT_TRUE(reports_.empty());
}

TEST_F(SandboxedDecoderTest, AnAnswerThatNobodyAskedForIsNotTheNextImages) {
  Start(Options());
  EXPECT_OK(Decode("answer twice"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ExpectStillDecodes();
}

TEST_F(SandboxedDecoderTest, AWorkerKilledAtWorkCostsItsImage) {
  Start(Options());
  const pid_t pid = WorkerPid();
  std::thread killer([pid] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    kill(pid, SIGKILL);
  });
  EXPECT_THAT(Decode("hang"), MessageHas("(signal 9)"));
  killer.join();
  ExpectStillDecodes();
}

TEST_F(SandboxedDecoderTest, AStoppedWorkerIsReplacedWhenItsTimeIsUp) {
  SandboxOptions options = Options();
  options.timeout = std::chrono::milliseconds(300);
  Start(options);
  const pid_t pid = WorkerPid();
  ASSERT_EQ(kill(pid, SIGSTOP), 0);
  EXPECT_THAT(Decode(std::string(3'000'000, 'x')),
              FailsWith(StatusCode::kInvalidArgument, kUnreadable));
  EXPECT_NE(WorkerPid(), pid);
}

TEST_F(SandboxedDecoderTest, KeepsAWorkerForAsManyImagesAsItMayHave) {
  SandboxOptions options = Options();
  options.images_per_worker = 3;
  Start(options);
  const pid_t first = WorkerPid();
  EXPECT_EQ(WorkerPid(), first);
  EXPECT_EQ(WorkerPid(), first);
  const pid_t second = WorkerPid();
  EXPECT_NE(second, first);
  EXPECT_EQ(WorkerPid(), second);
}

TEST_F(SandboxedDecoderTest, GivesEveryImageAFreshWorkerIfToldSo) {
  SandboxOptions options = Options();
  options.images_per_worker = 1;
  Start(options);
  const pid_t first = WorkerPid();
  EXPECT_NE(WorkerPid(), first);
}

TEST_F(SandboxedDecoderTest, EndsItsWorkersWithItself) {
  Start(Options());
  const pid_t pid = WorkerPid();
  ASSERT_EQ(kill(pid, 0), 0);
  decoder_.reset();
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(SandboxedDecoderTest, WorksFromThreadsThatComeAndGo) {
  Start(Options());
  for (int i = 0; i < 3; ++i) {
    std::thread([this] { ExpectStillDecodes(); }).join();
  }
  EXPECT_TRUE(reports_.empty());
}

TEST_F(SandboxedDecoderTest, RefusesBeforeAWorkerSeesIt) {
  Start(Options());
  EXPECT_THAT(Decode(""), FailsWith(StatusCode::kInvalidArgument, kUnreadable));
  EXPECT_THAT(Decode(std::string((8U << 20U) + 1, 'x')),
              FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageTooLarge));
}

TEST(SandboxedDecoderStart, FailsWhereThereIsNoProgram) {
  const auto decoder = MakeSandboxedDecoder({}, {.program = "/no/such/portcullis-decoder"});
  EXPECT_THAT(decoder,
              FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kDecoderUnavailable));
  EXPECT_THAT(decoder, MessageHas("/no/such/portcullis-decoder: No such file or directory"));
}

TEST(SandboxedDecoderStart, FailsWithAProgramThatIsNoDecoder) {
  for (const std::string program : {"/bin/true", "/bin/echo"}) {
    EXPECT_THAT(MakeSandboxedDecoder({}, {.program = program}),
                FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kDecoderUnavailable));
  }
}

TEST(SandboxedDecoderStart, FailsWhereThereIsNoMemoryToShare) {
  const DecodeLimits endless = {.max_side_px = std::numeric_limits<int>::max(),
                                .max_pixels = std::numeric_limits<std::int64_t>::max()};
  const auto decoder = MakeSandboxedDecoder(endless, {.program = TRIAL_DECODER});
  EXPECT_THAT(decoder,
              FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kDecoderUnavailable));
  EXPECT_THAT(decoder, MessageHas("bytes of shared memory"));
}

TEST(SandboxedDecoderStart, AProgramThatIsGoneLaterIsTheServersFaultAndNotTheImages) {
  const std::filesystem::path copy =
      std::filesystem::path(::testing::TempDir()) / "decoder_that_goes_away";
  std::filesystem::copy_file(TRIAL_DECODER, copy,
                             std::filesystem::copy_options::overwrite_existing);
  std::vector<absl::Status> reports;
  auto decoder = MakeSandboxedDecoder(
      {}, {.program = copy,
           .report = [&reports](const absl::Status& status) { reports.push_back(status); }});
  ASSERT_OK(decoder);
  std::filesystem::remove(copy);
  EXPECT_THAT((*decoder)->Decode(Bytes("segfault")),
              FailsWith(StatusCode::kInvalidArgument, kUnreadable));
  const FileBytes good = JpegFile(FourQuarters(40, 30));
  EXPECT_THAT((*decoder)->Decode(good),
              FailsWith(StatusCode::kInternal, ErrorReason::kDecoderUnavailable));
  EXPECT_EQ(reports.size(), 2U);
  std::filesystem::copy_file(TRIAL_DECODER, copy);
  EXPECT_OK((*decoder)->Decode(good));
  std::filesystem::remove(copy);
}

/// A shell script in place of a decoder: says `words` at once, then does `deed`.
void WriteScript(const std::filesystem::path& path, const ProtocolBytes& words,
                 std::string_view deed) {
  std::filesystem::remove(path);
  {
    std::ofstream script(path);
    script << "#!/bin/sh\nprintf '";
    for (const std::uint8_t byte : words) script << fmt::format("\\{:03o}", byte);
    script << "'\n" << deed << "\n";
  }
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

TEST(SandboxedDecoderStart, AProgramWhoseWorkersEndUnaskedIsTheServersFaultAndNotTheImages) {
  const std::filesystem::path program =
      std::filesystem::path(::testing::TempDir()) / "decoder_that_ends_unasked";
  std::filesystem::copy_file(TRIAL_DECODER, program,
                             std::filesystem::copy_options::overwrite_existing);
  auto decoder = MakeSandboxedDecoder({}, {.program = program});
  ASSERT_OK(decoder);
  // One word more than the hello, so that no worker is seen in the moment before its end.
  ProtocolBytes words = FrameOf(SerializeHello(absl::OkStatus()));
  words.push_back(0);
  WriteScript(program, words, "exit 0");
  EXPECT_THAT((*decoder)->Decode(Bytes("segfault")),
              FailsWith(StatusCode::kInvalidArgument, kUnreadable));
  const auto decoded = (*decoder)->Decode(JpegFile(FourQuarters(40, 30)));
  EXPECT_THAT(decoded, FailsWith(StatusCode::kInternal, ErrorReason::kDecoderUnavailable));
  EXPECT_THAT(decoded, MessageHas("decoders end before they are asked anything"));
  std::filesystem::remove(program);
}

TEST(SandboxedDecoderStart, AProgramThatUnderstandsNoRequestIsTheServersFaultAndNotTheImages) {
  const std::filesystem::path program =
      std::filesystem::path(::testing::TempDir()) / "decoder_that_understands_nothing";
  WriteScript(program, FrameOf(SerializeHello(absl::OkStatus())), "read -r line; exit 2");
  std::vector<absl::Status> reports;
  auto decoder = MakeSandboxedDecoder(
      {}, {.program = program,
           .report = [&reports](const absl::Status& status) { reports.push_back(status); }});
  ASSERT_OK(decoder);
  const auto decoded = (*decoder)->Decode(Bytes("one line\n"));
  EXPECT_THAT(decoded, FailsWith(StatusCode::kInternal, ErrorReason::kDecoderUnavailable));
  EXPECT_THAT(decoded, MessageHas("it understands no request of this server"));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0], decoded.status());
  std::filesystem::remove(program);
}

}  // namespace
}  // namespace portcullis
