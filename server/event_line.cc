#include "server/event_line.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

nlohmann::ordered_json LineAbout(std::string_view event, const absl::Status& status) {
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  line["event"] = event;
  line["code"] = absl::StatusCodeToString(status.code());
  if (!status.ok()) line["fault"] = std::string(status.message());
  return line;
}

std::string TextOf(const nlohmann::ordered_json& line) {
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view NameOf(RecallChange change) {
  switch (change) {
    case RecallChange::kNone: break;
    case RecallChange::kEarned: return "approximate_search_on";
    case RecallChange::kNotEarned: return "approximate_search_not_earned";
    case RecallChange::kLost: return "approximate_search_off";
  }
  return "approximate_search";
}

}  // namespace

std::string EventLine(std::string_view event, const absl::Status& status) {
  return TextOf(LineAbout(event, status));
}

std::string EventLine(const RecallEvent& event) {
  nlohmann::ordered_json line = LineAbout(NameOf(event.change), event.failure);
  line["min_recall"] = event.status.demanded;
  line["searches"] = event.status.reading.searches;
  line["found_all"] = event.status.reading.found_all;
  line["recall_lower_bound"] = event.status.reading.lower_bound;
  return TextOf(line);
}

bool IsWarning(const RecallEvent& event) {
  return event.change == RecallChange::kLost || !event.failure.ok();
}

}  // namespace portcullis
