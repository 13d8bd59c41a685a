#include "server/entry_reads.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/entry_conversions.h"
#include "server/entry_cursors.h"
#include "server/field_checks.h"
#include "server/request_fingerprint.h"
#include "server/resource_names.h"
#include "server/timestamps.h"

namespace portcullis {
namespace {

constexpr std::size_t kMaxReferenceBytes = 200;
constexpr std::string_view kDescending = " desc";

struct NamedOrder {
  std::string_view name;
  EntryOrder order;
};
constexpr std::array<NamedOrder, 5> kOrders = {{{"", EntryOrder::kId},
                                                {"name", EntryOrder::kId},
                                                {"create_time", EntryOrder::kCreateTime},
                                                {"update_time", EntryOrder::kUpdateTime},
                                                {"review_by", EntryOrder::kReviewBy}}};

absl::Status SetOrder(std::string_view order_by, EntryQuery& query) {
  query.descending = order_by.size() > kDescending.size() && order_by.ends_with(kDescending);
  if (query.descending) order_by.remove_suffix(kDescending.size());
  for (const NamedOrder& one : kOrders) {
    if (one.name != order_by) continue;
    query.order = one.order;
    return absl::OkStatus();
  }
  return FieldInvalid(
      "order_by", "must be name, create_time, update_time or review_by, perhaps with \" desc\"");
}

absl::Status SetList(const std::string& list, EntryQuery& query) {
  if (list.empty()) return absl::OkStatus();
  PORTCULLIS_ASSIGN_OR_RETURN(query.list, ParseListName(list, "list"));
  return absl::OkStatus();
}

absl::StatusOr<EntryQuery> QueryFrom(const v1::ListEntriesRequest& request) {
  EntryQuery query{.pending_only = request.pending_only()};
  PORTCULLIS_RETURN_IF_ERROR(SetList(request.list(), query));
  PORTCULLIS_RETURN_IF_ERROR(SetOrder(request.order_by(), query));
  for (const int status : request.statuses()) {
    PORTCULLIS_ASSIGN_OR_RETURN(const EntryStatus wanted,
                                EntryStatusFrom(static_cast<v1::EntryStatus>(status), "statuses"));
    query.statuses.push_back(wanted);
  }
  if (!request.external_reference().empty()) {
    PORTCULLIS_RETURN_IF_ERROR(
        CheckOptionalText(request.external_reference(), kMaxReferenceBytes, "external_reference"));
    query.external_reference = request.external_reference();
  }
  return query;
}

}  // namespace

absl::Status EntryReads::Get(const Rpc& /*rpc*/, const v1::GetEntryRequest& request,
                             v1::GetEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryId id, ParseEntryName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const Entry entry, parts_.store.GetEntry(id));
  *response.mutable_entry() = ToProto(entry);
  return absl::OkStatus();
}

absl::Status EntryReads::List(const Rpc& rpc, const v1::ListEntriesRequest& request,
                              v1::ListEntriesResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(EntryQuery query, QueryFrom(request));
  return ReadPage(rpc, std::move(query), request, response);
}

absl::Status EntryReads::ListDueForReview(const Rpc& rpc,
                                          const v1::ListEntriesDueForReviewRequest& request,
                                          v1::ListEntriesDueForReviewResponse& response) {
  EntryQuery query{.review_by = parts_.now(), .order = EntryOrder::kReviewBy};
  PORTCULLIS_RETURN_IF_ERROR(SetList(request.list(), query));
  if (request.has_due_by()) {
    PORTCULLIS_ASSIGN_OR_RETURN(query.review_by, TimeFrom(request.due_by(), "due_by"));
  }
  return ReadPage(rpc, std::move(query), request, response);
}

absl::Status EntryReads::PreviewImpact(const Rpc& /*rpc*/, const v1::PreviewImpactRequest& request,
                                       v1::PreviewImpactResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryId id, ParseEntryName(request.name(), "name"));
  if (parts_.impact == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kNoCohort,
                     "the server has no cohort of strangers for its model");
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const Impact impact, parts_.impact->Preview(id));
  response.set_travellers(static_cast<std::int64_t>(impact.travellers));
  response.set_alarms(static_cast<std::int64_t>(impact.alarms));
  response.set_alarms_per_1000(impact.alarms_per_1000);
  response.set_alarms_per_1000_lower(impact.alarms_per_1000_lower);
  response.set_alarms_per_1000_upper(impact.alarms_per_1000_upper);
  for (const ReferenceImpact& one : impact.references) {
    v1::ReferenceImpact& reference = *response.add_references();
    reference.set_reference(ReferenceName(id, one.reference));
    reference.set_alarms(static_cast<std::int64_t>(one.alarms));
    reference.set_resemblance(one.resemblance);
    reference.set_resemblance_lower(one.resemblance_lower);
    reference.set_wolf(one.wolf);
  }
  response.set_cohort(impact.cohort);
  response.set_referral_distance(impact.referral_distance.value);
  return absl::OkStatus();
}

/// `request` without its page is what the token of the next page is for.
template <typename Request, typename Response>
absl::Status EntryReads::ReadPage(const Rpc& rpc, EntryQuery query, Request request,
                                  Response& response) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t page_size, PageSize(request.page_size()));
  const std::string token = request.page_token();
  request.clear_page_size();
  request.clear_page_token();
  const std::string token_query = RequestFingerprint(rpc.method(), request);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string after,
                              parts_.page_tokens.Parse(token_query, token));
  if (!after.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(query.after, ParseCursor(after));
  }
  // One more than a page tells whether there is a next one.
  query.limit = page_size + 1;
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Entry> entries, parts_.store.Entries(query));
  if (entries.size() > page_size) {
    entries.resize(page_size);
    response.set_next_page_token(
        parts_.page_tokens.Make(token_query, FormatCursor(CursorAt(entries.back(), query.order))));
  }
  for (const Entry& entry : entries) *response.add_entries() = ToProto(entry);
  return absl::OkStatus();
}

}  // namespace portcullis
