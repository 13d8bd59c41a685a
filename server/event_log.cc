#include "server/event_log.h"

#include <utility>

#include "fmt/format.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace portcullis {

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

}  // namespace portcullis
