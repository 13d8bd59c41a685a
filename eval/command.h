// The subcommands of portcullis-eval.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "eval/engine.h"

namespace CLI {
class App;
}

namespace portcullis {

/// What the command line asked for: gives the exit code, 0 or 1.
using RunCommand = std::function<int()>;

// Each adds its subcommand to `app`, which sets `chosen` when it is named on the command line.
// `program` is the path of the executable.
void AddEmbedCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddEnrolFailuresCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddImportEmbeddingsCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddVerifyCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddIdentifyCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddCompareCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddGroupsCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddDiscardCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddCalibrateCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddCheckCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddFitCohortCommand(CLI::App& app, const std::string& program, RunCommand& chosen);
void AddCheckCohortCommand(CLI::App& app, const std::string& program, RunCommand& chosen);

/// --model, --detector, --alignment, --models, --threads: of what embeds nothing.
void AddVisionOptions(CLI::App& command, EngineOptions& options);

/// As AddVisionOptions, and --cache, --no-cache.
void AddEngineOptions(CLI::App& command, EngineOptions& options);

/// --images-per-person. A few people of public life have hundreds of photographs; without a limit
/// most comparisons would be about them.
inline constexpr std::size_t kDefaultImagesPerPerson = 4;
void AddImagesPerPersonOption(CLI::App& command, std::size_t& images_per_person);

/// Today, as 2026-01-31.
std::string Today();

/// `name`: a date like 2026-01-31, for the file that the command writes. `date` holds the default.
void AddDateOption(CLI::App& command, const std::string& name, std::string& date);

/// -o, --output: "table" or "json".
void AddOutputOption(CLI::App& command, std::string& output);

/// Before minutes of work whose result goes there. UNAVAILABLE if it cannot be made.
absl::Status MakeOutputFolder(const std::filesystem::path& folder);

/// Says on standard error what went wrong, if anything: 0 or 1.
int ExitCodeOf(const absl::Status& status);

}  // namespace portcullis
