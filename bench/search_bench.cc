// The exact scanner beside faiss::IndexFlatL2, and beside a plain read of as many bytes as it has
// codes: all in the same rounds, on one thread, by the processor time of that thread.
#include <cblas.h>
#include <faiss/IndexFlat.h>
#include <faiss/impl/IDSelector.h>
#include <omp.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/face_vectors.h"
#include "bench/measure_report.h"
#include "bench/process_costs.h"
#include "fmt/format.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/scan/aligned_bytes.h"
#include "matcher/index/scan/scan_index.h"

namespace portcullis {
namespace {

using Id = faiss::Index::idx_t;

constexpr std::size_t kCandidates = 10;
constexpr std::size_t kBatch = 32;
constexpr std::size_t kFaissBatch = 64;  // from 20 on it multiplies matrices
constexpr std::uint64_t kQuerySeed = 1'000'000'007;

struct Arguments {
  std::filesystem::path cohort = "models/cohort/dlib-densenet-v1.yunet5-v3.json";
  std::vector<std::size_t> rows;
  int rounds = 11;
  std::filesystem::path json_file;
};

constexpr clockid_t kClock = CLOCK_THREAD_CPUTIME_ID;

/// "1e6" for powers of ten, which is how bench/report looks figures up.
std::string SizeName(std::size_t rows) {
  int zeros = 0;
  std::size_t left = rows;
  for (; left % 10 == 0 && left > 0; left /= 10) ++zeros;
  return left == 1 ? fmt::format("1e{}", zeros) : fmt::format("{}", rows);
}

struct Found {
  std::vector<float> distances;
  std::vector<Id> ids;
  friend bool operator==(const Found&, const Found&) = default;
};

Found Search(const faiss::Index& index, const float* queries, std::size_t count,
             const faiss::SearchParameters* parameters = nullptr) {
  Found found{std::vector<float>(count * kCandidates), std::vector<Id>(count * kCandidates)};
  index.search(static_cast<Id>(count), queries, static_cast<Id>(kCandidates),
               found.distances.data(), found.ids.data(), parameters);
  return found;
}

/// Every second row, as if two lists had been filled in turns.
class EverySecond final : public faiss::IDSelector {
 public:
  bool is_member(Id id) const override { return id % 2 == 0; }
};

/// All rows, counting those that the scanner looked closer at.
class CountingAll final : public faiss::IDSelector {
 public:
  bool is_member(Id) const override {
    ++asked;
    return true;
  }
  mutable std::size_t asked = 0;
};

/// The plain read: every byte once, in order, as wide as the processor can.
#if defined(__x86_64__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
std::uint64_t
SumOf(const AlignedBytes& bytes) {
  using Wide = std::uint64_t __attribute__((vector_size(64), may_alias));
  constexpr std::size_t kSums = 4;
  Wide sums[kSums] = {};
  const std::size_t count = bytes.size() / sizeof(Wide) / kSums * kSums;
  const auto* const values = reinterpret_cast<const Wide*>(bytes.data());
  for (std::size_t i = 0; i < count; i += kSums) {
    for (std::size_t j = 0; j < kSums; ++j) sums[j] += values[i + j];
  }
  std::uint64_t sum = 0;
  for (const Wide& wide : sums) {
    for (std::size_t lane = 0; lane < sizeof(Wide) / sizeof sum; ++lane) sum += wide[lane];
  }
  return sum;
}

/// Times by name, each a median over rounds in which all were measured in turn.
class Rounds {
 public:
  void Add(std::string name, std::function<void(int)> work) {
    works_.emplace_back(std::move(name), std::move(work));
  }

  /// Each work is repeated within a round until it is long enough for the clock.
  void Run(int rounds, int repeats) {
    for (int round = 0; round < rounds; ++round) {
      for (const auto& [name, work] : works_) {
        const double start = ProcessorMs(kClock);
        for (int repeat = 0; repeat < repeats; ++repeat) work(round * repeats + repeat);
        times_[name].push_back((ProcessorMs(kClock) - start) / repeats);
      }
    }
  }

  double operator[](const std::string& name) const { return Median(times_.at(name)); }

 private:
  std::vector<std::pair<std::string, std::function<void(int)>>> works_;
  std::map<std::string, std::vector<double>> times_;
};

struct ScanOnPath {
  CpuPath path = CpuPath::kPortable;
  std::unique_ptr<faiss::Index> index;

  std::string Work(std::string_view what) const {
    return fmt::format("{} {}", CpuPathName(path), what);
  }
};

/// One size of index.
class SizeBench {
 public:
  SizeBench(const FaceVectors& faces, std::size_t rows)
      : faces_(faces), rows_(rows), flat_(static_cast<Id>(faces.dimension())) {}

  absl::Status Fill();
  void Report(int rounds, MeasureReport& report);

 private:
  static constexpr std::size_t kQueries = 1000;
  static constexpr std::size_t kRowsOnEachPath =
      3'000'000;  // with more, memory is for the best only

  const float* Queries(int round) const {
    const std::size_t first =
        static_cast<std::size_t>(round) * kFaissBatch % (kQueries - kFaissBatch);
    return queries_.data() + first * faces_.dimension();
  }
  void AddWork(const ScanOnPath& scan, Rounds& rounds) const;
  void ReportTimes(const ScanOnPath& scan, const Rounds& rounds, MeasureReport& report) const;
  void ReportExactness(const ScanOnPath& scan, MeasureReport& report) const;
  Figure FigureOf(const ScanOnPath& scan, std::string_view id, std::string_view name, double value,
                  std::string_view unit) const;

  const FaceVectors& faces_;
  const std::size_t rows_;
  faiss::IndexFlatL2 flat_;
  std::vector<ScanOnPath> scans_;  // the best path last
  AlignedBytes as_many_bytes_;     // as the codes have
  std::vector<float> queries_;
  double add_ms_ = 0;
};

absl::Status SizeBench::Fill() {
  constexpr std::size_t kAtOnce = 100'000;
  flat_.codes.reserve(rows_ * faces_.dimension() * sizeof(float));
  std::vector<float> values;
  for (std::size_t done = 0; done < rows_; done += kAtOnce) {
    values.clear();
    const std::size_t count = std::min(kAtOnce, rows_ - done);
    PORTCULLIS_RETURN_IF_ERROR(faces_.Append(count, 1 + done / kAtOnce, values));
    flat_.add(static_cast<Id>(count), values.data());
  }
  PORTCULLIS_RETURN_IF_ERROR(faces_.Append(kQueries, kQuerySeed, queries_));
  for (const CpuPath path : {CpuPath::kPortable, CpuPath::kAvx2, CpuPath::kAvx512Vnni}) {
    if (path > BestCpuPath() || (path < BestCpuPath() && rows_ > kRowsOnEachPath)) continue;
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<faiss::Index> index,
                                CreateScanIndex(faces_.dimension(), path));
    const double start = ProcessorMs(kClock);
    index->add(static_cast<Id>(rows_), flat_.get_xb());
    add_ms_ = ProcessorMs(kClock) - start;
    scans_.push_back({path, std::move(index)});
  }
  as_many_bytes_ = AlignedBytes(rows_ * faces_.dimension());
  std::memset(as_many_bytes_.data(), 1, as_many_bytes_.size());
  return absl::OkStatus();
}

void SizeBench::AddWork(const ScanOnPath& scan, Rounds& rounds) const {
  const auto one = [&](int round) { Search(*scan.index, Queries(round), 1); };
  rounds.Add(scan.Work("one"), one);
  // Once more, since what the last pass left in the caches helps the one with a selector too.
  rounds.Add(scan.Work("all"), one);
  rounds.Add(scan.Work("half"), [&](int round) {
    EverySecond half;
    faiss::SearchParameters parameters;
    parameters.sel = &half;
    Search(*scan.index, Queries(round), 1, &parameters);
  });
  rounds.Add(scan.Work("batch"), [&](int round) { Search(*scan.index, Queries(round), kBatch); });
}

void SizeBench::Report(int count, MeasureReport& report) {
  Rounds rounds;
  std::uint64_t sum = 0;
  rounds.Add("read", [&](int) { sum += SumOf(as_many_bytes_); });
  rounds.Add("flat one", [&](int round) { Search(flat_, Queries(round), 1); });
  rounds.Add("flat batch", [&](int round) { Search(flat_, Queries(round), kFaissBatch); });
  for (const ScanOnPath& scan : scans_) AddWork(scan, rounds);
  constexpr std::size_t kLongEnough = 100'000;  // rows
  rounds.Run(count, static_cast<int>(std::max<std::size_t>(kLongEnough / rows_, 1)));

  for (const ScanOnPath& scan : scans_) ReportTimes(scan, rounds, report);
  ReportExactness(scans_.back(), report);
  if (sum == 0)
    fmt::print(stderr, "search_bench: read nothing\n");  // so that the read is not left out
}

Figure SizeBench::FigureOf(const ScanOnPath& scan, std::string_view id, std::string_view name,
                           double value, std::string_view unit) const {
  const bool best = &scan == &scans_.back();
  const std::string path(CpuPathName(scan.path));
  return {.id = fmt::format("{}.{}{}", id, SizeName(rows_), best ? "" : "." + path),
          .name = std::string(name),
          .value = value,
          .unit = std::string(unit),
          .more = fmt::format("{} x {} synthetic {}, {}", SizeName(rows_), faces_.dimension(),
                              faces_.model(), path),
          .entries = rows_,
          .series = fmt::format("int8 scan, {}", path)};
}

void SizeBench::ReportTimes(const ScanOnPath& scan, const Rounds& rounds,
                            MeasureReport& report) const {
  const double one = rounds[scan.Work("one")];
  const auto times = [&](std::string_view id, std::string_view name, double ms,
                         std::string_view baseline, double baseline_ms) {
    Figure figure = FigureOf(scan, id, name, ms, "ms");
    figure.baseline = baseline;
    figure.baseline_value = baseline_ms;
    report.Add(figure);
  };
  times("one_query", "one query", one, "faiss::IndexFlatL2", rounds["flat one"]);
  times("plain_read", "one query beside a plain read", one,
        "reading as many bytes as the codes have", rounds["read"]);
  times("filter", "one query among every second row", rounds[scan.Work("half")],
        "the same query among all", rounds[scan.Work("all")]);
  times("batch", fmt::format("batch of {}, a query", kBatch),
        rounds[scan.Work("batch")] / static_cast<double>(kBatch),
        fmt::format("faiss::IndexFlatL2, batch of {}, a query", kFaissBatch),
        rounds["flat batch"] / static_cast<double>(kFaissBatch));
}

void SizeBench::ReportExactness(const ScanOnPath& scan, MeasureReport& report) const {
  std::size_t same = 0;
  CountingAll all;
  faiss::SearchParameters counting;
  counting.sel = &all;
  for (std::size_t i = 0; i < kBatch; ++i) {
    const float* const query = queries_.data() + i * faces_.dimension();
    if (Search(*scan.index, query, 1, &counting) == Search(flat_, query, 1)) ++same;
  }
  constexpr double kQueriesAsked = kBatch;
  const auto rows = static_cast<double>(rows_);
  report.Add(FigureOf(scan, "exactness", "queries with the ids and distances of IndexFlatL2",
                      static_cast<double>(same) / kQueriesAsked, "share"));
  report.Add(FigureOf(scan, "reranked", "rows looked at closer",
                      static_cast<double>(all.asked) / kQueriesAsked / rows, "share"));
  report.Add(FigureOf(scan, "add", "adding them all, codes included", add_ms_, "ms"));
}

absl::Status Run(const Arguments& arguments) {
  openblas_set_num_threads(1);
  omp_set_num_threads(1);
  PORTCULLIS_ASSIGN_OR_RETURN(const FaceVectors faces, FaceVectors::Load(arguments.cohort));
  MeasureReport report("search", "one thread (its processor time)");
  for (const std::size_t rows : arguments.rows) {
    SizeBench bench(faces, rows);
    PORTCULLIS_RETURN_IF_ERROR(bench.Fill());
    bench.Report(arguments.rounds, report);
  }
  if (report.Save(arguments.json_file.string(), CpuPathName(BestCpuPath()))) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(fmt::format("cannot write {}", arguments.json_file.string()));
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  portcullis::Arguments arguments;
  bool quick = false;
  CLI::App app("Measures the exact scanner beside faiss::IndexFlatL2");
  app.add_option("--rows", arguments.rows, "sizes of the index")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000'000}))
      ->default_val(std::vector<std::size_t>{1'000, 10'000, 100'000, 1'000'000});
  app.add_option("--rounds", arguments.rounds, "of each")->check(CLI::Range(1, 10'000));
  app.add_option("--cohort", arguments.cohort, "what the vectors are drawn from");
  app.add_option("--json", arguments.json_file, "file to write the figures to");
  app.add_flag("--quick", quick, "small sizes and few rounds: does it work at all?");
  CLI11_PARSE(app, argc, argv);
  if (quick) {
    arguments.rows = {1'000, 10'000};
    arguments.rounds = 3;
  }
  const absl::Status status = portcullis::Run(arguments);
  if (status.ok()) return 0;
  fmt::print(stderr, "search_bench: {}\n", std::string(status.message()));
  return 1;
}
