// What it costs to have an image decoded by another process: the same image decoded in this one and
// in the sandbox, in turns.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/sandbox/sandboxed_decoder.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kQuickRounds = 3;

Milliseconds ThreadTime() {
  timespec used = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

/// Of the decoder processes that have ended.
Milliseconds ChildrenTime() {
  rusage usage = {};
  getrusage(RUSAGE_CHILDREN, &usage);
  return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

struct Costs {
  std::vector<double> by_the_clock;  // ms
  Milliseconds processor{};

  double Median() const {
    std::vector<double> sorted = by_the_clock;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
  double Best() const { return *std::min_element(by_the_clock.begin(), by_the_clock.end()); }
  double Processor() const { return processor.count() / static_cast<double>(by_the_clock.size()); }
};

absl::Status Measure(ImageDecoder& decoder, const std::vector<std::uint8_t>& image, Costs& costs) {
  const Milliseconds before = ThreadTime();
  const auto start = std::chrono::steady_clock::now();
  const absl::StatusOr<DecodedImage> decoded = decoder.Decode(image);
  costs.by_the_clock.push_back(Milliseconds(std::chrono::steady_clock::now() - start).count());
  costs.processor += ThreadTime() - before;
  return decoded.status();
}

struct Arguments {
  std::filesystem::path decoder;
  std::filesystem::path image;
  int rounds = 200;
  bool quick = false;
  std::filesystem::path json;
};

/// As the page of performance reads it.
absl::Status WriteJson(const std::filesystem::path& path, const std::string& conditions,
                       const Costs& here, const Costs& sandboxed, const Costs& fresh) {
  using Json = nlohmann::ordered_json;
  const auto measure = [&](const char* id, const char* name, double value, double beside) {
    return Json{{"id", id},
                {"name", name},
                {"value", value},
                {"unit", "ms"},
                {"baseline", "decoded in the process itself"},
                {"baseline_value", beside},
                {"conditions", conditions}};
  };
  const Json report = {{"bench", "decode"},
                       {"measures",
                        {measure("decode.hop", "an image decoded in the sandbox, median",
                                 sandboxed.Median(), here.Median()),
                         measure("decode.hop.processor", "the same, processor time",
                                 sandboxed.Processor(), here.Processor()),
                         measure("decode.fresh", "the same with a process for each image, median",
                                 fresh.Median(), here.Median())}}};
  std::ofstream file(path);
  file << report.dump(2) << '\n';
  file.close();
  if (!file) return absl::UnavailableError(fmt::format("cannot write {}", path.string()));
  return absl::OkStatus();
}

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
  sandboxed.processor += ChildrenTime();
  const Milliseconds before_fresh = ChildrenTime();
  PORTCULLIS_ASSIGN_OR_RETURN(
      auto fresh, MakeSandboxedDecoder({}, {.program = arguments.decoder, .images_per_worker = 1}));
  Costs with_fresh;
  for (int round = 0; round < rounds; ++round) {
    PORTCULLIS_RETURN_IF_ERROR(Measure(*fresh, image, with_fresh));
  }
  fresh.reset();
  with_fresh.processor += ChildrenTime() - before_fresh;

  fmt::print("{}: {} bytes, {} rounds; ms for one image\n", arguments.image.filename().string(),
             image.size(), rounds);
  fmt::print("{:<34} {:>8} {:>8} {:>10}\n", "", "median", "best", "processor");
  const auto row = [](std::string_view name, const Costs& costs) {
    fmt::print("{:<34} {:>8.2f} {:>8.2f} {:>10.2f}\n", name, costs.Median(), costs.Best(),
               costs.Processor());
  };
  row("in this process", in_process);
  row("in the sandbox", sandboxed);
  row("in the sandbox, a process for each", with_fresh);
  fmt::print("{:<34} {:>8.2f} {:>8.2f} {:>10.2f}\n", "the hop",
             sandboxed.Median() - in_process.Median(), sandboxed.Best() - in_process.Best(),
             sandboxed.Processor() - in_process.Processor());
  if (arguments.json.empty()) return absl::OkStatus();
  return WriteJson(arguments.json, fmt::format("JPEG of {} bytes, {} rounds", image.size(), rounds),
                   in_process, sandboxed, with_fresh);
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
