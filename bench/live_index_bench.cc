// What the live index costs beside its scans: filling it, changing it while it is searched,
// searching it while it rewrites itself, lists, and searches that come at once. FAISS's plain index
// stands beside it where it does the same.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/measure_report.h"
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
  CpuPath path = CpuPath::kPortable;
};

/// Unit vectors whose values become smaller like those of faces, seen along their main directions:
/// a third of the dimensions hold most of the length.
class Faces {
 public:
  explicit Faces(std::uint32_t seed) : random_(seed) {}

  Embedding Next() {
    std::vector<float> values(kDimension);
    float squares = 0;
    for (std::size_t i = 0; i < kDimension; ++i) {
      values[i] = normal_(random_) / std::sqrt(1.0F + static_cast<float>(i) / 16.0F);
      squares += values[i] * values[i];
    }
    for (float& value : values) value /= std::sqrt(squares);
    return Embedding(kModel, std::move(values));
  }

  IndexedReference NextReference(std::int64_t id) {
    return {ReferenceId{id}, EntryId{id}, SegmentId{static_cast<std::uint32_t>(id) % kSegments},
            Next()};
  }

 private:
  std::mt19937 random_;
  std::normal_distribution<float> normal_;
};

/// In kB, of the whole process.
std::size_t ResidentKiB() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident * 4;
}

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
    PORTCULLIS_RETURN_IF_ERROR(Fill());
    PORTCULLIS_RETURN_IF_ERROR(MeasureLists());
    for (const int threads : {1, 2, 4, 8, 16}) MeasureTogether(threads);
    MeasureChanges(*scan_, "the live index", &scan_change_);
    MeasureChanges(*plain_, "FAISS", &plain_change_);
    for (const double share : {0.5, 0.99}) {
      const std::string name = fmt::format("change of one entry, quantile {}", share);
      report_.Add(fmt::format("apply_p{:g}", 100 * share), name,
                  1e3 * Quantile(scan_change_, share), "ms", "2 threads search meanwhile",
                  "faiss-flat", 1e3 * Quantile(plain_change_, share));
    }
    PORTCULLIS_RETURN_IF_ERROR(MeasureRewriting());
    if (!report_.Save(arguments_.json, CpuPathName(arguments_.path))) {
      return absl::InternalError("cannot write " + arguments_.json);
    }
    return failures_ == 0 ? absl::OkStatus() : absl::InternalError("a search or change failed");
  }

 private:
  absl::Status Make() {
    ScanIndexOptions options;
    options.path = arguments_.path;
    PORTCULLIS_ASSIGN_OR_RETURN(scan_, ScanReferenceIndex::Create(kModel, kDimension, options));
    options.max_concurrent_scans = 1'000;
    PORTCULLIS_ASSIGN_OR_RETURN(alone_, ScanReferenceIndex::Create(kModel, kDimension, options));
    PORTCULLIS_ASSIGN_OR_RETURN(plain_, CreateFaissReferenceIndex(kModel, kDimension));
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
    const auto filled = Clock::now();
    scan_->WaitForBackground();
    const Seconds settled = Clock::now() - filled;
    const ScanIndexStats stats = scan_->stats();
    const auto rows = static_cast<double>(arguments_.rows);
    report_.Add("fill", "filling", scan_time.count(), "s", fmt::format("in batches of {}", kBatch),
                "faiss-flat", plain_time.count());
    report_.Add("settle", "rewriting left to do after filling", settled.count(), "s");
    report_.Add("parts", "parts", static_cast<double>(stats.parts), "parts");
    report_.Add("bytes", "bytes a reference, as the index counts them",
                static_cast<double>(stats.bytes) / rows, "bytes");

    const std::size_t before = ResidentKiB();
    Seconds ignored{};
    PORTCULLIS_RETURN_IF_ERROR(
        ForEachBatch([&](const IndexChange& change) { return Timed(*alone_, change, ignored); }));
    alone_->WaitForBackground();
    report_.Add("resident", "bytes a reference, as the process grew by them",
                1024 * static_cast<double>(ResidentKiB() - before) / rows, "bytes",
                "filled, rewritten and settled");
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

  static absl::Status Timed(ReferenceIndex& index, const IndexChange& change, Seconds& time) {
    const auto start = Clock::now();
    PORTCULLIS_RETURN_IF_ERROR(index.Apply(change));
    time += Clock::now() - start;
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

  /// Rounds in turns of one search each.
  absl::Status MeasureLists() {
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
      if (round % 5 == 0) plain.push_back(SearchSeconds(*plain_, probe, everything));
      unfiltered.push_back(SearchSeconds(*scan_, probe, everything));
      filtered.push_back(SearchSeconds(*scan_, probe, all_lists));
      half.push_back(SearchSeconds(*scan_, probe, every_second));
    }
    report_.Add("one_query", "one search", 1e3 * Quantile(unfiltered, 0.5), "ms", "one thread",
                "faiss-flat", 1e3 * Quantile(plain, 0.5));
    report_.Add("all_lists", "one search of all of 20 lists by name", 1e3 * Quantile(filtered, 0.5),
                "ms", "one thread", "the same without a filter", 1e3 * Quantile(unfiltered, 0.5));
    report_.Add("half_the_lists", "one search of every second of 20 lists",
                1e3 * Quantile(half, 0.5), "ms", "one thread", "half of one without a filter",
                0.5e3 * Quantile(unfiltered, 0.5));
    return absl::OkStatus();
  }

  struct Load {
    std::vector<double> seconds;  // of each search
    double per_second = 0;
  };

  /// Closed loop: each thread searches again as soon as it is answered.
  Load SearchFrom(const ReferenceIndex& index, int threads,
                  const std::function<void()>& meanwhile) {
    std::atomic<bool> stop = false;
    std::vector<Load> loads(static_cast<std::size_t>(threads));
    std::vector<std::thread> searchers;
    const auto start = Clock::now();
    for (int i = 0; i < threads; ++i) {
      searchers.emplace_back([&, i] {
        Faces faces(static_cast<std::uint32_t>(100 + i));
        const Embedding probe = faces.Next();
        const IndexQuery query;
        auto& seconds = loads[static_cast<std::size_t>(i)].seconds;
        while (!stop) seconds.push_back(SearchSeconds(index, probe, query));
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
    all.per_second = static_cast<double>(all.seconds.size()) / time.count();
    return all;
  }

  void MeasureTogether(int threads) {
    const auto pause = [this] { std::this_thread::sleep_for(slice_); };
    std::vector<double> together;
    std::vector<double> alone;
    std::vector<double> together_times;
    std::vector<double> alone_times;
    for (int round = 0; round < 3; ++round) {
      const Load shared = SearchFrom(*scan_, threads, pause);
      const Load single = SearchFrom(*alone_, threads, pause);
      together.push_back(shared.per_second);
      alone.push_back(single.per_second);
      together_times.push_back(Quantile(shared.seconds, 0.99));
      alone_times.push_back(Quantile(single.seconds, 0.99));
    }
    const std::string more = fmt::format("{} threads", threads);
    report_.Add(fmt::format("together_{}", threads), "searches that come at once",
                Quantile(together, 0.5), "queries/s", more, "a pass for each",
                Quantile(alone, 0.5));
    report_.Add(fmt::format("together_p99_{}", threads), "quantile 0.99 of their time",
                1e3 * Quantile(together_times, 0.5), "ms", more, "a pass for each",
                1e3 * Quantile(alone_times, 0.5));
  }

  /// Replaces one entry after the other while two threads search.
  void MeasureChanges(ReferenceIndex& index, const std::string& name,
                      std::vector<double>* seconds) {
    Faces faces(3);
    std::int64_t id = 1;
    SearchFrom(index, 2, [&] {
      const auto end = Clock::now() + 2 * slice_;
      while (Clock::now() < end) {
        const IndexChange change{.remove = {ReferenceId{id}}, .add = {faces.NextReference(id)}};
        Seconds time{};
        if (!Timed(index, change, time).ok()) ++failures_;
        seconds->push_back(time.count());
        ++id;
      }
    });
    fmt::print("{}: {} changes\n", name, seconds->size());
  }

  /// The quiet and the busy index in turns. Busy: thousands come and as many go all the while.
  absl::Status MeasureRewriting() {
    Faces faces(4);
    std::vector<double> quiet;
    std::vector<double> busy;
    std::size_t resident = 0;
    scan_->WaitForBackground();
    const std::size_t resident_before = ResidentKiB();
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
          resident = std::max(resident, ResidentKiB());
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
    report_.Add("rewriting_memory", "memory that rewriting took at most",
                static_cast<double>(resident - std::min(resident, resident_before)) / 1024.0, "MiB",
                more);
    return absl::OkStatus();
  }

  static constexpr std::size_t kBatch = 4'096;

  const Arguments arguments_;
  MeasureReport report_;
  std::int64_t next_id_;
  const Seconds slice_;
  std::unique_ptr<ScanReferenceIndex> scan_;
  std::unique_ptr<ScanReferenceIndex> alone_;  // each search makes a pass of its own
  std::unique_ptr<ReferenceIndex> plain_;
  std::vector<double> scan_change_;
  std::vector<double> plain_change_;
  std::atomic<int> failures_ = 0;
};

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{"Measures the live index beside FAISS's plain one."};
  app.add_option("--rows", arguments.rows, "References to begin with")->check(CLI::PositiveNumber);
  app.add_option("--json", arguments.json, "File to write the measures to");
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
