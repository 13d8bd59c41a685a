#include "eval/command.h"

#include <ctime>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <system_error>

#include "CLI/CLI.hpp"
#include "fmt/chrono.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {

void AddVisionOptions(CLI::App& command, EngineOptions& options) {
  command.add_option("--model", options.embedder,
                     "embedder, an id of models.toml; default: the first that is present");
  command.add_option("--detector", options.detector, "yunet-2022mar or dlib-hog")
      ->capture_default_str();
  command.add_option("--alignment", options.alignment, "how faces are cut out")
      ->capture_default_str();
  command.add_option("--models", options.models_dir,
                     "folder with models.toml and weights/; default: ./models, or the one beside "
                     "the program's build folder");
  command.add_option("--threads", options.threads, "default: one per core")
      ->check(CLI::Range(1, 1024));
}

void AddEngineOptions(CLI::App& command, EngineOptions& options) {
  AddVisionOptions(command, options);
  command.add_option("--cache", options.cache_dir,
                     "folder that remembers embeddings; it holds personal data and is readable by "
                     "you alone; default: ~/.cache/portcullis");
  command.add_flag("!--no-cache", options.use_cache, "remember no embeddings");
}

void AddImagesPerPersonOption(CLI::App& command, std::size_t& images_per_person) {
  command
      .add_option("--images-per-person", images_per_person,
                  "use the first so many of each, so that no one person outweighs the others")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
}

std::string Today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

void AddDateOption(CLI::App& command, const std::string& name, std::string& date) {
  command.add_option(name, date, "date, for the file; default: today")
      ->check(CLI::Validator(
          [](const std::string& text) {
            std::tm parsed{};
            const char* end = strptime(text.c_str(), "%Y-%m-%d", &parsed);
            return end != nullptr && *end == '\0' && text.size() == 10
                       ? std::string()
                       : fmt::format("{} is no date like 2026-01-31", text);
          },
          "YYYY-MM-DD"));
}

void AddOutputOption(CLI::App& command, std::string& output) {
  command.add_option("-o,--output", output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
}

absl::Status MakeOutputFolder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
}

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return 0;
  const absl::string_view message = status.message();
  std::cerr << "portcullis-eval: " << std::string_view(message.data(), message.size());
  if (const auto reason = ErrorReasonOf(status))
    std::cerr << " (" << ErrorReasonName(*reason) << ')';
  std::cerr << '\n';
  return 1;
}

}  // namespace portcullis
