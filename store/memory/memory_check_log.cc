#include "store/memory/memory_check_log.h"

#include <iterator>
#include <vector>

#include "matcher/core/status_macros.h"

namespace portcullis {

absl::Status MemoryCheckLog::AppendChecks(std::span<const CheckRecord> records) {
  const absl::MutexLock lock(&mutex_);
  for (const CheckRecord& record : records) records_.emplace(record.time, record);
  return absl::OkStatus();
}

absl::Status MemoryCheckLog::VisitChecks(absl::Time from, absl::Time until,
                                         const Visitor& visit) const {
  std::vector<CheckRecord> records;
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto end = records_.lower_bound(until);
    for (auto record = records_.lower_bound(from); record != end && from < until; ++record) {
      records.push_back(record->second);
    }
  }
  for (const CheckRecord& record : records) PORTCULLIS_RETURN_IF_ERROR(visit(record));
  return absl::OkStatus();
}

absl::StatusOr<std::size_t> MemoryCheckLog::PurgeChecks(absl::Time before) {
  const absl::MutexLock lock(&mutex_);
  const auto end = records_.lower_bound(before);
  const auto count = static_cast<std::size_t>(std::distance(records_.begin(), end));
  records_.erase(records_.begin(), end);
  return count;
}

}  // namespace portcullis
