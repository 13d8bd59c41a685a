#include "store/sqlite/data_check.h"

#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/changed_record.h"
#include "store/migrations/migrations.h"
#include "store/sealing.h"
#include "store/sqlite/check_rows.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/entry_rows.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/journal_sum.h"
#include "store/sqlite/list_rows.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/policy_rows.h"
#include "store/sqlite/request_rows.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/state_row.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

constexpr absl::Duration kBusyTimeout = absl::Seconds(5);

/// What an SQL statement finds that should find nothing; its one column names the row.
struct Rule {
  const char* violation;
  const char* sql;
};

// Everything beside the records follows from them, or from the journal.
constexpr Rule kRules[] = {
    {"damaged structure",
     "SELECT integrity_check FROM pragma_integrity_check"
     " WHERE integrity_check <> 'ok'"},
    {"reference to nothing, in table", "SELECT \"table\" FROM pragma_foreign_key_check"},
    {"list membership that differs from its entry, entry",
     "SELECT printf('%lld', entry_id) FROM entry_list LEFT JOIN entry ON id = entry_id "
     "WHERE membership_pending NOT IN (0, 1) OR (entry_list.status, entry_list.pending, "
     "entry_list.create_time_ns, entry_list.update_time_ns, entry_list.review_by_ns) IS NOT "
     "(entry.status, entry.pending, entry.create_time_ns, entry.update_time_ns, "
     "entry.review_by_ns)"},
    {"reference without an entry, entry",
     "SELECT printf('%lld', entry_id) FROM reference "
     "WHERE NOT EXISTS (SELECT 1 FROM entry WHERE id = entry_id)"},
    {"portrait without a reference, entry",
     "SELECT printf('%lld', entry_id) FROM portrait WHERE NOT EXISTS (SELECT 1 FROM reference "
     "WHERE reference.entry_id = portrait.entry_id AND id = reference_id)"},
    {"entry without a change, entry",
     "SELECT printf('%lld', id) FROM entry "
     "WHERE NOT EXISTS (SELECT 1 FROM changelog WHERE entry_id = entry.id)"},
    {"list without a change, list",
     "SELECT id FROM list WHERE NOT EXISTS (SELECT 1 FROM changelog WHERE list_id = list.id)"},
    {"last change of an entry that is not what became of it, change",
     "SELECT printf('%lld', seq) FROM changelog AS c WHERE entry_id IS NOT NULL "
     "AND seq = (SELECT max(seq) FROM changelog WHERE entry_id = c.entry_id) "
     "AND removed <> NOT EXISTS (SELECT 1 FROM entry WHERE id = c.entry_id)"},
    {"last change of a list that is not what became of it, change",
     "SELECT printf('%lld', seq) FROM changelog AS c WHERE list_id IS NOT NULL "
     "AND seq = (SELECT max(seq) FROM changelog WHERE list_id = c.list_id) "
     "AND removed <> NOT EXISTS (SELECT 1 FROM list WHERE id = c.list_id)"},
    {"change of a policy that is not there, change",
     "SELECT printf('%lld', seq) FROM changelog WHERE policy_number IS NOT NULL "
     "AND NOT EXISTS (SELECT 1 FROM policy WHERE number = policy_number)"},
    {"policy without a change, policy",
     "SELECT printf('%lld', number) FROM policy "
     "WHERE NOT EXISTS (SELECT 1 FROM changelog WHERE policy_number = number)"},
    {"response about an entry that is not there, request",
     "SELECT request_id FROM request WHERE response IS NOT NULL AND subject_entry_id IS NOT NULL "
     "AND NOT EXISTS (SELECT 1 FROM entry WHERE id = subject_entry_id)"},
};

absl::StatusOr<std::vector<std::string>> ReadTexts(Connection& connection, const char* sql) {
  Query query(connection, sql);
  std::vector<std::string> texts;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return texts;
    texts.push_back(query.Text(0));
  }
}

absl::StatusOr<std::vector<std::int64_t>> ReadNumbers(Connection& connection, const char* sql) {
  Query query(connection, sql);
  std::vector<std::int64_t> numbers;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return numbers;
    numbers.push_back(query.Int(0));
  }
}

/// One line for each table and index.
absl::StatusOr<std::vector<std::string>> ReadSchema(Connection& connection) {
  return ReadTexts(connection,
                   "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || "
                   "coalesce(sql, '') FROM sqlite_schema ORDER BY 1");
}

class Examination {
 public:
  Examination(Connection& connection, const Sealer& sealer)
      : connection_(connection), sealer_(sealer) {}

  DataReport Run() && {
    Note(CheckSchema());
    ReadExpectedState();
    for (const Rule& rule : kRules) Note(CheckRule(rule));
    Note(CheckLists());
    Note(CheckEntries());
    Note(CheckPolicies());
    Note(CheckPastChecks());
    Note(CheckJournal());
    Note(CheckRequests());
    CompareStates();
    return std::move(report_);
  }

 private:
  void Note(const absl::Status& status) {
    if (!status.ok()) report_.findings.emplace_back(status.message());
  }

  absl::Status CheckSchema() {
    PORTCULLIS_ASSIGN_OR_RETURN(report_.schema_version, SchemaVersion(connection_));
    PORTCULLIS_ASSIGN_OR_RETURN(const auto fresh, Connection::OpenInMemory());
    PORTCULLIS_RETURN_IF_ERROR(Migrate(*fresh, sealer_, {}));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::string> expected, ReadSchema(*fresh));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::string> found, ReadSchema(connection_));
    return found == expected ? absl::OkStatus() : DataCorrupt("schema (tables and indexes)");
  }

  /// Which model made the embeddings is said twice; the sealed one counts.
  void ReadExpectedState() {
    const absl::StatusOr<StoreState> state = ReadState(connection_, sealer_);
    const absl::StatusOr<std::optional<ModelId>> model = ReadModel(connection_);
    Note(state.status());
    Note(model.status());
    if (model.ok() && *model) model_ = **model;
    if (!state.ok()) return;
    expected_ = *state;
    if (state->model) model_ = *state->model;
    if (model.ok() && *model != state->model) {
      Note(DataCorrupt("meta (the row that names the model)"));
    }
  }

  absl::Status CheckRule(const Rule& rule) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::string> rows,
                                ReadTexts(connection_, rule.sql));
    for (const std::string& row : rows) {
      report_.findings.push_back(fmt::format("{}: {}", rule.violation, row));
    }
    return absl::OkStatus();
  }

  absl::Status CheckLists() {
    ListRows lists(connection_, sealer_);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                                ReadTexts(connection_, "SELECT id FROM list ORDER BY id"));
    for (const std::string& id : ids) {
      ++report_.lists;
      const absl::StatusOr<std::optional<WatchList>> list = lists.Find(ListId{id});
      Note(list.status());
      if (!list.ok()) continue;
      if (!*list) {
        Note(DataCorrupt(fmt::format("list {}", id)));
        continue;
      }
      ++counted_.lists;
      counted_.records += TermOf(sealer_, (*list)->id, (*list)->revision);
    }
    return absl::OkStatus();
  }

  absl::Status CheckEntries() {
    EntryRows entries(connection_, sealer_, model_);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::int64_t> ids,
                                ReadNumbers(connection_, "SELECT id FROM entry ORDER BY id"));
    for (const std::int64_t id : ids) {
      ++report_.entries;
      Note(CheckEntry(EntryId{id}, entries));
    }
    return absl::OkStatus();
  }

  absl::Status CheckEntry(EntryId id, EntryRows& entries) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Entry> entry, entries.Find(id));
    if (!entry) return DataCorrupt(fmt::format("entry {}", FormatEntryId(id)));
    ++counted_.entries;
    counted_.records += TermOf(sealer_, id, entry->revision);
    report_.references += entry->references.size();
    return entries.Faces(*entry).status();
  }

  absl::Status CheckPolicies() {
    PolicyRows policies(connection_, sealer_);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::int64_t> numbers,
                                ReadNumbers(connection_, "SELECT number FROM policy ORDER BY 1"));
    for (const std::int64_t number : numbers) {
      ++report_.policies;
      const auto version = policies.Find(PolicyNumber{number});
      Note(version.status());
      if (!version.ok() || !*version) continue;
      ++counted_.policies;
      counted_.policy_records += TermOf(sealer_, (*version)->number, (*version)->revision);
    }
    return absl::OkStatus();
  }

  absl::Status CheckPastChecks() {
    constexpr std::size_t kRowsAtATime = 10'000;
    CheckRows checks(connection_, sealer_);
    CheckPlace place{.time_ns = std::numeric_limits<std::int64_t>::min(), .id = 0};
    while (true) {
      PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<CheckRecord> records,
                                  checks.After(place, absl::InfiniteFuture(), kRowsAtATime));
      if (records.empty()) return absl::OkStatus();
      report_.checks += records.size();
    }
  }

  absl::Status CheckJournal() {
    constexpr std::size_t kRowsAtATime = 10'000;
    JournalRows journal(connection_, sealer_);
    while (true) {
      const Sequence after{report_.changes};
      PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ChangelogRow> changes,
                                  journal.ChangesAfter(after, kRowsAtATime));
      if (changes.empty()) break;
      report_.changes += changes.size();
      PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events,
                                  journal.EventsAfter(after, changes.size()));
      for (std::size_t i = 0; i < changes.size(); ++i) {
        const std::string target = ResourceName(changes[i].record);
        if (i < events.size() && events[i].target == target) continue;
        Note(DataCorrupt(fmt::format("audit event {}", changes[i].sequence.value)));
      }
    }
    PORTCULLIS_RETURN_IF_ERROR(SumJournal(connection_, sealer_, counted_));
    has_summed_journal_ = true;
    return absl::OkStatus();
  }

  absl::Status CheckRequests() {
    RequestRows requests(connection_, sealer_);
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<RequestRow> rows, requests.All());
    for (const RequestRow& row : rows) {
      if (!row.has_response) continue;
      Note(requests.FindResponse(row.key, absl::InfinitePast()).status());
    }
    return absl::OkStatus();
  }

  void CompareStates() {
    if (!expected_) return;
    if (counted_.policies != expected_->policies) {
      report_.findings.push_back(fmt::format("{} versions of the policy, where {} were",
                                             counted_.policies, expected_->policies));
    } else if (counted_.policy_records != expected_->policy_records) {
      report_.findings.emplace_back("a policy is of another revision than it was");
    }
    if (counted_.lists != expected_->lists || counted_.entries != expected_->entries) {
      report_.findings.push_back(fmt::format("{} lists and {} entries, where {} and {} were",
                                             counted_.lists, counted_.entries, expected_->lists,
                                             expected_->entries));
    } else if (counted_.records != expected_->records) {
      report_.findings.emplace_back("a list or entry is of another revision than it was");
    }
    if (!has_summed_journal_) return;
    if (counted_.last_change != expected_->last_change) {
      report_.findings.push_back(fmt::format("changelog ends at {}, where {} was",
                                             counted_.last_change.value,
                                             expected_->last_change.value));
    } else if (counted_.journal != expected_->journal) {
      report_.findings.emplace_back("a row of changelog, audit_event or request was changed");
    }
  }

  Connection& connection_;
  const Sealer& sealer_;
  DataReport report_;
  ModelId model_;
  std::optional<StoreState> expected_;
  StoreState counted_;
  bool has_summed_journal_ = false;
};

bool IsDamage(const absl::Status& status) {
  return ErrorReasonOf(status) == ErrorReason::kDataCorrupt;
}

absl::StatusOr<DataReport> ReportOn(Connection& connection, const Sealer& sealer) {
  Transaction transaction(connection);
  PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kRead));
  PORTCULLIS_RETURN_IF_ERROR(CheckOrigin(connection));
  PORTCULLIS_RETURN_IF_ERROR(CheckKey(connection, sealer));
  PORTCULLIS_ASSIGN_OR_RETURN(const int version, SchemaVersion(connection));
  if (version == Migrations().back().version) return Examination(connection, sealer).Run();
  DataReport report{.schema_version = version, .findings = {}};
  PORTCULLIS_ASSIGN_OR_RETURN(report.findings, ReadTexts(connection, kRules[0].sql));
  return report;
}

}  // namespace

absl::StatusOr<DataReport> CheckData(const std::filesystem::path& path,
                                     const std::filesystem::path& key_file) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto sealer, Sealer::FromKeyFile(key_file));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto connection, Connection::OpenToRead(path, kBusyTimeout));
  absl::StatusOr<DataReport> report = ReportOn(*connection, *sealer);
  if (report.ok() || !IsDamage(report.status())) return report;
  return DataReport{.findings = {std::string(report.status().message())}};
}

}  // namespace portcullis
