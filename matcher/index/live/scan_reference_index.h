// The ReferenceIndex that production uses.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/embedding.h"
#include "matcher/core/reference_index.h"
#include "matcher/index/check_reference.h"
#include "matcher/index/live/cluster_plan.h"
#include "matcher/index/live/leaf_choice.h"
#include "matcher/index/live/rewrite_plan.h"
#include "matcher/index/live/search_queue.h"
#include "matcher/index/live/search_version.h"
#include "matcher/index/live/version.h"

namespace portcullis {

/// Moments at which a test may hold the index up.
enum class ScanIndexMoment {
  kChangeMade,  // Apply: the change is made and not seen by searches yet
  kPartMade,    // background: a part is written anew and not yet in the place of the old ones
  kMeasuring,   // background: some of the searches that measure the clusters are made
};

struct ScanIndexOptions {
  CpuPath path = BestCpuPath();
  /// Newest references are scanned plainly until there are so many; then they become a part.
  std::size_t delta_rows = 2048;
  RewriteRules rewrite;
  /// Nothing is arranged in clusters before a search asks for less than an exact result.
  ClusterRules clusters;
  /// Passes at a time; searches that come meanwhile share the next one (SearchQueue says why not
  /// always). 0: a quarter of the hardware threads, at least 2.
  std::size_t max_concurrent_scans = 0;
  std::size_t max_batch = 32;
  /// For tests: called on the thread concerned.
  std::function<void(ScanIndexMoment)> at_moment = [](ScanIndexMoment) {};
};

/// For operators and tests.
struct ScanIndexStats {
  std::size_t parts = 0;
  std::size_t delta_rows = 0;    // removed ones included
  std::size_t removed_rows = 0;  // whose values are still in memory
  std::size_t bytes = 0;         // of all that searches read; while a part is written anew, up to
                                 // RewriteRules::max_part_rows rows more are in memory
  std::size_t rewrites = 0;      // parts written anew so far
  /// Whether searches over everything may leave something out by now; and what failed last of what
  /// that needs, until nothing is left to be done for it.
  bool is_clustered = false;
  absl::Status clusters = absl::OkStatus();
};

/// Exact: codes of one byte a value say which references may be near (matcher/index/scan), and
/// those are measured in double precision, as the plain index does it.
///
/// A search reads one immutable version of the index and waits for neither Apply nor the
/// background; a version is parts, which never change, a small delta of the newest references, and
/// marks of what has been removed. Apply makes the next version. A thread of the index, which gives
/// way to others (niceness 10), writes small parts together to larger ones. When too many searches
/// come at once they wait for each other (SearchQueue).
///
/// Removed references are found by no search from the next version on. Their values stay in memory
/// until their part is written anew: at latest RewriteRules::purge_after later, and the time that
/// writing the parts that are due takes, and what may be under way for clusters: training, a
/// second or two however many there are, or one part; then that memory is given back to the system.
///
/// Once a search has asked for less than an exact result (IndexQuery::aimed_recall), the background
/// arranges the rows of large parts by clusters of near ones and measures how far a search has to
/// reach (ClusterPlan). Such a search then passes over the clusters next to its probe only, and is
/// exact within them; before, it is exact. If a step of this fails, it is exact until a later try
/// (ClusterRules::retry_after) succeeds. Nothing is held twice for this: an exact search reads the
/// same rows.
///
/// Memory: about 5.2 * dimension + 23 bytes a reference, and 4 * dimension + 20 for each row of one
/// delta; during a rewrite up to max_part_rows references more.
class ScanReferenceIndex final : public ReferenceIndex {
 public:
  /// INVALID_ARGUMENT if `dimension` is 0.
  static absl::StatusOr<std::unique_ptr<ScanReferenceIndex>> Create(
      const ModelId& model, std::size_t dimension, const ScanIndexOptions& options = {});
  ~ScanReferenceIndex() override;

  absl::Status Apply(const IndexChange& change) override ABSL_LOCKS_EXCLUDED(write_mutex_);
  absl::StatusOr<IndexResult> Search(const Embedding& probe,
                                     const IndexQuery& query) const override;
  std::size_t size() const override { return Current()->live(); }

  ScanIndexStats stats() const ABSL_LOCKS_EXCLUDED(background_mutex_);

  /// For tests and measurements: returns when nothing is left to be written anew now.
  void WaitForBackground() const ABSL_LOCKS_EXCLUDED(background_mutex_);

 private:
  ScanReferenceIndex(IndexShape shape, const ScanIndexOptions& options);

  std::shared_ptr<const Version> Current() const ABSL_LOCKS_EXCLUDED(version_mutex_);
  void Publish(Version version) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_)
      ABSL_LOCKS_EXCLUDED(version_mutex_);
  absl::StatusOr<IndexResult> SearchAlone(const IndexProbe& probe) const;
  absl::StatusOr<std::vector<IndexResult>> SearchChecked(std::span<const IndexProbe> probes) const;

  void WakeBackground() const ABSL_LOCKS_EXCLUDED(background_mutex_);
  void WantClusters() const ABSL_LOCKS_EXCLUDED(background_mutex_);
  void RunBackground() ABSL_LOCKS_EXCLUDED(background_mutex_);
  absl::Time DoWhatIsDue();
  void LetGoOfRetired();
  void Rewrite(const std::vector<PartView>& parts) ABSL_LOCKS_EXCLUDED(write_mutex_);
  void RenewDelta() ABSL_LOCKS_EXCLUDED(write_mutex_);
  std::shared_ptr<const Part> Written(const std::vector<PartView>& parts);
  bool DoClusterStep() ABSL_LOCKS_EXCLUDED(write_mutex_);
  absl::Status TakeClusterStep(const Version& version, const ClusterPlan& plan)
      ABSL_LOCKS_EXCLUDED(write_mutex_);
  absl::Status TrainAnew(const Version& version) ABSL_LOCKS_EXCLUDED(write_mutex_);
  absl::Status Measure(const Version& version) ABSL_LOCKS_EXCLUDED(write_mutex_);
  void SayOfClusters(const absl::Status& status) ABSL_LOCKS_EXCLUDED(background_mutex_);
  void PauseClusters(const absl::Status& failure) ABSL_LOCKS_EXCLUDED(background_mutex_);
  void PublishClusters(std::shared_ptr<const Clusters> clusters) ABSL_LOCKS_EXCLUDED(write_mutex_);
  bool IsStopping() const ABSL_LOCKS_EXCLUDED(background_mutex_);

  const IndexShape shape_;
  const ScanIndexOptions options_;
  const ChangeLimits limits_;
  mutable SearchQueue queue_;

  absl::Mutex write_mutex_;            // held by whoever makes the next version
  mutable absl::Mutex version_mutex_;  // held to copy the pointer and for nothing else
  std::shared_ptr<const Version> version_ ABSL_GUARDED_BY(version_mutex_);

  mutable absl::Mutex background_mutex_;
  bool stop_ ABSL_GUARDED_BY(background_mutex_) = false;
  bool is_idle_ ABSL_GUARDED_BY(background_mutex_) = false;
  mutable bool is_woken_ ABSL_GUARDED_BY(background_mutex_) = false;
  mutable std::atomic<bool> wants_clusters_ = false;          // once it does, it does for ever
  absl::Status clusters_ ABSL_GUARDED_BY(background_mutex_);  // as ScanIndexStats::clusters
  std::size_t rewrites_ ABSL_GUARDED_BY(background_mutex_) = 0;
  // Of the background thread:
  // Not in the current version any more, but perhaps still read; here, so that no search has to
  // give back a large piece of memory.
  std::vector<std::shared_ptr<const Part>> retired_;
  ReachSample measured_;                         // of the clusters of the current version
  std::optional<absl::Time> retry_clusters_at_;  // none: no step failed, or it was tried again
  std::thread background_;
};

}  // namespace portcullis
