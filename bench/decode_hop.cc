// What it costs to have an image decoded by another process: the same image decoded in this one and
// in the sandbox, in turns.
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/measure_report.h"
#include "bench/process_costs.h"
#include "fmt/format.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/sandbox/sandboxed_decoder.h"

namespace portcullis {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kQuickRounds = 3;

/// Of the decoder processes that have ended.
double ChildrenMs() {
  rusage usage = {};
  getrusage(RUSAGE_CHILDREN, &usage);
  const Milliseconds used =
      std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
      std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  return used.count();
}

struct Costs {
  std::vector<double> by_the_clock_ms;
  double processor_ms = 0;  // of all rounds
};

absl::Status Measure(ImageDecoder& decoder, const std::vector<std::uint8_t>& image, Costs& costs) {
  const double before_ms = ProcessorMs(CLOCK_THREAD_CPUTIME_ID);
  const auto start = std::chrono::steady_clock::now();
  const absl::StatusOr<DecodedImage> decoded = decoder.Decode(image);
  const Milliseconds by_the_clock = std::chrono::steady_clock::now() - start;
  costs.by_the_clock_ms.push_back(by_the_clock.count());
  costs.processor_ms += ProcessorMs(CLOCK_THREAD_CPUTIME_ID) - before_ms;
  return decoded.status();
}

struct Arguments {
  std::filesystem::path decoder;
  std::filesystem::path image;
  int rounds = 200;
  bool quick = false;
  std::filesystem::path json;
};

absl::Status Run(const Arguments& arguments) {
  std::ifstream file(arguments.image, std::ios::binary);
  const std::vector<std::uint8_t> image(std::istreambuf_iterator<char>(file), {});
  const auto here = MakeImageDecoder({});
  PORTCULLIS_ASSIGN_OR_RETURN(auto kept, MakeSandboxedDecoder({}, {.program = arguments.decoder,
                                                                   .images_per_worker = 1 << 30}));
  const int rounds = arguments.quick ? kQuickRounds : arguments.rounds;
  Costs in_process;
  Costs sandboxed;
  for (int round = 0; round < rounds; ++round) {
    PORTCULLIS_RETURN_IF_ERROR(Measure(*here, image, in_process));
    PORTCULLIS_RETURN_IF_ERROR(Measure(*kept, image, sandboxed));
  }
  kept.reset();
  sandboxed.processor_ms += ChildrenMs();
  PORTCULLIS_ASSIGN_OR_RETURN(
      auto fresh, MakeSandboxedDecoder({}, {.program = arguments.decoder, .images_per_worker = 1}));
  Costs with_fresh;
  for (int round = 0; round < rounds; ++round) {
    PORTCULLIS_RETURN_IF_ERROR(Measure(*fresh, image, with_fresh));
  }

  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  MeasureReport report("decode", fmt::format("JPEG of {} bytes, {} rounds", image.size(), rounds));
  const auto beside = [&](const char* id, const char* name, double ms, double ms_here) {
    report.Add(id, name, ms, "ms", "", "decoded in the process itself", ms_here);
  };
  beside("hop", "an image decoded in the sandbox, median", Median(sandboxed.by_the_clock_ms),
         Median(in_process.by_the_clock_ms));
  beside("hop.best", "the same, fastest", Quantile(sandboxed.by_the_clock_ms, 0),
         Quantile(in_process.by_the_clock_ms, 0));
  beside("hop.processor", "the same, processor time", sandboxed.processor_ms / rounds,
         in_process.processor_ms / rounds);
  beside("fresh", "the same with a process for each image, median",
         Median(with_fresh.by_the_clock_ms), Median(in_process.by_the_clock_ms));
  if (report.Save(arguments.json.string(), CpuPathName(path))) return absl::OkStatus();
  return absl::UnavailableError(fmt::format("cannot write {}", arguments.json.string()));
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  portcullis::Arguments arguments;
  CLI::App app("Measures what the sandbox costs one image");
  app.add_option("--decoder", arguments.decoder, "portcullis-decoder")->required();
  app.add_option("--image", arguments.image, "JPEG, PNG or JPEG 2000")->required();
  app.add_option("--rounds", arguments.rounds, "of each")->check(CLI::Range(1, 1'000'000));
  app.add_flag("--quick", arguments.quick, "three rounds: shows that it runs");
  app.add_option("--json", arguments.json, "file to write the figures to as well");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = portcullis::Run(arguments);
  if (status.ok()) return 0;
  fmt::print(stderr, "decode_hop: {}\n", std::string(status.message()));
  return 1;
}
