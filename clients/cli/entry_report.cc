#include "clients/cli/entry_report.h"

#include <algorithm>

#include "clients/cli/numbers.h"
#include "clients/cli/table.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

template <typename Parts>
long CountPending(const Parts& parts) {
  return std::count_if(parts.begin(), parts.end(), [](const auto& part) { return part.pending(); });
}

/// "2 lists"; nothing for none.
std::string Counted(long count, const char* noun) {
  return count == 0 ? "" : fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

template <typename Values>
std::string Joined(const Values& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

std::string FormatTimeOr(bool is_set, const google::protobuf::Timestamp& time,
                         const char* otherwise) {
  return is_set ? FormatTime(time) : otherwise;
}

std::string Lists(const v1::Entry& entry) {
  std::string text;
  for (const v1::Membership& membership : entry.memberships()) {
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", membership.list(),
                        membership.pending() ? " (pending)" : "");
  }
  return text.empty() ? Joined(entry.lists()) : text;
}

std::string Approvals(const v1::Entry& entry) {
  std::string text = fmt::format("{} of {}", entry.approvals_size(), entry.required_approvals());
  for (const v1::Approval& approval : entry.approvals()) {
    text += fmt::format(", {} at {}", approval.actor(), FormatTime(approval.time()));
  }
  return text;
}

Colour ColourOf(const v1::Entry& entry) {
  if (HasPending(entry)) return Colour::kYellow;
  return entry.status() == v1::ENTRY_STATUS_ACTIVE ? Colour::kPlain : Colour::kDim;
}

void PrintReferences(Session& session, const v1::Entry& entry) {
  Table table({{"reference"},
               {"between the eyes", Table::Align::kRight},
               {"sharpness", Table::Align::kRight},
               {"luminance", Table::Align::kRight},
               {""}});
  for (const v1::Reference& reference : entry.references()) {
    const v1::Quality& quality = reference.quality();
    table.AddRow(
        {reference.name(), fmt::format("{:.0f} px", quality.inter_eye_distance_px()),
         fmt::format("{:.0f}", quality.sharpness()),
         fmt::format("{:.0f}", quality.mean_luminance()), reference.pending() ? "pending" : ""},
        reference.pending() ? Colour::kYellow : Colour::kPlain);
  }
  table.Print(session.out(), session.colours());
}

}  // namespace

const std::map<std::string, v1::EntryStatus>& EntryStatuses() {
  static const std::map<std::string, v1::EntryStatus> kStatuses = {
      {"proposed", v1::ENTRY_STATUS_PROPOSED},
      {"active", v1::ENTRY_STATUS_ACTIVE},
      {"suspended", v1::ENTRY_STATUS_SUSPENDED},
      {"expired", v1::ENTRY_STATUS_EXPIRED},
      {"retired", v1::ENTRY_STATUS_RETIRED}};
  return kStatuses;
}

bool HasPending(const v1::Entry& entry) {
  return entry.status() != v1::ENTRY_STATUS_RETIRED &&
         CountPending(entry.memberships()) + CountPending(entry.references()) > 0;
}

std::string DescribeStatus(const v1::Entry& entry) {
  std::string name = fmt::format("status {}", static_cast<int>(entry.status()));
  for (const auto& [known, status] : EntryStatuses()) {
    if (status == entry.status()) name = known;
  }
  if (!HasPending(entry)) {
    if (entry.status() == v1::ENTRY_STATUS_PROPOSED) return "approved, not yet valid";
    if (!entry.merged_into().empty()) return name + ", merged into " + entry.merged_into();
    return name;
  }
  if (entry.status() == v1::ENTRY_STATUS_PROPOSED) return name;
  const std::string lists = Counted(CountPending(entry.memberships()), "list");
  const std::string references = Counted(CountPending(entry.references()), "reference");
  const bool both = !lists.empty() && !references.empty();
  return fmt::format("{}, pending: {}{}{}", name, lists, both ? ", " : "", references);
}

void PrintEntries(Session& session, const google::protobuf::RepeatedPtrField<v1::Entry>& entries) {
  Table table({{"entry"},
               {"name"},
               {"case number"},
               {"lists"},
               {"status"},
               {"references", Table::Align::kRight},
               {"review by"},
               {"revision", Table::Align::kRight}});
  for (const v1::Entry& entry : entries) {
    table.AddRow({entry.name(), entry.display_name(), entry.external_reference(), Lists(entry),
                  DescribeStatus(entry), FormatCount(entry.references_size()),
                  FormatTimeOr(entry.has_review_by(), entry.review_by(), "").substr(0, 10),
                  FormatCount(entry.revision())},
                 ColourOf(entry));
  }
  table.Print(session.out(), session.colours());
}

void PrintEntry(Session& session, const v1::Entry& entry) {
  const auto line = [&session](std::string_view heading, const std::string& value) {
    if (!value.empty()) session.out() << fmt::format("{:<12} {}\n", heading, value);
  };
  session.out() << Paint(entry.name(), Colour::kBold, session.colours()) << '\n';
  line("name", entry.display_name());
  line("also known as", Joined(entry.alias_names()));
  line("case number", entry.external_reference());
  line("documents", Joined(entry.document_numbers()));
  line("lists", Lists(entry));
  line("status", Paint(DescribeStatus(entry), ColourOf(entry), session.colours()));
  line("reason", entry.status_reason());
  line("valid",
       fmt::format("{} to {}", FormatTimeOr(entry.has_valid_from(), entry.valid_from(), "approval"),
                   FormatTimeOr(entry.has_valid_until(), entry.valid_until(), "no end")));
  line("review by", FormatTimeOr(entry.has_review_by(), entry.review_by(), ""));
  line("proposed by", Joined(entry.proposers()));
  line("approvals", Approvals(entry));
  line("absorbs", Joined(entry.absorbs()));
  line("revision", FormatCount(entry.revision()));
  line("created", FormatTime(entry.create_time()));
  line("changed", FormatTimeOr(entry.has_update_time(), entry.update_time(), ""));
  session.out() << '\n';
  PrintReferences(session, entry);
}

void PrintChanged(Session& session, const std::string& what, const v1::Entry& entry) {
  session.out() << fmt::format("{} {}: {}, revision {}\n", what, entry.name(),
                               DescribeStatus(entry), entry.revision());
  if (!HasPending(entry)) return;
  session.out() << fmt::format(
      "{} of {} approvals; an administrator who proposed none of it approves it:\n"
      "  portcullis entry approve {} --expected-revision {}\n",
      entry.approvals_size(), entry.required_approvals(), entry.name(), entry.revision());
}

}  // namespace portcullis::cli
