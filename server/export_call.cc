#include "server/export_call.h"

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "server/entry_conversions.h"
#include "server/entry_cursors.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

constexpr std::size_t kPageSize = 200;

}  // namespace

ExportCall::ExportCall(std::unique_ptr<RpcCall> call, const Parts& parts,
                       const v1::ExportEntriesRequest& request)
    : BatchStream(std::move(call)),
      parts_(parts),
      list_(request.list()),
      query_{.order = EntryOrder::kId, .limit = kPageSize} {}

void ExportCall::WantBatch() {
  const auto job = [self = shared_from_this()](std::size_t, absl::Duration) { self->ReadPage(); };
  // Only the first page can be refused because others wait; what has begun goes on.
  const absl::Status status =
      std::exchange(begun_, true) ? parts_.workers.Continue(job) : parts_.workers.Submit(job);
  if (!status.ok()) End(status);
}

void ExportCall::ReadPage() {
  if (is_over()) return;
  // As in RpcRunner: memory that runs out ends one call and not the server.
  try {
    absl::StatusOr<std::vector<v1::ExportEntriesResponse>> page = NextPage();
    if (!page.ok() || page->empty()) {
      End(page.status());
    } else {
      Send(*std::move(page));
    }
  } catch (const std::exception& error) {
    End(absl::InternalError(fmt::format("exception: {}", error.what())));
  }
}

/// Empty after the last one.
absl::StatusOr<std::vector<v1::ExportEntriesResponse>> ExportCall::NextPage() {
  if (!list_.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(query_.list, ParseListName(list_, "list"));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Entry> entries, parts_.store.Entries(query_));
  std::vector<v1::ExportEntriesResponse> page;
  page.reserve(entries.size());
  for (const Entry& entry : entries) *page.emplace_back().mutable_entry() = ToProto(entry);
  if (!entries.empty()) query_.after = CursorAt(entries.back(), query_.order);
  return page;
}

}  // namespace portcullis
