// portcullis-eval import-embeddings: fills a data folder directly, for measuring at sizes at which
// enrolling photographs would take days.
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "border/watchlist/entry_lifecycle.h"
#include "border/watchlist/store.h"
#include "eval/command.h"
#include "eval/embedded_image.h"
#include "eval/engine.h"
#include "eval/progress.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "matcher/scoring/cohort_file.h"
#include "matcher/scoring/synthetic_cohort.h"
#include "sodium.h"
#include "store/data_folder_lock.h"
#include "store/sqlite/sqlite_watchlist_store.h"

namespace portcullis {
namespace {

constexpr std::size_t kEntriesAtATime = 1000;
constexpr char kActor[] = "portcullis-eval";

struct ImportArguments {
  EngineOptions engine;
  std::filesystem::path data_dir;
  std::filesystem::path key_file;
  std::string list;
  std::filesystem::path from;
  std::size_t synthetic = 0;
};

struct Person {
  std::string name;
  Embedding embedding;
};

std::int64_t RandomId() {
  std::uint64_t id = 0;
  while (id == 0) {
    randombytes_buf(&id, sizeof(id));
    id >>= 1U;
  }
  return static_cast<std::int64_t>(id);
}

/// Random ids in rising order: each row is put behind the last one of its table, where random order
/// would touch a page of its own for every row, thousands of pages for each commit.
std::vector<EntryId> RisingIds(std::size_t count) {
  std::vector<EntryId> ids(count);
  for (EntryId& id : ids) id = EntryId{RandomId()};
  std::sort(ids.begin(), ids.end());
  return ids;
}

/// An entry as it would be after proposal and approval; the audit log says how it came instead.
AuditedChange ImportOf(Person person, EntryId id, const ListId& list, absl::Time now) {
  const ReferenceInfo info{.id = ReferenceId{RandomId()}, .quality = {}, .create_time = now};
  PutEntry put{.entry = {}, .added = {}, .expected = Revision{0}};
  put.entry.id = id;
  put.entry.details.display_name = std::move(person.name);
  put.entry.details.review_by = now + kDefaultReviewPeriod;
  put.entry.lists = {{list, false}};
  put.entry.references = {info};
  put.entry.status = EntryStatus::kActive;
  put.entry.create_time = now;
  put.entry.update_time = now;
  put.added.push_back({info, std::move(person.embedding), ""});
  return {"ImportEmbedding", std::move(put)};
}

absl::Status Commit(WatchlistStore& store, std::vector<AuditedChange> changes, absl::Time now) {
  Mutation mutation{.key = std::nullopt, .actor = kActor, .time = now, .changes = {}};
  mutation.changes = std::move(changes);
  return store.Commit(mutation).status();
}

absl::Status MakeList(WatchlistStore& store, const ListId& id, absl::Time now) {
  if (!IsValidListId(id.value)) return absl::InvalidArgumentError("--list is not a list id");
  if (store.GetList(id).ok()) return absl::OkStatus();
  WatchList list;
  list.id = id;
  list.display_name = id.value;
  list.create_time = now;
  list.update_time = now;
  return Commit(store, {{"CreateList", PutList{std::move(list), Revision{0}}}}, now);
}

/// Gives people one after the other; none at the end.
using NextPerson = std::function<absl::StatusOr<std::optional<Person>>()>;

absl::Status ImportAll(WatchlistStore& store, const ListId& list, std::size_t total,
                       const NextPerson& next) {
  const absl::Time now = absl::Now();
  PORTCULLIS_RETURN_IF_ERROR(MakeList(store, list, now));
  Progress progress(std::cerr, {.task = "importing",
                                .unit = "embeddings",
                                .total = total,
                                .on_terminal = isatty(STDERR_FILENO) == 1});
  const std::vector<EntryId> ids = RisingIds(total);
  std::vector<AuditedChange> changes;
  std::size_t done = 0;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(std::optional<Person> person, next());
    if (person) {
      const std::size_t number = done + changes.size();
      const EntryId id = number < ids.size() ? ids[number] : EntryId{RandomId()};
      changes.push_back(ImportOf(*std::move(person), id, list, now));
    }
    if (changes.size() == kEntriesAtATime || (!person && !changes.empty())) {
      done += changes.size();
      PORTCULLIS_RETURN_IF_ERROR(Commit(store, std::exchange(changes, {}), now));
    }
    if (!person) break;
    progress.Advance();
  }
  std::cout << fmt::format("{} entries imported on lists/{}\n", done, list.value);
  return absl::OkStatus();
}

absl::StatusOr<NextPerson> SyntheticPeople(const ImportArguments& arguments, const ModelId& model,
                                           const std::filesystem::path& models_dir) {
  PORTCULLIS_ASSIGN_OR_RETURN(
      CohortModel cohort_model,
      LoadCohortModel(models_dir / "cohort" / CalibrationFileName(model), model));
  PORTCULLIS_ASSIGN_OR_RETURN(
      std::unique_ptr<SyntheticCohort> made,
      SyntheticCohort::Create(std::move(cohort_model), {.travellers = arguments.synthetic}));
  // Shared, as a std::function is copied.
  return NextPerson([cohort = std::shared_ptr<SyntheticCohort>(std::move(made)),
                     next = std::size_t{0}]() mutable -> absl::StatusOr<std::optional<Person>> {
    if (next == cohort->options().travellers) return std::nullopt;
    const std::size_t index = next++;
    return Person{fmt::format("Synthetic {}", index), cohort->Traveller(index)};
  });
}

NextPerson PeopleIn(const std::filesystem::path& path, const ModelId& model) {
  const auto file = std::make_shared<std::ifstream>(path);  // shared, as a std::function is copied
  return [file, path, model,
          line = std::size_t{0}]() mutable -> absl::StatusOr<std::optional<Person>> {
    std::string text;
    while (std::getline(*file, text)) {
      ++line;
      const std::optional<EmbeddedImage> image = FromJsonLine(text, model);
      if (!image) {
        return absl::InvalidArgumentError(fmt::format("{}:{} is not a line of `embed` with {}",
                                                      path.string(), line, model.ToString()));
      }
      if (image->embedding) {
        return Person{fmt::format("{}:{}", path.filename().string(), line), *image->embedding};
      }
    }
    if (!file->eof()) return absl::UnavailableError(fmt::format("cannot read {}", path.string()));
    return std::nullopt;
  };
}

absl::Status Import(const ImportArguments& arguments, const std::string& program) {
  if (arguments.from.empty() == (arguments.synthetic == 0)) {
    return absl::InvalidArgumentError("give either --from or --synthetic");
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  const ModelId model = engine.model();
  NextPerson next;
  if (arguments.synthetic > 0) {
    PORTCULLIS_ASSIGN_OR_RETURN(next,
                                SyntheticPeople(arguments, model, engine.options().models_dir));
  } else {
    next = PeopleIn(arguments.from, model);
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const auto lock, DataFolderLock::Take(arguments.data_dir));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const auto store, SqliteWatchlistStore::Open({.path = arguments.data_dir / "portcullis.db",
                                                    .model = model,
                                                    .key_file = arguments.key_file}));
  return ImportAll(*store, ListId{arguments.list}, arguments.synthetic, next);
}

}  // namespace

void AddImportEmbeddingsCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments =
      std::make_shared<ImportArguments>();  // the callback outlives this function
  CLI::App* command = app.add_subcommand(
      "import-embeddings",
      "Fill a data folder with entries directly, without photographs and approvals, to measure a "
      "server at size. Never for a folder in use: the audit log says how the entries came.");
  AddEngineOptions(*command, arguments->engine);
  command->add_option("--data-dir", arguments->data_dir, "folder of the database")->required();
  command->add_option("--key-file", arguments->key_file, "its sealing key")->required();
  command->add_option("--list", arguments->list, "id of the list; made if absent")->required();
  auto* from = command->add_option("--from", arguments->from,
                                   "file that portcullis-eval embed wrote: one entry a line");
  auto* synthetic =
      command->add_option("--synthetic", arguments->synthetic,
                          "number of entries to draw from models/cohort: nobody's faces");
  from->excludes(synthetic);
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(Import(*arguments, program)); };
  });
}

}  // namespace portcullis
