#include "server/application.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "border/screening/screening.h"
#include "border/watchlist/changelog_follower.h"
#include "border/watchlist/watchlist_admin.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/faiss_reference_index.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/pipeline/gallery.h"
#include "matcher/scoring/calibration_file.h"
#include "matcher/vision/vision_kit.h"
#include "nlohmann/json.hpp"
#include "server/config/config_checks.h"
#include "server/gallery_keeper.h"
#include "server/rpc_server.h"
#include "server/start_report.h"
#include "sodium.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"
#include "store/sealing.h"
#include "store/sqlite/sqlite_watchlist_store.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;
using config::v1::ServerConfig;

// Values in an embedding of the dlib networks, the ones that VisionKit makes.
constexpr std::size_t kEmbeddingValues = 128;

void Say(std::string_view line) {
  fmt::print("portcullisd: {}\n", line);
  std::fflush(stdout);
}

absl::StatusOr<std::string> ReadFile(const std::string& path, std::string_view key) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file.good()) {
    return absl::FailedPreconditionError(fmt::format("cannot read {} ({})", path, key));
  }
  return content.str();
}

/// Appears under its name in one step, so that whoever waits for it reads a whole number.
absl::Status WritePortFile(const std::string& path, int port) {
  const std::string temporary = path + ".new";
  std::ofstream file(temporary);
  file << port << "\n";
  file.close();
  std::error_code error;
  if (file.good()) fs::rename(temporary, path, error);
  if (file.good() && !error) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format("cannot write {} (server.port_file)", path));
}

absl::StatusOr<std::shared_ptr<spdlog::logger>> OpenLog(const config::v1::Log& settings) {
  try {
    spdlog::sink_ptr sink;
    if (settings.file().empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file());
    }
    // Shared with the sinks' registry by spdlog's own design.
    auto logger = std::make_shared<spdlog::logger>("portcullisd", std::move(sink));
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::from_str(settings.level()));
    logger->flush_on(spdlog::level::info);
    return logger;
  } catch (const spdlog::spdlog_ex& error) {
    return absl::FailedPreconditionError(
        fmt::format("cannot write {} (log.file): {}", settings.file(), error.what()));
  }
}

std::string EventLine(std::string_view event, const absl::Status& status) {
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  line["event"] = event;
  line["code"] = absl::StatusCodeToString(status.code());
  line["fault"] = std::string(status.message());
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

fs::path CalibrationPath(const ServerConfig& config, const ModelId& model) {
  return fs::path(config.models().dir()) / "calibration" / CalibrationFileName(model);
}

/// The table of exactly this model.
absl::StatusOr<Calibration> CalibrationOf(const ModelId& model, const ServerConfig& config) {
  const fs::path path = CalibrationPath(config, model);
  absl::StatusOr<Calibration> calibration = LoadCalibration(path);
  if (absl::IsNotFound(calibration.status())) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kNotCalibrated,
                     fmt::format("{} has no calibration table ({} is missing); make one with "
                                 "portcullis-eval calibrate",
                                 model.ToString(), path.string()));
  }
  if (calibration.ok() && calibration->table().model != model) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kNotCalibrated,
                     fmt::format("{} is a table of {}, in use is {}", path.string(),
                                 calibration->table().model.ToString(), model.ToString()));
  }
  return calibration;
}

/// The embedder that the configuration names or, with "auto", the first that can be used; each one
/// passed over is said.
absl::StatusOr<std::string> ChooseEmbedder(const ServerConfig& config) {
  if (config.models().embedder() != "auto") return config.models().embedder();
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> catalogue,
                              ReadModelCatalogue(config.models().dir()));
  absl::Status last_reason =
      MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid,
                fmt::format("no embedder has been fetched; {}/fetch does", config.models().dir()));
  for (const ModelInfo& model : catalogue) {
    if (model.kind != "embedder") continue;
    if (!model.present) {
      Say(fmt::format("{} is not used: {} has not been fetched", model.id, model.file.string()));
      continue;
    }
    const ModelId id{model.id, model.sha256, config.models().alignment()};
    const absl::Status calibrated = CalibrationOf(id, config).status();
    if (calibrated.ok()) return model.id;
    Say(fmt::format("{} is not used: {}", model.id, std::string(calibrated.message())));
    last_reason = WithContext(calibrated, "no embedder can be used");
  }
  return last_reason;
}

absl::StatusOr<std::unique_ptr<VisionKit>> MakeVisionKit(const ServerConfig& config) {
  VisionKitOptions options;
  options.models_dir = config.models().dir();
  options.detector = config.models().detector();
  options.alignment = config.models().alignment();
  PORTCULLIS_ASSIGN_OR_RETURN(options.embedder, ChooseEmbedder(config));
  options.decode_limits.max_bytes = static_cast<std::size_t>(config.images().max_bytes());
  options.decode_limits.max_side_px = config.images().max_side_px();
  return VisionKit::Create(options);
}

absl::StatusOr<std::unique_ptr<SqliteWatchlistStore>> OpenStore(const ServerConfig& config,
                                                                const ModelId& model) {
  SqliteStoreOptions options;
  options.path = fs::path(config.storage().data_dir()) / "portcullis.db";
  options.model = model;
  options.key_file = config.storage().key_file();
  return SqliteWatchlistStore::Open(options);
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

absl::StatusOr<TlsMaterial> ReadTls(const config::v1::Tls& files) {
  TlsMaterial tls;
  PORTCULLIS_ASSIGN_OR_RETURN(tls.certificate_chain,
                              ReadFile(files.certificate_file(), "tls.certificate_file"));
  PORTCULLIS_ASSIGN_OR_RETURN(tls.private_key,
                              ReadFile(files.private_key_file(), "tls.private_key_file"));
  PORTCULLIS_ASSIGN_OR_RETURN(tls.client_ca,
                              ReadFile(files.client_ca_file(), "tls.client_ca_file"));
  return tls;
}

absl::StatusOr<RpcServerOptions> ServerOptionsFrom(const ServerConfig& config,
                                                   const VisionKit& vision,
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
  options.max_image_bytes = static_cast<std::size_t>(config.images().max_bytes());
  options.facts = {.version = PORTCULLIS_VERSION,
                   .start_time = absl::Now(),
                   .detector = config.models().detector(),
                   .embedder_licence = vision.embedder().licence,
                   .insecure_loopback = config.server().insecure_loopback()};
  options.write_log = [log](const std::string& line) { log->info(line); };
  return options;
}

/// What runs, in the order in which it was made; torn down in the opposite order.
class RunningApplication : public Application {
 public:
  explicit RunningApplication(const ServerConfig& config) : config_(config) {}

  absl::Status Start() {
    PORTCULLIS_ASSIGN_OR_RETURN(log_, OpenLog(config_.log()));
    PORTCULLIS_ASSIGN_OR_RETURN(vision_, MakeVisionKit(config_));
    PORTCULLIS_ASSIGN_OR_RETURN(Calibration calibration, CalibrationOf(vision_->model(), config_));
    PORTCULLIS_ASSIGN_OR_RETURN(store_, OpenStore(config_, vision_->model()));
    PORTCULLIS_RETURN_IF_ERROR(MakeGallery());
    screening_ = std::make_unique<Screening>(*gallery_, std::move(calibration),
                                             PolicyFrom(config_.policy()));
    admin_ = std::make_unique<WatchlistAdmin>(
        *store_, *follower_, WatchlistSources{.now = &absl::Now, .random_id = &RandomId});
    PORTCULLIS_RETURN_IF_ERROR(Listen());
    Report();
    if (config_.server().port_file().empty()) return absl::OkStatus();
    return WritePortFile(config_.server().port_file(), server_->port());
  }

  void Shutdown() override {
    Say("shutting down");
    server_->Shutdown(absl::Seconds(config_.server().drain_seconds()));
  }

 private:
  absl::Status MakeGallery() {
    PORTCULLIS_ASSIGN_OR_RETURN(auto index,
                                CreateFaissReferenceIndex(vision_->model(), kEmbeddingValues));
    gallery_ = std::make_unique<Gallery>(std::move(index));
    follower_ = std::make_unique<ChangelogFollower>(*store_, *gallery_);
    // A server whose gallery is incomplete still refers whom it finds and never clears anyone; the
    // keeper goes on trying.
    const absl::Status status = follower_->CatchUp();
    if (!status.ok()) log_->error(EventLine("catch_up_failed", status));
    return absl::OkStatus();
  }

  absl::StatusOr<FaceEncoder> MakeEncoder() const {
    PORTCULLIS_ASSIGN_OR_RETURN(EncoderParts parts, vision_->MakeParts());
    return FaceEncoder(std::move(parts), FaceEncoderOptions());
  }

  absl::Status Listen() {
    PORTCULLIS_ASSIGN_OR_RETURN(FaceEncoder enrolment_encoder, MakeEncoder());
    RpcServerParts parts{*screening_, *gallery_, *store_,
                         *admin_,     {},        std::move(enrolment_encoder)};
    for (std::size_t lane = 0; lane < LaneCount(config_); ++lane) {
      PORTCULLIS_ASSIGN_OR_RETURN(FaceEncoder encoder, MakeEncoder());
      parts.encoders.push_back(std::move(encoder));
    }
    PORTCULLIS_ASSIGN_OR_RETURN(const RpcServerOptions options,
                                ServerOptionsFrom(config_, *vision_, log_));
    PORTCULLIS_ASSIGN_OR_RETURN(server_, RpcServer::Start(std::move(parts), options));
    keeper_ = std::make_unique<GalleryKeeper>(
        *follower_, *gallery_,
        GalleryKeeper::Reports{.state = [this](bool complete) { server_->SetServing(complete); },
                               .failure =
                                   [this](const absl::Status& status) {
                                     log_->error(EventLine("catch_up_failed", status));
                                   }});
    return absl::OkStatus();
  }

  void Report() const {
    for (const std::string& line :
         StartReport(*screening_, vision_->embedder().licence, gallery_->status())) {
      Say(line);
    }
    if (config_.server().insecure_loopback()) {
      Say("INSECURE: no TLS and no roles; every program on this machine may do everything");
    }
    const std::string host =
        config_.server().listen().substr(0, config_.server().listen().rfind(':'));
    Say(fmt::format("listening on {}:{}", host, server_->port()));
  }

  const ServerConfig config_;
  std::shared_ptr<spdlog::logger> log_;  // shared: spdlog hands loggers out this way
  std::unique_ptr<VisionKit> vision_;
  std::unique_ptr<SqliteWatchlistStore> store_;
  std::unique_ptr<Gallery> gallery_;
  std::unique_ptr<ChangelogFollower> follower_;
  std::unique_ptr<Screening> screening_;
  std::unique_ptr<WatchlistAdmin> admin_;
  std::unique_ptr<RpcServer> server_;
  std::unique_ptr<GalleryKeeper> keeper_;
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
