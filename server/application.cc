#include "server/application.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "border/screening/screening.h"
#include "border/watchlist/changelog_follower.h"
#include "border/watchlist/cohort_impact_preview.h"
#include "border/watchlist/committer.h"
#include "border/watchlist/duplicate_finder.h"
#include "border/watchlist/entry_admin.h"
#include "border/watchlist/erasure.h"
#include "border/watchlist/list_admin.h"
#include "border/watchlist/time_acts.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/vision/png_picture_writer.h"
#include "server/config/config_checks.h"
#include "server/data_folder.h"
#include "server/engine.h"
#include "server/event_line.h"
#include "server/event_log.h"
#include "server/gallery_keeper.h"
#include "server/index_choice.h"
#include "server/policy_office.h"
#include "server/rpc_server.h"
#include "server/start_cache_keeper.h"
#include "server/start_files.h"
#include "server/start_report.h"
#include "server/time_keeper.h"
#include "sodium.h"
#include "spdlog/logger.h"
#include "store/data_folder_lock.h"
#include "store/ed25519_receipt_signer.h"
#include "store/sealing.h"
#include "store/snapshot/sqlite_snapshots.h"
#include "store/sqlite/sqlite_check_log.h"
#include "store/sqlite/sqlite_watchlist_store.h"

namespace portcullis {
namespace {

using config::v1::ServerConfig;

// Values in an embedding of the dlib networks, the ones that VisionKit makes.
constexpr std::size_t kEmbeddingValues = 128;

void SayLine(std::string_view line) {
  fmt::print("portcullisd: {}\n", line);
  std::fflush(stdout);
}

SqliteStoreOptions StoreOptionsFrom(const ServerConfig& config, const ModelId& model) {
  SqliteStoreOptions options;
  options.path = DatabasePath(config);
  options.model = model;
  options.key_file = config.storage().key_file();
  return options;
}

std::int64_t RandomId() {
  std::uint64_t id = 0;
  while (id == 0) {
    randombytes_buf(&id, sizeof(id));
    id >>= 1U;
  }
  return static_cast<std::int64_t>(id);
}

std::size_t LaneCount(const ServerConfig& config) {
  if (config.capacity().lanes() > 0) return static_cast<std::size_t>(config.capacity().lanes());
  return std::max(1U, std::thread::hardware_concurrency());
}

absl::StatusOr<RpcServerOptions> ServerOptionsFrom(const ServerConfig& config,
                                                   const VisionKit& vision,
                                                   const Calibration& calibration,
                                                   const std::shared_ptr<spdlog::logger>& log) {
  RpcServerOptions options;
  options.listen = config.server().listen();
  if (config.server().insecure_loopback()) {
    options.caller_check = CallerCheck::kInsecureLoopback;
  } else {
    PORTCULLIS_ASSIGN_OR_RETURN(options.tls, ReadTls(config.tls()));
  }
  options.reflection = config.server().reflection();
  options.queue_capacity = static_cast<std::size_t>(config.capacity().queue());
  options.longest_wait = absl::Milliseconds(config.capacity().longest_wait_ms());
  options.max_image_bytes = static_cast<std::size_t>(config.images().max_bytes());
  options.facts = {.version = PORTCULLIS_VERSION,
                   .start_time = absl::Now(),
                   .detector = config.models().detector(),
                   .embedder_licence = vision.embedder().licence,
                   .attack_detector = config.models().attack_detector(),
                   .calibration_sha256 = {},
                   .misses = {},
                   .better_embedder = {},
                   .insecure_loopback = config.server().insecure_loopback()};
  const MeasuredMisses misses = MissesOf(calibration, config);
  options.facts.misses = misses.in_use;
  options.facts.better_embedder = misses.better;
  PORTCULLIS_ASSIGN_OR_RETURN(options.facts.calibration_sha256,
                              CalibrationHash(vision.model(), config));
  options.write_log = [log](const std::string& line) { log->info(line); };
  return options;
}

/// What runs, in the order in which it was made; torn down in the opposite order.
class RunningApplication : public Application {
 public:
  explicit RunningApplication(const ServerConfig& config) : config_(config) {}

  absl::Status Start() {
    PORTCULLIS_ASSIGN_OR_RETURN(log_, OpenLog(config_.log()));
    PORTCULLIS_RETURN_IF_ERROR(MakeVision());
    PORTCULLIS_ASSIGN_OR_RETURN(Calibration calibration, CalibrationOf(vision_->model(), config_));
    PORTCULLIS_ASSIGN_OR_RETURN(data_folder_lock_,
                                DataFolderLock::Take(config_.storage().data_dir()));
    SqliteStoreOptions store_options = StoreOptionsFrom(config_, vision_->model());
    store_options.start_cache = {
        .use = config_.storage().start_cache(),
        .report = [this](const absl::Status& status) { SayStartCache(status); }};
    PORTCULLIS_ASSIGN_OR_RETURN(store_, SqliteWatchlistStore::Open(store_options));
    PORTCULLIS_ASSIGN_OR_RETURN(check_log_, SqliteCheckLog::Open(store_options));
    PORTCULLIS_RETURN_IF_ERROR(MakeSigner());
    PORTCULLIS_RETURN_IF_ERROR(OpenPolicy(calibration));
    PORTCULLIS_RETURN_IF_ERROR(MakeGalleries());
    MakeWatchlist(calibration);
    MakeImpactPreview(calibration);
    screening_ = std::make_unique<Screening>(*searchable_, std::move(calibration),
                                             policy_->in_force(), policy_->recorder(), Recall());
    PORTCULLIS_RETURN_IF_ERROR(Listen());
    StartKeepers();
    Report();
    if (config_.server().port_file().empty()) return absl::OkStatus();
    return WritePortFile(config_.server().port_file(), server_->port());
  }

  void Shutdown() override {
    SayLine("shutting down");
    server_->Shutdown(absl::Seconds(config_.server().drain_seconds()));
    store_->EndStartCacheChecks();
    start_cache_keeper_.reset();
    const absl::Status refreshed = store_->RefreshStartCache();
    if (!absl::IsAborted(refreshed)) LogFailure("start_cache_failed", refreshed);
  }

 private:
  absl::Status MakeVision() {
    const auto log_end = [log = log_](const absl::Status& status) {
      log->error(EventLine("decoder_failed", status));
    };
    const std::optional<SandboxOptions> sandbox = SandboxOf(config_, log_end);
    PORTCULLIS_ASSIGN_OR_RETURN(vision_, MakeVisionKit(config_, &SayLine, sandbox));
    SayLine(fmt::format("embedder: {} on {}", vision_->embedder().id, vision_->embedder_runtime()));
    SayLine(DescribeSandbox(sandbox));
    return absl::OkStatus();
  }

  absl::Status MakeSigner() {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<const Sealer> sealer,
                                Sealer::FromKeyFile(config_.storage().key_file()));
    signer_ = std::make_unique<Ed25519ReceiptSigner>(*sealer);
    snapshots_ =
        std::make_unique<SqliteSnapshots>(DatabasePath(config_), SnapshotFolder(config_), *signer_);
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<Gallery>> MakeGallery(const IndexChoice& choice) const {
    PORTCULLIS_ASSIGN_OR_RETURN(auto index, MakeIndex(choice, vision_->model(), kEmbeddingValues));
    return std::make_unique<Gallery>(std::move(index));
  }

  absl::Status MakeGalleries() {
    PORTCULLIS_ASSIGN_OR_RETURN(const IndexChoice choice, ChooseIndex(config_));
    PORTCULLIS_ASSIGN_OR_RETURN(searchable_, MakeGallery(choice));
    PORTCULLIS_ASSIGN_OR_RETURN(dormant_, MakeGallery(choice));
    SayLine(DescribeIndex(choice));
    follower_ = std::make_unique<ChangelogFollower>(*store_, Galleries{*searchable_, *dormant_});
    // A server whose galleries are incomplete still refers whom it finds and never clears anyone;
    // the keeper goes on trying.
    LogFailure("catch_up_failed", follower_->CatchUp());
    return absl::OkStatus();
  }

  RecallWatchOptions Recall() const {
    return {.one_in = static_cast<std::size_t>(config_.search().canary_one_in()),
            .least_per_minute = static_cast<std::size_t>(config_.search().canary_per_minute()),
            .now = &absl::Now,
            .report = [log = log_](const RecallEvent& event) {
              log->log(IsWarning(event) ? spdlog::level::warn : spdlog::level::info,
                       EventLine(event));
            }};
  }

  absl::Status OpenPolicy(const Calibration& calibration) {
    PolicyOfficeOptions options{
        .configured = PolicyFrom(config_.policy()),
        .measures = {.finest_fmr = calibration.finest_fmr(),
                     .list_sizes = [this] { return searchable_->ListSizes(); }},
        .now = &absl::Now};
    options.records.retention_days = config_.storage().check_record_days();
    PORTCULLIS_ASSIGN_OR_RETURN(policy_, PolicyOffice::Open(*store_, *check_log_, options));
    return absl::OkStatus();
  }

  void MakeWatchlist(const Calibration& calibration) {
    const Galleries galleries{*searchable_, *dormant_};
    committer_ = std::make_unique<Committer>(
        *store_, *follower_, WatchlistSources{.now = &absl::Now, .random_id = &RandomId});
    lists_ = std::make_unique<ListAdmin>(*committer_);
    duplicates_ = std::make_unique<DuplicateFinder>(galleries, calibration, policy_->in_force());
    entries_ = std::make_unique<EntryAdmin>(*committer_, *duplicates_, policy_->in_force());
    eraser_ = std::make_unique<Eraser>(*committer_, galleries, *signer_);
    time_acts_ = std::make_unique<TimeActs>(*committer_);
    // What has become due while no server ran is done before the first search.
    LogFailure("time_acts_failed", time_acts_->CatchUp());
  }

  /// A server without a cohort can do everything else; PreviewImpact says what is missing.
  void MakeImpactPreview(const Calibration& calibration) {
    auto cohort = CohortOf(vision_->model(), config_);
    if (!cohort.ok()) {
      SayLine(
          fmt::format("PreviewImpact cannot be used: {}", std::string(cohort.status().message())));
      return;
    }
    impact_ = std::make_unique<CohortImpactPreview>(*store_, *searchable_, calibration,
                                                    policy_->in_force(), *std::move(cohort));
  }

  /// Where the galleries come from is told at the start; a cache that was there and not used leaves
  /// a line in the log too.
  void SayStartCache(const absl::Status& status) const {
    if (status.ok()) {
      SayLine("what is enrolled comes from the start cache; the database is checked from now on");
    } else if (!absl::IsNotFound(status)) {
      log_->warn(EventLine("start_cache_ignored", status));
    }
  }

  void LogFailure(std::string_view event, const absl::Status& status) const {
    if (!status.ok()) log_->error(EventLine(event, status));
  }

  absl::StatusOr<std::vector<FaceEncoder>> MakeEncoders() const {
    std::vector<FaceEncoder> encoders;
    for (std::size_t lane = 0; lane < LaneCount(config_); ++lane) {
      PORTCULLIS_ASSIGN_OR_RETURN(EncoderParts parts, vision_->MakeParts());
      encoders.emplace_back(std::move(parts), FaceEncoderOptions());
    }
    return encoders;
  }

  absl::Status Listen() {
    RpcServerParts parts{.screening = *screening_,
                         .pictures = *pictures_,
                         .gallery = *searchable_,
                         .policy = *policy_,
                         .watchlist = {.store = *store_,
                                       .lists = *lists_,
                                       .entries = *entries_,
                                       .eraser = *eraser_,
                                       .signer = *signer_,
                                       .now = &absl::Now,
                                       .impact = impact_.get(),
                                       .snapshots = snapshots_.get()},
                         .encoders = {},
                         .enrolment_encoders = {}};
    PORTCULLIS_ASSIGN_OR_RETURN(parts.encoders, MakeEncoders());
    PORTCULLIS_ASSIGN_OR_RETURN(parts.enrolment_encoders, MakeEncoders());
    PORTCULLIS_ASSIGN_OR_RETURN(
        const RpcServerOptions options,
        ServerOptionsFrom(config_, *vision_, screening_->calibration(), log_));
    facts_ = options.facts;
    PORTCULLIS_ASSIGN_OR_RETURN(server_, RpcServer::Start(std::move(parts), options));
    return absl::OkStatus();
  }

  void StartKeepers() {
    gallery_keeper_ = std::make_unique<GalleryKeeper>(
        *follower_, *searchable_,
        GalleryKeeper::Reports{
            .state = [this](bool complete) { server_->SetServing(complete); },
            .failure =
                [this](const absl::Status& status) { LogFailure("catch_up_failed", status); }});
    time_keeper_ = Keep(absl::Milliseconds(100), "time_acts", [this] {
      const absl::Status status = time_acts_->CatchUp();
      searchable_->SetOverdue(!status.ok());
      return status;
    });
    start_cache_keeper_ = std::make_unique<StartCacheKeeper>(StartCacheKeeper::Acts{
        .refresh = [this] { return store_->RefreshStartCache(); },
        .distrust = [this](const absl::Status& damage) { follower_->Distrust(damage); },
        .report = Reporting("start_cache")});
    record_keeper_ =
        Keep(absl::Hours(1), "check_records_purge", [this] { return policy_->PurgeRecords(); });
  }

  /// The log tells of the first failure and of the first success after it.
  TimeKeeper::Report Reporting(const std::string& name) const {
    return [this, name](const absl::Status& status) {
      if (status.ok()) {
        log_->info(EventLine(name + "_work_again", status));
      } else {
        LogFailure(name + "_failed", status);
      }
    };
  }

  std::unique_ptr<TimeKeeper> Keep(absl::Duration pause, const std::string& name,
                                   TimeKeeper::Act act) const {
    return std::make_unique<TimeKeeper>(pause, std::move(act), Reporting(name));
  }

  void Report() const {
    for (const std::string& line : StartReport(*screening_, facts_, searchable_->status())) {
      SayLine(line);
    }
    if (!policy_->remark().empty()) SayLine(policy_->remark());
    if (config_.server().insecure_loopback()) {
      SayLine("INSECURE: no TLS and no roles; every program on this machine may do everything");
    }
    const std::string host =
        config_.server().listen().substr(0, config_.server().listen().rfind(':'));
    SayLine(fmt::format("listening on {}:{}", host, server_->port()));
  }

  const ServerConfig config_;
  std::shared_ptr<spdlog::logger> log_;  // shared: spdlog hands loggers out this way
  std::unique_ptr<VisionKit> vision_;
  std::unique_ptr<DataFolderLock> data_folder_lock_;
  std::unique_ptr<SqliteWatchlistStore> store_;
  std::unique_ptr<SqliteCheckLog> check_log_;
  std::unique_ptr<Ed25519ReceiptSigner> signer_;
  std::unique_ptr<SqliteSnapshots> snapshots_;
  std::unique_ptr<Gallery> searchable_;
  std::unique_ptr<Gallery> dormant_;
  std::unique_ptr<ChangelogFollower> follower_;
  std::unique_ptr<PolicyOffice> policy_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<ListAdmin> lists_;
  std::unique_ptr<DuplicateFinder> duplicates_;
  std::unique_ptr<EntryAdmin> entries_;
  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<TimeActs> time_acts_;
  std::unique_ptr<CohortImpactPreview> impact_;
  std::unique_ptr<Screening> screening_;
  const std::unique_ptr<const PictureWriter> pictures_ = MakePngPictureWriter();
  ServerFacts facts_;
  std::unique_ptr<RpcServer> server_;
  std::unique_ptr<GalleryKeeper> gallery_keeper_;
  std::unique_ptr<TimeKeeper> time_keeper_;
  std::unique_ptr<TimeKeeper> record_keeper_;
  std::unique_ptr<StartCacheKeeper> start_cache_keeper_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Application>> Application::Start(const ServerConfig& config) {
  if (sodium_init() < 0) return absl::InternalError("libsodium cannot be used");
  auto application = std::make_unique<RunningApplication>(config);
  PORTCULLIS_RETURN_IF_ERROR(application->Start());
  return application;
}

absl::Status CreateSealingKey(const ServerConfig& config) {
  const absl::Status status = CreateKeyFile(config.storage().key_file());
  return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
}

}  // namespace portcullis
