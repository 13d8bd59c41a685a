// portcullis-load: calls Identify at a fixed rate, or without a pause, and says how that went.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "bench/load/arrivals.h"
#include "bench/load/identify_caller.h"
#include "bench/load/load_run.h"
#include "bench/process_costs.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

// Longer or larger loads measure nothing that these do not.
constexpr double kMostSeconds = 600;
constexpr std::size_t kMostCalls = 1'000'000;
constexpr std::chrono::seconds kConnectLimit{10};

struct Arguments {
  IdentifyLoad load;
  std::vector<std::filesystem::path> images;
  ArrivalPlan arrivals;
  std::string arrival_kind = "even";
  double seconds = 10;
  double warm_up_s = 1;
  int patience_ms = 10'000;
  std::size_t most_under_way = 4096;
  std::size_t closed = 0;  // calls under way in a closed loop; 0: open loop
  std::filesystem::path json;
};

std::chrono::nanoseconds Nanoseconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(seconds));
}

double ProcessorSeconds() { return ProcessorTime(CLOCK_PROCESS_CPUTIME_ID).count(); }

Json ToJson(const LatencySummary& summary) {
  return {{"count", summary.count}, {"mean_ms", summary.mean}, {"p50_ms", summary.p50},
          {"p90_ms", summary.p90},  {"p99_ms", summary.p99},   {"p999_ms", summary.p999},
          {"max_ms", summary.max}};
}

Json ToJson(const TallySummary& summary) {
  Json statuses = Json::object();
  for (const auto& [name, status] : summary.statuses) {
    statuses[name] = {{"since_due", ToJson(status.since_due)},
                      {"since_sent", ToJson(status.since_sent)}};
  }
  return {{"due", summary.due},
          {"unsent", summary.unsent},
          {"window_s", summary.window_s},
          {"ok_per_s", summary.ok_per_s},
          {"answered_ok", summary.answered_ok},
          {"lateness", ToJson(summary.lateness)},
          {"statuses", std::move(statuses)},
          {"outcomes", summary.outcomes},
          {"mean_steps_ms", summary.mean_steps_ms}};
}

absl::Status ReadImages(Arguments& arguments) {
  for (const std::filesystem::path& path : arguments.images) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(file), {});
    if (bytes.empty()) {
      return absl::NotFoundError(fmt::format("cannot read {}, or it is empty", path.string()));
    }
    arguments.load.images.push_back(std::move(bytes));
  }
  return absl::OkStatus();
}

absl::Status Run(Arguments arguments) {
  if (const absl::Status read = ReadImages(arguments); !read.ok()) return read;
  arguments.load.patience = std::chrono::milliseconds(arguments.patience_ms);
  IdentifyCaller caller(arguments.load);
  if (!caller.Connect(kConnectLimit)) {
    return absl::UnavailableError(fmt::format("cannot connect to {}", arguments.load.address));
  }
  const Window window{.from = Nanoseconds(arguments.warm_up_s),
                      .to = Nanoseconds(arguments.warm_up_s + arguments.seconds)};
  arguments.arrivals.span = window.to;
  arguments.arrivals.most = kMostCalls;
  arguments.arrivals.kind =
      arguments.arrival_kind == "even" ? ArrivalKind::kEven : ArrivalKind::kPoisson;
  const double before_s = ProcessorSeconds();
  const TallySummary summary =
      arguments.closed > 0
          ? RunClosedLoop(caller, arguments.closed, window)
          : RunOpenLoop(caller, DueTimes(arguments.arrivals), window, arguments.most_under_way);
  Json report;
  if (arguments.closed > 0) {
    report["loop"] = "closed";
    report["under_way"] = arguments.closed;
  } else {
    report["loop"] = "open";
    report["rate_per_s"] = arguments.arrivals.rate_per_s;
    report["arrivals"] = arguments.arrival_kind;
    report["seed"] = arguments.arrivals.seed;
  }
  report["warm_up_s"] = arguments.warm_up_s;
  report["generator_cpu_s"] = ProcessorSeconds() - before_s;
  report.update(ToJson(summary));
  if (arguments.json.empty()) {
    fmt::print("{}\n", report.dump(2));
    return absl::OkStatus();
  }
  std::ofstream file(arguments.json);
  file << report.dump(2) << '\n';
  file.close();
  if (!file) return absl::UnavailableError(fmt::format("cannot write {}", arguments.json.string()));
  return absl::OkStatus();
}

void AddOptions(CLI::App& app, Arguments& arguments) {
  app.add_option("--address", arguments.load.address, "host:port of a server without TLS")
      ->required();
  app.add_option("--image", arguments.images, "probe, may be repeated; sent in turn")->required();
  app.add_option("--list", arguments.load.lists, "lists/ID to search; default: all");
  app.add_option("--rate", arguments.arrivals.rate_per_s, "calls a second, open loop")
      ->check(CLI::Range(0.01, 1e5));
  app.add_option("--arrivals", arguments.arrival_kind, "even or poisson")
      ->check(CLI::IsMember({"even", "poisson"}));
  app.add_option("--seed", arguments.arrivals.seed, "of poisson");
  app.add_option("--closed", arguments.closed, "calls always under way, instead of a rate")
      ->check(CLI::Range(1, 10'000));
  app.add_option("--seconds", arguments.seconds, "that are measured")
      ->check(CLI::Range(0.1, kMostSeconds));
  app.add_option("--warm-up", arguments.warm_up_s, "seconds before that, not counted")
      ->check(CLI::Range(0.0, kMostSeconds));
  app.add_option("--patience-ms", arguments.patience_ms, "deadline of each call")
      ->check(CLI::Range(1, 600'000));
  app.add_option("--connections", arguments.load.connections, "sockets")
      ->check(CLI::Range(1, 1000));
  app.add_option("--most-under-way", arguments.most_under_way,
                 "unanswered calls beyond which none is made; those are counted as unsent")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--json", arguments.json, "file to write; default: standard output");
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  portcullis::Arguments arguments;
  CLI::App app(
      "Calls MatchService.Identify at a fixed rate, whether or not earlier calls were answered. "
      "Latencies count from the time at which a call was due, so that a server that stalls does "
      "not look fast for want of calls.");
  portcullis::AddOptions(app, arguments);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = portcullis::Run(std::move(arguments));
  if (status.ok()) return 0;
  fmt::print(stderr, "portcullis-load: {}\n", std::string(status.message()));
  return 1;
}
