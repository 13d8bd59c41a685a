// What the live index costs beside its scans: filling it, changing it while it is searched,
// searching it while it rewrites itself, lists, and searches that come at once. FAISS's plain index
// stands beside it where it does the same.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/measure_report.h"
#include "bench/process_costs.h"
#include "bench/synthetic_faces.h"
#include "fmt/format.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/faiss_reference_index.h"
#include "matcher/index/live/scan_reference_index.h"

namespace portcullis {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t kDimension = 128;
constexpr std::uint32_t kSegments = 20;
const ModelId kModel{"synthetic", "0", "none"};

struct Arguments {
  std::size_t rows = 1'000'000;
  std::string json;
  bool quick = false;
  std::string only;  // a stage; empty: all
  CpuPath path = CpuPath::kPortable;
};

class Faces : public SyntheticFaces {
 public:
  explicit Faces(std::uint32_t seed) : SyntheticFaces(kModel, kDimension, seed) {}

  IndexedReference NextReference(std::int64_t id) {
    return {ReferenceId{id}, EntryId{id}, SegmentId{static_cast<std::uint32_t>(id) % kSegments},
            Next()};
  }
};

class LiveIndexBench {
 public:
  explicit LiveIndexBench(const Arguments& arguments)
      : arguments_(arguments),
        report_("live_index", fmt::format("{} x {}, {}", arguments.rows, kDimension,
                                          CpuPathName(arguments.path))),
        next_id_(static_cast<std::int64_t>(arguments.rows) + 1),
        slice_(arguments.quick ? 0.02 : 1.0) {}

  absl::Status Run() {
    PORTCULLIS_RETURN_IF_ERROR(Make());
    // First, while nothing that others have let go can be used again.
    PORTCULLIS_RETURN_IF_ERROR(MeasureMemory());
    PORTCULLIS_RETURN_IF_ERROR(Fill());
    if (Wants("lists")) MeasureLists();
    if (Wants("together")) {
      for (const int threads : {1, 2, 4, 8, 16}) MeasureTogether(threads);
    }
    if (Wants("changes")) MeasureChanges();
    if (Wants("rewriting")) MeasureRewriting();
    if (Wants("forgetting")) PORTCULLIS_RETURN_IF_ERROR(MeasureForgetting());
    if (!report_.Save(arguments_.json, CpuPathName(arguments_.path))) {
      return absl::InternalError("cannot write " + arguments_.json);
    }
    return failures_ == 0 ? absl::OkStatus() : absl::InternalError("a search or change failed");
  }

 private:
  bool Wants(std::string_view stage) const {
    return arguments_.only.empty() || arguments_.only == stage;
  }

  absl::Status Make() {
    ScanIndexOptions options;
    options.path = arguments_.path;
    PORTCULLIS_ASSIGN_OR_RETURN(scan_, ScanReferenceIndex::Create(kModel, kDimension, options));
    options.max_concurrent_scans = 1'000;
    options.rewrite.purge_after = absl::ZeroDuration();
    PORTCULLIS_ASSIGN_OR_RETURN(other_, ScanReferenceIndex::Create(kModel, kDimension, options));
    PORTCULLIS_ASSIGN_OR_RETURN(plain_, CreateFaissReferenceIndex(kModel, kDimension));
    return absl::OkStatus();
  }

  absl::Status MeasureMemory() {
    const std::size_t before = ResidentKiB();
    PORTCULLIS_RETURN_IF_ERROR(
        ForEachBatch([&](const IndexChange& change) { return other_->Apply(change); }));
    other_->WaitForBackground();
    report_.Add(
        "resident", "bytes a reference, as the process grew by them",
        1024 * static_cast<double>(ResidentKiB() - before) / static_cast<double>(arguments_.rows),
        "bytes", "filled and settled");
    return absl::OkStatus();
  }

  /// Batches go to both indexes in turn, so that both see the same machine.
  absl::Status Fill() {
    Seconds scan_time{};
    Seconds plain_time{};
    const absl::Status filling = ForEachBatch([&](const IndexChange& change) {
      PORTCULLIS_RETURN_IF_ERROR(Timed(*scan_, change, scan_time));
      return Timed(*plain_, change, plain_time);
    });
    PORTCULLIS_RETURN_IF_ERROR(filling);
    scan_->WaitForBackground();
    const ScanIndexStats stats = scan_->stats();
    const auto rows = static_cast<double>(arguments_.rows);
    report_.Add("fill", "filling", scan_time.count(), "s",
                fmt::format("in batches of {}, processor time of the caller", kBatch), "faiss-flat",
                plain_time.count());
    report_.Add("parts", "parts", static_cast<double>(stats.parts), "parts");
    report_.Add("bytes", "bytes a reference, as the index counts them",
                static_cast<double>(stats.bytes) / rows, "bytes");
    return absl::OkStatus();
  }

  template <typename Act>
  absl::Status ForEachBatch(Act act) const {
    Faces faces(1);
    for (std::size_t first = 1; first <= arguments_.rows; first += kBatch) {
      IndexChange change;
      for (std::size_t id = first; id < std::min(first + kBatch, arguments_.rows + 1); ++id) {
        change.add.push_back(faces.NextReference(static_cast<std::int64_t>(id)));
      }
      PORTCULLIS_RETURN_IF_ERROR(act(change));
    }
    return absl::OkStatus();
  }

  /// Processor time of this thread.
  static absl::Status Timed(ReferenceIndex& index, const IndexChange& change, Seconds& time) {
    const Seconds start = ProcessorTime(CLOCK_THREAD_CPUTIME_ID);
    PORTCULLIS_RETURN_IF_ERROR(index.Apply(change));
    time += ProcessorTime(CLOCK_THREAD_CPUTIME_ID) - start;
    return absl::OkStatus();
  }

  double SearchSeconds(const ReferenceIndex& index, const Embedding& probe,
                       const IndexQuery& query) {
    const auto start = Clock::now();
    const auto result = index.Search(probe, query);
    const Seconds time = Clock::now() - start;
    if (!result.ok() || result->candidates.empty()) ++failures_;
    return time.count();
  }

  double SearchProcessorSeconds(const ReferenceIndex& index, const Embedding& probe,
                                const IndexQuery& query) {
    const Seconds start = ProcessorTime(CLOCK_THREAD_CPUTIME_ID);
    SearchSeconds(index, probe, query);
    return (ProcessorTime(CLOCK_THREAD_CPUTIME_ID) - start).count();
  }

  /// Rounds in turns of one search each.
  void MeasureLists() {
    IndexQuery all_lists{.max_candidates = 10, .segments = {{}}};
    IndexQuery every_second = all_lists;
    for (std::uint32_t segment = 0; segment < kSegments; ++segment) {
      all_lists.segments->push_back(SegmentId{segment});
      if (segment % 2 == 0) every_second.segments->push_back(SegmentId{segment});
    }
    const IndexQuery everything{.max_candidates = 10, .segments = {}};
    std::vector<double> plain;
    std::vector<double> unfiltered;
    std::vector<double> filtered;
    std::vector<double> half;
    Faces faces(2);
    for (int round = 0; round < (arguments_.quick ? 5 : 101); ++round) {
      const Embedding probe = faces.Next();
      if (round % 5 == 0) plain.push_back(SearchProcessorSeconds(*plain_, probe, everything));
      unfiltered.push_back(SearchProcessorSeconds(*scan_, probe, everything));
      filtered.push_back(SearchProcessorSeconds(*scan_, probe, all_lists));
      half.push_back(SearchProcessorSeconds(*scan_, probe, every_second));
    }
    report_.Add("one_query", "one search", 1e3 * Median(unfiltered), "ms",
                "one thread, processor time", "faiss-flat", 1e3 * Median(plain));
    report_.Add("all_lists", "one search of all of 20 lists by name", 1e3 * Median(filtered), "ms",
                "one thread, processor time", "the same without a filter",
                1e3 * Median(unfiltered));
    report_.Add("half_the_lists", "one search of every second of 20 lists", 1e3 * Median(half),
                "ms", "one thread, processor time", "half of one without a filter",
                0.5e3 * Median(unfiltered));
  }

  struct Load {
    std::vector<double> seconds;  // of each search, by the clock
    double per_second = 0;
    double processor_ms = 0;  // of all threads, for each search
  };

  /// Closed loop: each thread searches again as soon as it is answered.
  Load SearchFrom(const ReferenceIndex& index, int threads,
                  const std::function<void()>& meanwhile) {
    std::atomic<bool> stop = false;
    std::vector<Load> loads(static_cast<std::size_t>(threads));
    std::vector<std::thread> searchers;
    searchers.reserve(loads.size());
    const auto start = Clock::now();
    const Seconds processor_start = ProcessorTime(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < threads; ++i) {
      searchers.emplace_back([&, i] {
        Faces faces(static_cast<std::uint32_t>(100 + i));
        const Embedding probe = faces.Next();
        const IndexQuery query;
        auto& seconds = loads[static_cast<std::size_t>(i)].seconds;
        do seconds.push_back(SearchSeconds(index, probe, query));
        while (!stop);
      });
    }
    meanwhile();
    stop = true;
    for (std::thread& searcher : searchers) searcher.join();
    const Seconds time = Clock::now() - start;
    Load all;
    for (const Load& load : loads) {
      all.seconds.insert(all.seconds.end(), load.seconds.begin(), load.seconds.end());
    }
    const auto searches = static_cast<double>(all.seconds.size());
    all.per_second = searches / time.count();
    all.processor_ms =
        1e3 * (ProcessorTime(CLOCK_PROCESS_CPUTIME_ID) - processor_start).count() / searches;
    return all;
  }

  void MeasureTogether(int threads) {
    const auto pause = [this] { std::this_thread::sleep_for(slice_); };
    std::vector<Load> together;
    std::vector<Load> alone;
    for (int round = 0; round < 3; ++round) {
      together.push_back(SearchFrom(*scan_, threads, pause));
      alone.push_back(SearchFrom(*other_, threads, pause));
    }
    const auto add = [&](const std::string& id, const std::string& name, const std::string& unit,
                         auto measure) {
      const auto median = [&measure](const std::vector<Load>& loads) {
        std::vector<double> values;
        values.reserve(loads.size());
        for (const Load& load : loads) values.push_back(measure(load));
        return Median(values);
      };
      report_.Add(fmt::format("{}_{}", id, threads), name, median(together), unit,
                  fmt::format("{} threads", threads), "a pass for each", median(alone));
    };
    add("together", "searches that come at once", "queries/s",
        [](const Load& load) { return load.per_second; });
    add("together_p99", "quantile 0.99 of their time", "ms",
        [](const Load& load) { return 1e3 * Quantile(load.seconds, 0.99); });
    add("together_processor", "processor time for each", "ms",
        [](const Load& load) { return load.processor_ms; });
  }

  /// Replaces one entry after the other while two threads search.
  std::vector<double> SecondsOfChanges(ReferenceIndex& index) {
    std::vector<double> seconds;
    Faces faces(3);
    std::int64_t id = 1;
    SearchFrom(index, 2, [&] {
      const auto end = Clock::now() + 2 * slice_;
      do {
        const IndexChange change{.remove = {ReferenceId{id}}, .add = {faces.NextReference(id)}};
        const auto start = Clock::now();
        if (!index.Apply(change).ok()) ++failures_;
        seconds.push_back(Seconds(Clock::now() - start).count());
        ++id;
      } while (Clock::now() < end);
    });
    return seconds;
  }

  void MeasureChanges() {
    const std::vector<double> live = SecondsOfChanges(*scan_);
    const std::vector<double> plain = SecondsOfChanges(*plain_);
    const std::string more =
        fmt::format("2 threads search meanwhile, {} changes beside {}", live.size(), plain.size());
    for (const double share : {0.5, 0.99, 1.0}) {
      report_.Add(fmt::format("apply_p{:g}", 100 * share),
                  fmt::format("change of one entry, quantile {}", share),
                  1e3 * Quantile(live, share), "ms", more, "faiss-flat",
                  1e3 * Quantile(plain, share));
    }
  }

  /// The quiet and the busy index in turns. Busy: thousands come and as many go all the while.
  void MeasureRewriting() {
    Faces faces(4);
    std::vector<double> quiet;
    std::vector<double> busy;
    scan_->WaitForBackground();
    const std::size_t rewrites = scan_->stats().rewrites;
    for (int round = 0; round < 3; ++round) {
      const Load before = SearchFrom(*scan_, 1, [this] { std::this_thread::sleep_for(slice_); });
      const Load during = SearchFrom(*scan_, 1, [&] {
        const auto end = Clock::now() + 2 * slice_;
        while (Clock::now() < end) {
          IndexChange change;
          for (int i = 0; i < 2'000; ++i) {
            change.remove.push_back(ReferenceId{next_id_ - static_cast<std::int64_t>(kBatch)});
            change.add.push_back(faces.NextReference(next_id_++));
          }
          if (!scan_->Apply(change).ok()) ++failures_;
        }
      });
      quiet.insert(quiet.end(), before.seconds.begin(), before.seconds.end());
      busy.insert(busy.end(), during.seconds.begin(), during.seconds.end());
    }
    const std::string more = fmt::format("one thread, {} parts written anew meanwhile",
                                         scan_->stats().rewrites - rewrites);
    for (const double share : {0.5, 0.99}) {
      report_.Add(fmt::format("rewriting_p{:g}", 100 * share),
                  fmt::format("search while parts are rewritten, quantile {}", share),
                  1e3 * Quantile(busy, share), "ms", more, "the same when nothing changes",
                  1e3 * Quantile(quiet, share));
    }
  }

  /// Somebody in every part is removed: all of them are written anew.
  absl::Status MeasureForgetting() {
    IndexChange change;
    const auto step = static_cast<std::int64_t>(std::max<std::size_t>(1, arguments_.rows / 100));
    for (std::int64_t id = 1; id <= static_cast<std::int64_t>(arguments_.rows); id += step) {
      change.remove.push_back(ReferenceId{id});
    }
    const std::size_t rewrites = other_->stats().rewrites;
    const std::size_t before = ResidentKiB();
    std::size_t most = before;
    const Seconds start = ProcessorTime(CLOCK_PROCESS_CPUTIME_ID);
    PORTCULLIS_RETURN_IF_ERROR(other_->Apply(change));
    while (other_->stats().removed_rows > 0) {
      most = std::max(most, ResidentKiB());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const Seconds time = ProcessorTime(CLOCK_PROCESS_CPUTIME_ID) - start;
    const std::string more = fmt::format("{} removed, {} parts written anew", change.remove.size(),
                                         other_->stats().rewrites - rewrites);
    report_.Add("forgetting", "writing all anew to forget some", time.count(), "s",
                more + ", processor time");
    report_.Add("forgetting_memory", "memory that it took at most",
                static_cast<double>(most - before) / 1024, "MiB", more);
    return absl::OkStatus();
  }

  static constexpr std::size_t kBatch = 4'096;

  const Arguments arguments_;
  MeasureReport report_;
  std::int64_t next_id_;
  const Seconds slice_;
  std::unique_ptr<ScanReferenceIndex> scan_;
  // The same, but each search makes a pass of its own, and what is removed goes at once.
  std::unique_ptr<ScanReferenceIndex> other_;
  std::unique_ptr<ReferenceIndex> plain_;
  std::atomic<int> failures_ = 0;
};

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{"Measures the live index beside FAISS's plain one."};
  app.add_option("--rows", arguments.rows, "References to begin with")->check(CLI::PositiveNumber);
  app.add_option("--json", arguments.json, "File to write the measures to");
  app.add_option("--only", arguments.only, "One stage")
      ->check(CLI::IsMember({"fill", "lists", "together", "changes", "rewriting", "forgetting"}));
  app.add_flag("--quick", arguments.quick, "Few references and rounds: whether it runs at all");
  CLI11_PARSE(app, argc, argv);
  if (arguments.quick) arguments.rows = std::min<std::size_t>(arguments.rows, 20'000);
  const absl::StatusOr<CpuPath> path = ChosenCpuPath();
  absl::Status status = path.status();
  if (path.ok()) {
    arguments.path = *path;
    status = LiveIndexBench(arguments).Run();
  }
  if (!status.ok()) fmt::print(stderr, "live_index_bench: {}\n", std::string(status.message()));
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) { return portcullis::Main(argc, argv); }
