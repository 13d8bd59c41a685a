// What a search gains that may leave references out, and what it misses then: the clusters of the
// live index beside its own exact search, and beside FAISS's inverted lists and graph at a recall
// that is not less.
//
// Recall is the share of strangers for whom the nearest reference is found. Times are of one thread
// on one processor, without what others take of it; medians over the probes, one of each way after
// the other, each with nothing in the cache of the one before.
#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVFFlat.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/cache_sweep.h"
#include "bench/face_vectors.h"
#include "bench/measure_report.h"
#include "bench/process_costs.h"
#include "fmt/format.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/live/scan_reference_index.h"

extern "C" void openblas_set_num_threads(int threads);

namespace portcullis {
namespace {

const ModelId kModel{"synthetic", "0", "none"};
constexpr std::size_t kRowsAtATime = 250'000;
constexpr std::size_t kQuickRows = 100'000;  // enough for clusters
constexpr std::size_t kMostProbed = 1024;    // of FAISS's lists, which are as many as our clusters

struct Arguments {
  std::string cohort = "models/cohort/dlib-densenet-v1.yunet5-v3.json";
  std::size_t rows = 1'000'000;
  std::size_t probes = 1000;
  bool is_unit = false;  // the embedder makes vectors of length 1
  bool with_faiss = false;
  bool with_hnsw = false;
  std::string json;
};

void ScaleToUnit(std::vector<float>& values, std::size_t dimension) {
  for (std::size_t row = 0; row < values.size(); row += dimension) {
    double squares = 0;
    for (std::size_t i = row; i < row + dimension; ++i) {
      squares += static_cast<double>(values[i]) * values[i];
    }
    const auto scale = static_cast<float>(1 / std::sqrt(squares));
    for (std::size_t i = row; i < row + dimension; ++i) values[i] *= scale;
  }
}

/// The faces of the bench: rows to search among, a piece at a time, and probes.
class Faces {
 public:
  Faces(FaceVectors vectors, bool is_unit) : vectors_(std::move(vectors)), is_unit_(is_unit) {}

  std::size_t dimension() const { return vectors_.dimension(); }
  std::string model() const { return vectors_.model(); }

  absl::StatusOr<std::vector<float>> Draw(std::size_t count, std::uint64_t seed) const {
    std::vector<float> values;
    PORTCULLIS_RETURN_IF_ERROR(vectors_.Append(count, seed, values));
    if (is_unit_) ScaleToUnit(values, dimension());
    return values;
  }

 private:
  FaceVectors vectors_;
  bool is_unit_;
};

/// A way to search that is measured.
struct Way {
  std::string name;
  double aim = 1;
  std::vector<double> ms = {};
  std::size_t found = 0;      // the nearest
  double compared_share = 0;  // of the references, summed over the probes
};

absl::Status Fill(const Faces& faces, std::size_t rows, ScanReferenceIndex& index) {
  for (std::size_t begin = 0; begin < rows; begin += kRowsAtATime) {
    const std::size_t count = std::min(kRowsAtATime, rows - begin);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<float> values,
                                faces.Draw(count, begin / kRowsAtATime + 1));
    IndexChange change;
    for (std::size_t i = 0; i < count; ++i) {
      const auto id = static_cast<std::int64_t>(begin + i + 1);
      const float* row = values.data() + i * faces.dimension();
      change.add.push_back({ReferenceId{id}, EntryId{id}, SegmentId{0},
                            Embedding(kModel, std::vector<float>(row, row + faces.dimension()))});
    }
    PORTCULLIS_RETURN_IF_ERROR(index.Apply(change));
  }
  index.WaitForBackground();
  return absl::OkStatus();
}

absl::StatusOr<IndexResult> TimedSearch(const ScanReferenceIndex& index, const Embedding& probe,
                                        Way& way) {
  const double start = ProcessorMs(CLOCK_THREAD_CPUTIME_ID);
  auto result =
      index.Search(probe, {.max_candidates = 10, .segments = {}, .aimed_recall = way.aim});
  way.ms.push_back(ProcessorMs(CLOCK_THREAD_CPUTIME_ID) - start);
  return result;
}

/// Searches every way for each probe; the first is exact. Returns the nearest to each probe.
absl::StatusOr<std::vector<std::int64_t>> SearchEachWay(const ScanReferenceIndex& index,
                                                        std::span<const Embedding> probes,
                                                        std::vector<Way>& ways) {
  std::vector<std::int64_t> nearest;
  CacheSweep sweep;
  for (const Embedding& probe : probes) {
    for (Way& way : ways) {
      sweep();
      PORTCULLIS_ASSIGN_OR_RETURN(const IndexResult result, TimedSearch(index, probe, way));
      if (result.candidates.empty()) {
        if (&way == &ways.front()) return absl::InternalError("the exact search finds nobody");
      } else {
        const std::int64_t id = result.candidates[0].nearest_reference.value;
        if (&way == &ways.front()) nearest.push_back(id);
        way.found += id == nearest.back() ? 1 : 0;
      }
      way.compared_share += static_cast<double>(result.references_compared) /
                            static_cast<double>(result.references_searched);
    }
  }
  return nearest;
}

double RecallOf(const Way& way, std::size_t probes) {
  return static_cast<double>(way.found) / static_cast<double>(probes);
}

void TellWays(const std::vector<Way>& ways, std::size_t probes, MeasureReport& report) {
  const double exact = Median(ways.front().ms);
  for (const Way& way : ways) {
    const std::string more =
        fmt::format("finds the nearest of {:.4f}, compares {:.4f} of the references",
                    RecallOf(way, probes), way.compared_share / static_cast<double>(probes));
    report.Add(way.name, way.name, Median(way.ms), "ms", more, "exact", exact);
  }
}

/// One probe after the other, with FAISS.
Way SearchFaiss(const faiss::Index& index, const std::string& name,
                std::span<const Embedding> probes, std::span<const std::int64_t> nearest) {
  Way way{.name = name};
  CacheSweep sweep;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    sweep();
    float distance = 0;
    faiss::Index::idx_t found = -1;
    const double start = ProcessorMs(CLOCK_THREAD_CPUTIME_ID);
    index.search(1, probes[i].values().data(), 1, &distance, &found);
    way.ms.push_back(ProcessorMs(CLOCK_THREAD_CPUTIME_ID) - start);
    way.found += found + 1 == nearest[i] ? 1 : 0;
  }
  return way;
}

void TellFaiss(const Way& way, const std::string& more, double ours_ms, std::size_t probes,
               MeasureReport& report) {
  report.Add(way.name, way.name, Median(way.ms), "ms",
             fmt::format("finds the nearest of {:.4f}, {}", RecallOf(way, probes), more), "ours",
             ours_ms);
}

/// FAISS with the same rows, searched with as much effort as gives the recall of `ours`, or most.
void CompareFaiss(const std::vector<float>& rows, std::size_t dimension,
                  std::span<const Embedding> probes, std::span<const std::int64_t> nearest,
                  const Way& ours, const Arguments& arguments, MeasureReport& report) {
  const auto d = static_cast<faiss::Index::idx_t>(dimension);
  const auto n = static_cast<faiss::Index::idx_t>(rows.size() / dimension);
  const double ours_ms = Median(ours.ms);
  {
    faiss::IndexFlatL2 quantiser(d);
    faiss::IndexIVFFlat lists(&quantiser, dimension, kMostProbed);
    lists.cp.min_points_per_centroid = 1;
    const auto start = ProcessorTime(CLOCK_PROCESS_CPUTIME_ID);
    lists.train(std::min<faiss::Index::idx_t>(n, 131'072), rows.data());
    lists.add(n, rows.data());
    const double built = (ProcessorTime(CLOCK_PROCESS_CPUTIME_ID) - start).count();
    for (lists.nprobe = 8; lists.nprobe < kMostProbed; lists.nprobe += lists.nprobe / 4) {
      const Way way = SearchFaiss(lists, "faiss_ivf_flat", probes, nearest);
      if (way.found < ours.found && lists.nprobe + lists.nprobe / 4 < kMostProbed) continue;
      TellFaiss(way,
                fmt::format("{} of {} lists, built in {:.1f} s", lists.nprobe, kMostProbed, built),
                ours_ms, probes.size(), report);
      break;
    }
  }
  if (!arguments.with_hnsw) return;
  faiss::IndexHNSWFlat graph(static_cast<int>(d), 16);
  graph.hnsw.efConstruction = 60;
  const auto start = ProcessorTime(CLOCK_PROCESS_CPUTIME_ID);
  graph.add(n, rows.data());
  const double built = (ProcessorTime(CLOCK_PROCESS_CPUTIME_ID) - start).count();
  for (graph.hnsw.efSearch = 50; graph.hnsw.efSearch <= 6400; graph.hnsw.efSearch *= 2) {
    const Way way = SearchFaiss(graph, "faiss_hnsw_flat", probes, nearest);
    if (way.found < ours.found && graph.hnsw.efSearch < 6400) continue;
    TellFaiss(way,
              fmt::format("M 16, efConstruction 60, efSearch {}, built in {:.1f} s",
                          graph.hnsw.efSearch, built),
              ours_ms, probes.size(), report);
    break;
  }
}

/// A search that may leave something out has them made.
absl::Status MakeClusters(const ScanReferenceIndex& index, const Embedding& probe, std::size_t rows,
                          MeasureReport& report) {
  const std::size_t bytes_before = index.stats().bytes;
  const auto start = ProcessorTime(CLOCK_PROCESS_CPUTIME_ID);
  const auto begun = std::chrono::steady_clock::now();
  const IndexQuery query{.max_candidates = 1, .segments = {}, .aimed_recall = 0.9};
  PORTCULLIS_RETURN_IF_ERROR(index.Search(probe, query).status());
  index.WaitForBackground();
  const auto used = ProcessorTime(CLOCK_PROCESS_CPUTIME_ID) - start;
  const std::chrono::duration<double> by_the_clock = std::chrono::steady_clock::now() - begun;
  const ScanIndexStats stats = index.stats();
  PORTCULLIS_RETURN_IF_ERROR(stats.clusters);
  if (!stats.is_clustered) {
    return absl::FailedPreconditionError("so few references are not arranged in clusters");
  }
  report.Add("clusters", "making the clusters", used.count(), "s",
             fmt::format("{:.1f} s by the clock, in the background", by_the_clock.count()));
  report.Add("memory", "memory that the clusters add",
             (static_cast<double>(stats.bytes) - static_cast<double>(bytes_before)) /
                 static_cast<double>(rows),
             "bytes a reference");
  return absl::OkStatus();
}

absl::Status Measure(const Arguments& arguments) {
  PORTCULLIS_ASSIGN_OR_RETURN(FaceVectors vectors, FaceVectors::Load(arguments.cohort));
  const Faces faces(std::move(vectors), arguments.is_unit);
  ScanIndexOptions options;
  PORTCULLIS_ASSIGN_OR_RETURN(options.path, ChosenCpuPath());
  options.clusters.least_references = 1;
  PORTCULLIS_ASSIGN_OR_RETURN(const auto index,
                              ScanReferenceIndex::Create(kModel, faces.dimension(), options));
  MeasureReport report("approximate",
                       fmt::format("{} rows of {}, {} probes, {}", arguments.rows, faces.model(),
                                   arguments.probes, CpuPathName(options.path)));
  PORTCULLIS_RETURN_IF_ERROR(Fill(faces, arguments.rows, *index));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<float> drawn,
                              faces.Draw(arguments.probes, 1'000'000));
  std::vector<Embedding> probes;
  for (std::size_t i = 0; i < drawn.size(); i += faces.dimension()) {
    probes.emplace_back(kModel,
                        std::vector<float>(drawn.data() + i, drawn.data() + i + faces.dimension()));
  }
  PORTCULLIS_RETURN_IF_ERROR(MakeClusters(*index, probes[0], arguments.rows, report));
  std::vector<Way> ways = {{.name = "exact"},
                           {.name = "aim_0.9", .aim = 0.9},
                           {.name = "aim_0.95", .aim = 0.95},
                           {.name = "aim_0.99", .aim = 0.99},
                           {.name = "aim_0.9975", .aim = 0.9975}};
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::int64_t> nearest,
                              SearchEachWay(*index, probes, ways));
  TellWays(ways, probes.size(), report);
  if (arguments.with_faiss) {
    std::vector<float> rows;
    for (std::size_t begin = 0; begin < arguments.rows; begin += kRowsAtATime) {
      PORTCULLIS_ASSIGN_OR_RETURN(
          const std::vector<float> some,
          faces.Draw(std::min(kRowsAtATime, arguments.rows - begin), begin / kRowsAtATime + 1));
      rows.insert(rows.end(), some.begin(), some.end());
    }
    CompareFaiss(rows, faces.dimension(), probes, nearest, ways[3], arguments, report);
  }
  if (report.Save(arguments.json, CpuPathName(options.path))) return absl::OkStatus();
  return absl::UnavailableError(fmt::format("cannot write {}", arguments.json));
}

int Run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Measures the approximate search.");
  app.add_option("--cohort", arguments.cohort, "Cohort model that faces are drawn from");
  app.add_option("--rows", arguments.rows, "References")->check(CLI::PositiveNumber);
  app.add_option("--probes", arguments.probes, "Searches each way")->check(CLI::PositiveNumber);
  app.add_flag("--unit", arguments.is_unit, "Vectors of length 1, as MobileFaceNet makes them");
  app.add_flag("--faiss", arguments.with_faiss, "Beside FAISS's inverted lists");
  app.add_flag("--hnsw", arguments.with_hnsw, "And its graph, which takes long to build");
  app.add_option("--json", arguments.json, "Write the measures here");
  bool is_quick = false;
  app.add_flag("--quick", is_quick, "Few references and probes: whether it runs at all");
  CLI11_PARSE(app, argc, argv);
  if (is_quick) {
    arguments.rows = std::min(arguments.rows, kQuickRows);
    arguments.probes = std::min<std::size_t>(arguments.probes, 20);
  }
  omp_set_num_threads(1);
  openblas_set_num_threads(1);
  const absl::Status status = Measure(arguments);
  if (!status.ok()) fmt::print(stderr, "approximate_bench: {}\n", status.ToString());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  try {
    return portcullis::Run(argc, argv);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "approximate_bench: {}\n", exception.what());
    return 1;
  }
}
