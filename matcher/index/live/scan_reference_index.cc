#include "matcher/index/live/scan_reference_index.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/clusters/reach.h"
#include "matcher/index/scan/code_blocks.h"

namespace portcullis {
namespace {

// What the background does can wait; searches cannot.
constexpr int kNiceness = 10;
// Between looks at whether a part that was replaced is still being read.
constexpr absl::Duration kRetiredPause = absl::Milliseconds(10);
// After there was not enough memory to write a part anew.
constexpr absl::Duration kPauseAfterFailure = absl::Seconds(1);

std::size_t MaxPasses(const ScanIndexOptions& options) {
  if (options.max_concurrent_scans > 0) return options.max_concurrent_scans;
  return std::max<std::size_t>(2, std::thread::hardware_concurrency() / 4);
}

absl::Status FromException(const std::exception& exception) {
  return absl::InternalError(fmt::format("index: {}", exception.what()));
}

bool IsClustered(const Version& version) {
  return version.clusters != nullptr && version.clusters->reach.is_measured();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ScanReferenceIndex>> ScanReferenceIndex::Create(
    const ModelId& model, std::size_t dimension, const ScanIndexOptions& options) {
  if (dimension == 0 || dimension > CodeBlocks::kMaxDimension) {
    return absl::InvalidArgumentError(
        fmt::format("an index has from 1 to {} dimensions", CodeBlocks::kMaxDimension));
  }
  // Not make_unique: the constructor is private.
  return std::unique_ptr<ScanReferenceIndex>(new ScanReferenceIndex({model, dimension}, options));
}

ScanReferenceIndex::ScanReferenceIndex(IndexShape shape, const ScanIndexOptions& options)
    : shape_(std::move(shape)),
      options_(options),
      limits_{.dimension = shape_.dimension,
              .delta_rows = options.delta_rows,
              .max_part_rows = options.rewrite.max_part_rows},
      queue_(MaxPasses(options), options.max_batch,
             [this](std::span<const IndexProbe> probes) { return SearchChecked(probes); }),
      version_(std::make_shared<const Version>()),
      background_([this] { RunBackground(); }) {}

ScanReferenceIndex::~ScanReferenceIndex() {
  {
    const absl::MutexLock lock(&background_mutex_);
    stop_ = true;
  }
  background_.join();
}

absl::Status ScanReferenceIndex::Apply(const IndexChange& change) {
  PORTCULLIS_RETURN_IF_ERROR(CheckAdditions(change, shape_));
  bool leaves_work = !change.remove.empty();
  try {
    const absl::MutexLock lock(&write_mutex_);
    const std::shared_ptr<const Version> before = Current();
    PORTCULLIS_ASSIGN_OR_RETURN(Version after, WithChange(*before, change, limits_, absl::Now()));
    leaves_work = leaves_work || after.parts.size() != before->parts.size();
    options_.at_moment(ScanIndexMoment::kChangeMade);
    Publish(std::move(after));
  } catch (const std::exception& exception) {
    return FromException(exception);
  }
  if (leaves_work) WakeBackground();
  return absl::OkStatus();
}

absl::StatusOr<IndexResult> ScanReferenceIndex::Search(const Embedding& probe,
                                                       const IndexQuery& query) const {
  PORTCULLIS_RETURN_IF_ERROR(CheckEmbedding(probe, shape_));
  if (query.aimed_recall < 1) {
    WantClusters();
    // Nobody else looks where this one looks: waiting for company would gain nothing.
    if (MayLeaveOut(*Current(), SearchScope(query), query.aimed_recall)) {
      return SearchAlone({probe, query});
    }
  }
  return queue_.Search({probe, query});
}

absl::StatusOr<IndexResult> ScanReferenceIndex::SearchAlone(const IndexProbe& probe) const {
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<IndexResult> results, SearchChecked({&probe, 1}));
  return std::move(results.front());
}

absl::StatusOr<std::vector<IndexResult>> ScanReferenceIndex::SearchChecked(
    std::span<const IndexProbe> probes) const {
  try {
    return SearchVersion(*Current(), probes, options_.path);
  } catch (const std::exception& exception) {
    return FromException(exception);
  }
}

ScanIndexStats ScanReferenceIndex::stats() const {
  const std::shared_ptr<const Version> version = Current();
  ScanIndexStats stats{.parts = version->parts.size(),
                       .delta_rows = version->delta.rows,
                       .removed_rows = version->delta.rows - version->delta.live(),
                       .bytes = version->bytes()};
  for (const PartView& part : version->parts) stats.removed_rows += part.part->rows() - part.live();
  stats.is_clustered = IsClustered(*version);
  const absl::MutexLock lock(&background_mutex_);
  stats.rewrites = rewrites_;
  stats.clusters = clusters_;
  return stats;
}

void ScanReferenceIndex::WaitForBackground() const {
  const auto is_idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(background_mutex_) {
    return is_idle_ && !is_woken_;
  };
  const absl::MutexLock lock(&background_mutex_);
  background_mutex_.Await(absl::Condition(&is_idle));
}

std::shared_ptr<const Version> ScanReferenceIndex::Current() const {
  const absl::MutexLock lock(&version_mutex_);
  return version_;
}

void ScanReferenceIndex::Publish(Version version) {
  auto published = std::make_shared<const Version>(std::move(version));
  const absl::MutexLock lock(&version_mutex_);
  // What was there before is let go by whoever calls, after the lock.
  version_.swap(published);
}

void ScanReferenceIndex::WantClusters() const {
  if (!wants_clusters_.exchange(true)) WakeBackground();
}

void ScanReferenceIndex::WakeBackground() const {
  const absl::MutexLock lock(&background_mutex_);
  is_woken_ = true;
}

bool ScanReferenceIndex::IsStopping() const {
  const absl::MutexLock lock(&background_mutex_);
  return stop_;
}

void ScanReferenceIndex::RunBackground() {
  // Of this thread alone: on Linux each has its own. A system that refuses leaves it as it is.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
  while (true) {
    absl::Time next;
    try {
      next = DoWhatIsDue();
    } catch (const std::exception&) {
      // Nothing is lost: the parts are as they were.
      next = absl::Now() + kPauseAfterFailure;
    }
    LetGoOfRetired();
    if (!retired_.empty()) next = std::min(next, absl::Now() + kRetiredPause);

    const auto has_news = [this]() ABSL_SHARED_LOCKS_REQUIRED(background_mutex_) {
      return stop_ || is_woken_;
    };
    const absl::MutexLock lock(&background_mutex_);
    is_idle_ = retired_.empty();
    background_mutex_.AwaitWithDeadline(absl::Condition(&has_news), next);
    is_idle_ = false;
    is_woken_ = false;
    if (stop_) return;
  }
}

/// Until nothing is; then the time at which something will be.
absl::Time ScanReferenceIndex::DoWhatIsDue() {
  while (!IsStopping()) {
    LetGoOfRetired();
    const RewritePlan plan = PlanRewrite(*Current(), options_.rewrite, absl::Now());
    if (!plan.delta && plan.parts.empty()) {
      if (DoClusterStep()) continue;
      return std::min(plan.next, retry_clusters_at_.value_or(absl::InfiniteFuture()));
    }
    if (plan.delta) RenewDelta();
    if (!plan.parts.empty()) Rewrite(plan.parts);
  }
  return absl::InfinitePast();
}

/// Those of which the background's own is the last pointer: nobody can take another any more.
void ScanReferenceIndex::LetGoOfRetired() {
  std::erase_if(retired_, [](const auto& part) { return part.use_count() == 1; });
}

void ScanReferenceIndex::Rewrite(const std::vector<PartView>& parts) {
  std::shared_ptr<const Part> written = Written(parts);
  options_.at_moment(ScanIndexMoment::kPartMade);
  // Before they are replaced: memory may run out here, and then they are not retired.
  retired_.reserve(retired_.size() + parts.size());
  {
    const absl::MutexLock lock(&write_mutex_);
    Publish(WithMergedPart(*Current(), parts, std::move(written), absl::Now()));
  }
  for (const PartView& part : parts) retired_.push_back(part.part);
  const absl::MutexLock lock(&background_mutex_);
  ++rewrites_;
}

/// Arranged, if the version has clusters.
std::shared_ptr<const Part> ScanReferenceIndex::Written(const std::vector<PartView>& parts) {
  if (const std::shared_ptr<const Clusters> clusters = Current()->clusters; clusters != nullptr) {
    auto arranged = MergeArranged(parts, clusters->tree, options_.clusters.least_rows());
    if (arranged.ok()) return *std::move(arranged);
    // Searches look at all of a part that is not arranged: the clusters are as good as they were.
    PauseClusters(arranged.status());
  }
  return MergeParts(parts, limits_.dimension);
}

/// False: there is none to do now.
bool ScanReferenceIndex::DoClusterStep() {
  if (!wants_clusters_ || absl::Now() < retry_clusters_at_.value_or(absl::InfinitePast())) {
    return false;
  }
  retry_clusters_at_.reset();
  absl::Status status;
  {
    const std::shared_ptr<const Version> version = Current();
    const ClusterPlan plan = PlanClusters(*version, options_.clusters);
    if (plan.step == ClusterStep::kNothing) {
      SayOfClusters(absl::OkStatus());
      return false;
    }
    status = TakeClusterStep(*version, plan);
  }
  // Clusters are made of copies of embeddings: what was freed of them goes back to the system.
  ::malloc_trim(0);
  if (!status.ok() && !absl::IsCancelled(status)) {
    PauseClusters(status);
    PublishClusters(nullptr);
  }
  return true;
}

absl::Status ScanReferenceIndex::TakeClusterStep(const Version& version, const ClusterPlan& plan) {
  try {
    switch (plan.step) {
      case ClusterStep::kNothing: break;
      case ClusterStep::kTrain: return TrainAnew(version);
      case ClusterStep::kArrange: Rewrite({plan.part}); break;
      case ClusterStep::kMeasure: return Measure(version);
    }
    return absl::OkStatus();
  } catch (const std::exception& exception) {
    return FromException(exception);
  }
}

absl::Status ScanReferenceIndex::TrainAnew(const Version& version) {
  measured_ = {};
  PORTCULLIS_ASSIGN_OR_RETURN(std::shared_ptr<const Clusters> clusters,
                              TrainClusters(version, shape_.dimension, options_.clusters));
  PublishClusters(std::move(clusters));
  return absl::OkStatus();
}

absl::Status ScanReferenceIndex::Measure(const Version& version) {
  // It takes its time, and what has to be forgotten has none.
  const auto is_stopping = [this] {
    options_.at_moment(ScanIndexMoment::kMeasuring);
    return IsStopping() || HasToForget(*Current(), options_.rewrite, absl::Now());
  };
  PORTCULLIS_RETURN_IF_ERROR(MeasureReach(version, shape_.model, options_.clusters.probes,
                                          options_.path, is_stopping, measured_));
  auto clusters = std::make_shared<Clusters>(*version.clusters);
  clusters->reach = Reach(std::exchange(measured_, {}).shares);
  clusters->measured_on = version.live();
  PublishClusters(std::move(clusters));
  return absl::OkStatus();
}

void ScanReferenceIndex::SayOfClusters(const absl::Status& status) {
  const absl::MutexLock lock(&background_mutex_);
  clusters_ = status;
}

void ScanReferenceIndex::PauseClusters(const absl::Status& failure) {
  SayOfClusters(failure);
  retry_clusters_at_ = absl::Now() + options_.clusters.retry_after;
}

void ScanReferenceIndex::PublishClusters(std::shared_ptr<const Clusters> clusters) {
  const absl::MutexLock lock(&write_mutex_);
  Version after = *Current();
  after.clusters = std::move(clusters);
  Publish(std::move(after));
}

/// Small enough to be copied while writers wait.
void ScanReferenceIndex::RenewDelta() {
  const absl::MutexLock lock(&write_mutex_);
  Publish(WithFreshDelta(*Current(), limits_));
}

}  // namespace portcullis
