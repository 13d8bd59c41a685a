// portcullis import: proposes many people at once.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/import_rows.h"
#include "clients/cli/importer.h"
#include "clients/cli/numbers.h"
#include "clients/cli/progress.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace portcullis::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxRefusedShown = 50;

struct ImportOptions {
  std::string path;
  std::vector<std::string> lists;
  std::string import_id = "import";
  std::string results_file;
  bool allow_duplicate = false;
};

std::string Count(std::size_t count) { return FormatCount(static_cast<long long>(count)); }

/// Paths and names need not be UTF-8.
std::string Line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json ToJson(const RowResult& result, const ImportRow& row) {
  Json json;
  json["row"] = result.row + 1;
  json["source"] = row.source;
  switch (result.kind) {
    case RowResult::Kind::kProposed: json["entry"] = result.entry; break;
    case RowResult::Kind::kProposedBefore: json["proposed_before"] = true; break;
    case RowResult::Kind::kRefused:
      json["reason"] = result.reason;
      json["message"] = result.message;
      break;
  }
  return json;
}

/// Counts the results, shows how far it has come and writes each down.
class Tally {
 public:
  /// All outlive this; `results` may be null.
  Tally(const Console& console, const std::vector<ImportRow>& rows, std::ostream* results)
      : rows_(rows),
        results_(results),
        progress_(console.notes, console.notes_on_terminal, ProgressLine::Clock::now()) {}

  void Add(const RowResult& result) {
    if (results_ != nullptr) *results_ << Line(ToJson(result, rows_[result.row])) << std::endl;
    if (result.kind == RowResult::Kind::kProposed) ++proposed_;
    if (result.kind == RowResult::Kind::kProposedBefore) ++proposed_before_;
    if (result.kind == RowResult::Kind::kRefused) refused_.push_back(result);
    progress_.Show({.done = done(), .total = rows_.size(), .refused = refused_.size()},
                   ProgressLine::Clock::now());
  }

  void Remark(const std::string& text) { progress_.Remark(text); }

  void End() {
    progress_.End();
    std::sort(refused_.begin(), refused_.end(),
              [](const RowResult& a, const RowResult& b) { return a.row < b.row; });
  }

  std::size_t done() const { return proposed_ + proposed_before_ + refused_.size(); }
  const std::vector<RowResult>& refused() const { return refused_; }

  void PrintText(std::ostream& out) const {
    out << fmt::format("{} proposed, ", Count(proposed_));
    if (proposed_before_ > 0) out << fmt::format("{} proposed before, ", Count(proposed_before_));
    out << fmt::format("{} refused\n", Count(refused_.size()));
    const std::size_t shown = std::min(refused_.size(), kMaxRefusedShown);
    for (std::size_t i = 0; i < shown; ++i) {
      out << fmt::format("  {}: {}: {}\n", rows_[refused_[i].row].source, refused_[i].reason,
                         refused_[i].message);
    }
    if (shown < refused_.size()) {
      out << fmt::format("  and {} more; --results FILE has them all\n",
                         Count(refused_.size() - shown));
    }
  }

  void PrintJson(std::ostream& out) const {
    Json json;
    json["rows"] = rows_.size();
    json["proposed"] = proposed_;
    json["proposed_before"] = proposed_before_;
    json["refused"] = Json::array();
    for (const RowResult& result : refused_) {
      json["refused"].push_back(ToJson(result, rows_[result.row]));
    }
    out << Line(json) << '\n';
  }

 private:
  const std::vector<ImportRow>& rows_;
  std::ostream* results_;
  ProgressLine progress_;
  std::size_t proposed_ = 0;
  std::size_t proposed_before_ = 0;
  std::vector<RowResult> refused_;
};

absl::StatusOr<ImportRows> ReadRows(const ImportOptions& options) {
  if (!std::filesystem::is_directory(options.path)) {
    return ReadImportCsv(options.path, options.lists);
  }
  if (options.lists.empty()) {
    return absl::InvalidArgumentError("FIELD_INVALID: a folder names no list; give it with --list");
  }
  return ReadImportFolder(options.path, options.lists);
}

/// Of the whole command, after everything was printed.
absl::Status Verdict(const absl::Status& run, const Tally& tally, std::size_t total) {
  if (!run.ok()) {
    return absl::Status(
        run.code(),
        fmt::format("{}; {} of {} rows are done, and the same command goes on from there",
                    std::string(run.message()), Count(tally.done()), Count(total)));
  }
  if (tally.refused().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format("ROWS_REFUSED: {} of {} rows were refused",
                                                Count(tally.refused().size()), Count(total)));
}

absl::Status Import(Session& session, const ImportOptions& options) {
  const absl::StatusOr<ImportRows> rows = ReadRows(options);
  if (!rows.ok()) return rows.status();
  std::ofstream results;
  if (!options.results_file.empty()) {
    results.open(options.results_file, std::ios::binary | std::ios::trunc);
    if (!results) {
      return absl::UnavailableError("FILE_UNWRITABLE: cannot write " + options.results_file);
    }
  }
  Tally tally(session.console(), rows->rows, results.is_open() ? &results : nullptr);
  if (rows->ignored_files > 0) {
    tally.Remark(fmt::format("files that end in none of {}, and were ignored: {}",
                             fmt::join(kPortraitEndings, ", "), Count(rows->ignored_files)));
  }
  Importer importer(session, rows->rows,
                    {.identity = {options.import_id, options.allow_duplicate}});
  const absl::Status run = importer.Run([&tally](const RowResult& result) { tally.Add(result); },
                                        [&tally](const std::string& text) { tally.Remark(text); });
  tally.End();
  if (session.wants_json()) {
    tally.PrintJson(session.out());
  } else {
    tally.PrintText(session.out());
  }
  if (results.is_open() && !results.flush()) {
    return absl::UnavailableError("FILE_UNWRITABLE: cannot write " + options.results_file);
  }
  return Verdict(run, tally, rows->rows.size());
}

}  // namespace

void AddImport(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ImportOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand("import", "Propose many people at once");
  command->fallthrough();
  command->footer(
      "A folder: each sub-folder is a person with the images in it, each image beside them one\n"
      "more; the name is the person's. A CSV file: columns name, list, images,\n"
      "external_reference, alias_names, document_numbers, valid_from, valid_until, review_by;\n"
      "several lists, images, names and numbers are separated by semicolons.\n"
      "The same command again, within 24 hours, goes on where it was broken off.\n"
      "Exits with 1 if a row was refused.\n"
      "Example:\n  portcullis import people.csv --results results.jsonl");
  command->add_option("PATH", options->path, "A folder or a CSV file")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("--list", options->lists, "List for rows that name none; repeatable")
      ->expected(1)
      ->take_all();
  command->add_option("--results", options->results_file,
                      "File for what became of each row, a JSON object in a line");
  command->add_flag("--allow-duplicate", options->allow_duplicate,
                    "Even if faces match other entries: they are other people");
  command->add_option("--import-id", options->import_id,
                      "Another id proposes the same rows once more");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Import(session, *options); };
  });
}

}  // namespace portcullis::cli
