#include "store/sqlite/entry_query.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/sqlite/sql_number.h"

namespace portcullis {
namespace {

/// Where an entry stands in the order of the query; without a time, 0.
using Place = std::pair<std::int64_t, std::int64_t>;

constexpr EntryStatus kStatuses[] = {EntryStatus::kProposed, EntryStatus::kActive,
                                     EntryStatus::kSuspended, EntryStatus::kExpired,
                                     EntryStatus::kRetired};

bool Selects(const EntryQuery& query, EntryStatus status) {
  if (query.review_by && status == EntryStatus::kRetired) return false;
  const auto& statuses = query.statuses;
  return statuses.empty() || std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

std::string_view TimeColumn(EntryOrder order) {
  switch (order) {
    case EntryOrder::kId: break;
    case EntryOrder::kCreateTime: return "create_time_ns";
    case EntryOrder::kUpdateTime: return "update_time_ns";
    case EntryOrder::kReviewBy: return "review_by_ns";
  }
  return "0";
}

/// Which entries a statement looks at: of those behind the cursor, first those with the same time.
enum class Part { kAll, kSameTime, kBeyond };

class PageQuery {
 public:
  PageQuery(Connection& connection, const Sealer& sealer, const EntryQuery& query)
      : connection_(connection),
        sealer_(sealer),
        query_(query),
        table_(query.list ? "entry_list" : "entry"),
        id_(query.list ? "entry_id" : "id"),
        time_(TimeColumn(query.order)),
        limit_(SqlNumber(query.limit)) {}

  absl::StatusOr<std::vector<EntryId>> Run() {
    if (query_.external_reference) {
      PORTCULLIS_RETURN_IF_ERROR(RunByExternalReference());
    } else {
      PORTCULLIS_RETURN_IF_ERROR(RunByStatus());
    }
    std::sort(places_.begin(), places_.end());
    if (query_.descending) std::reverse(places_.begin(), places_.end());
    if (places_.size() > query_.limit) places_.resize(query_.limit);
    std::vector<EntryId> ids;
    for (const Place& place : places_) ids.push_back(EntryId{place.second});
    return ids;
  }

 private:
  /// The indexes hold the entries of one status, with or without something pending, in the order
  /// wanted; a page of each is enough for a page of them all.
  absl::Status RunByStatus() {
    for (const EntryStatus status : kStatuses) {
      if (!Selects(query_, status)) continue;
      PORTCULLIS_RETURN_IF_ERROR(RunParts(status, true));
      if (!query_.pending_only) PORTCULLIS_RETURN_IF_ERROR(RunParts(status, false));
    }
    return absl::OkStatus();
  }

  absl::Status RunParts(EntryStatus status, bool pending) {
    if (!query_.after) return RunPart(status, pending, Part::kAll).status();
    std::size_t found = 0;
    if (query_.order != EntryOrder::kId) {
      PORTCULLIS_ASSIGN_OR_RETURN(found, RunPart(status, pending, Part::kSameTime));
    }
    if (found >= query_.limit) return absl::OkStatus();
    return RunPart(status, pending, Part::kBeyond).status();
  }

  absl::StatusOr<std::size_t> RunPart(EntryStatus status, bool pending, Part part) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool few_are_due, AreFewDue(status, pending));
    const std::string sql =
        fmt::format("SELECT {}, {} FROM {} INDEXED BY {} WHERE {}{}{}", time_, id_, table_,
                    IndexOf(few_are_due ? EntryOrder::kReviewBy : query_.order), Filters(part),
                    BehindCursor(part), OrderAndLimit());
    Query select(connection_, sql.c_str());
    BindFilters(select, status, pending, part);
    BindCursor(select, part);
    return Collect(select.Bind(limit_));
  }

  /// Then they are found and sorted sooner than picked out of all others.
  absl::StatusOr<bool> AreFewDue(EntryStatus status, bool pending) {
    if (!query_.review_by || query_.order == EntryOrder::kReviewBy) return false;
    constexpr std::int64_t kFew = 4000;
    const std::string sql =
        fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} INDEXED BY {} WHERE {} LIMIT ?)",
                    table_, IndexOf(EntryOrder::kReviewBy), Filters(Part::kAll));
    Query count(connection_, sql.c_str());
    BindFilters(count, status, pending, Part::kAll);
    PORTCULLIS_RETURN_IF_ERROR(count.Bind(kFew).Next().status());
    return count.Int(0) < kFew;
  }

  /// The rest of the cursor's own moment is due as the cursor was. Asked for both, SQLite walks
  /// over all that are due instead of going to that moment.
  bool AsksForDue(Part part) const {
    return query_.review_by && !(part == Part::kSameTime && query_.order == EntryOrder::kReviewBy);
  }

  std::string Filters(Part part) const {
    std::string filters = query_.list ? "list_id = ? AND " : "";
    filters += "status = ? AND pending = ?";
    if (AsksForDue(part)) filters += " AND review_by_ns <= ?";
    return filters;
  }

  void BindFilters(Query& select, EntryStatus status, bool pending, Part part) const {
    if (query_.list) select.BindText(query_.list->value);
    select.Bind(static_cast<std::int64_t>(status)).Bind(std::int64_t{pending ? 1 : 0});
    if (AsksForDue(part)) select.Bind(absl::ToUnixNanos(*query_.review_by));
  }

  /// Few entries share an external reference.
  absl::Status RunByExternalReference() {
    std::string sql = fmt::format(
        "SELECT {}, id FROM entry WHERE external_reference_tag IS ? AND (1 << status) & ? <> 0",
        time_);
    if (query_.pending_only) sql += " AND pending = 1";
    if (query_.review_by) sql += " AND review_by_ns <= ?";
    if (query_.list) {
      sql += " AND EXISTS (SELECT 1 FROM entry_list WHERE list_id = ? AND entry_id = id)";
    }
    if (query_.after) sql += fmt::format(" AND ({}, id) {} (?, ?)", time_, Behind());
    sql += OrderAndLimit();

    std::int64_t statuses = 0;
    for (const EntryStatus status : kStatuses) {
      if (Selects(query_, status)) statuses |= std::int64_t{1} << static_cast<int>(status);
    }
    Query select(connection_, sql.c_str());
    if (query_.external_reference->empty()) {
      select.BindNull();
    } else {
      select.BindBlob(sealer_.Tag(*query_.external_reference));
    }
    select.Bind(statuses);
    if (query_.review_by) select.Bind(absl::ToUnixNanos(*query_.review_by));
    if (query_.list) select.BindText(query_.list->value);
    if (query_.after) select.Bind(CursorTime()).Bind(query_.after->id.value);
    return Collect(select.Bind(limit_)).status();
  }

  std::string_view Behind() const { return query_.descending ? "<" : ">"; }

  std::int64_t CursorTime() const {
    return query_.order == EntryOrder::kId ? 0 : absl::ToUnixNanos(query_.after->time);
  }

  std::string BehindCursor(Part part) const {
    switch (part) {
      case Part::kAll: break;
      case Part::kSameTime: return fmt::format(" AND {} = ? AND {} {} ?", time_, id_, Behind());
      case Part::kBeyond:
        return fmt::format(" AND {} {} ?", query_.order == EntryOrder::kId ? id_ : time_, Behind());
    }
    return {};
  }

  void BindCursor(Query& select, Part part) const {
    const bool by_time = query_.order != EntryOrder::kId;
    if (part != Part::kAll && by_time) select.Bind(CursorTime());
    if (part == Part::kSameTime || (part == Part::kBeyond && !by_time)) {
      select.Bind(query_.after->id.value);
    }
  }

  std::string IndexOf(EntryOrder order) const {
    switch (order) {
      case EntryOrder::kId: break;
      case EntryOrder::kCreateTime: return fmt::format("{}_by_create_time", table_);
      case EntryOrder::kUpdateTime: return fmt::format("{}_by_update_time", table_);
      case EntryOrder::kReviewBy: return fmt::format("{}_by_review", table_);
    }
    return fmt::format("{}_by_id", table_);
  }

  std::string OrderAndLimit() const {
    const std::string_view direction = query_.descending ? "DESC" : "ASC";
    const std::string_view id = query_.external_reference ? "id" : id_;
    if (query_.order == EntryOrder::kId) {
      return fmt::format(" ORDER BY {} {} LIMIT ?", id, direction);
    }
    return fmt::format(" ORDER BY {} {}, {} {} LIMIT ?", time_, direction, id, direction);
  }

  absl::StatusOr<std::size_t> Collect(Query& select) {
    const std::size_t before = places_.size();
    while (true) {
      PORTCULLIS_ASSIGN_OR_RETURN(const bool found, select.Next());
      if (!found) return places_.size() - before;
      places_.emplace_back(select.Int(0), select.Int(1));
    }
  }

  Connection& connection_;
  const Sealer& sealer_;
  const EntryQuery& query_;
  const std::string_view table_;
  const std::string_view id_;
  const std::string_view time_;
  const std::int64_t limit_;
  std::vector<Place> places_;
};

}  // namespace

absl::StatusOr<std::vector<EntryId>> SelectEntries(Connection& connection, const Sealer& sealer,
                                                   const EntryQuery& query) {
  return PageQuery(connection, sealer, query).Run();
}

absl::StatusOr<std::vector<EntryId>> SelectDueForTimeAct(Connection& connection, absl::Time now,
                                                         std::size_t limit) {
  Query query(connection,
              "SELECT id FROM entry WHERE next_act_ns IS NOT NULL AND next_act_ns <= ? "
              "ORDER BY next_act_ns, id LIMIT ?");
  query.Bind(absl::ToUnixNanos(now)).Bind(SqlNumber(limit));
  std::vector<EntryId> ids;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return ids;
    ids.push_back(EntryId{query.Int(0)});
  }
}

}  // namespace portcullis
