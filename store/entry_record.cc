#include "store/entry_record.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "border/watchlist/entry_lifecycle.h"
#include "store/byte_codec.h"

namespace portcullis {
namespace {

/// 1 knew four measures of the quality of a reference, and neither its components nor the overall
/// value.
constexpr std::uint8_t kFirstVersion = 1;
constexpr std::uint8_t kVersion = 2;

void WriteTime(ByteWriter& writer, absl::Time time) { writer.Signed(absl::ToUnixNanos(time)); }
absl::Time ReadTime(ByteReader& reader) { return absl::FromUnixNanos(reader.Signed()); }

void WriteTime(ByteWriter& writer, const std::optional<absl::Time>& time) {
  writer.Flag(time.has_value());
  if (time) WriteTime(writer, *time);
}

std::optional<absl::Time> ReadOptionalTime(ByteReader& reader) {
  if (!reader.Flag()) return std::nullopt;
  return ReadTime(reader);
}

void WriteTexts(ByteWriter& writer, const std::vector<std::string>& texts) {
  writer.Number(texts.size());
  for (const std::string& text : texts) writer.Text(text);
}

/// Calls `read` for each of the elements that follow.
template <typename Read>
auto ReadEach(ByteReader& reader, const Read& read) {
  std::vector<decltype(read())> elements;
  const std::size_t count = reader.Count();
  elements.reserve(count);
  while (reader.ok() && elements.size() < count) elements.push_back(read());
  return elements;
}

std::vector<std::string> ReadTexts(ByteReader& reader) {
  return ReadEach(reader, [&reader] { return std::string(reader.Text()); });
}

void WriteReference(ByteWriter& writer, const ReferenceInfo& reference) {
  writer.Signed(reference.id.value)
      .Real(reference.quality.inter_eye_distance_px)
      .Real(reference.quality.sharpness)
      .Real(reference.quality.mean_luminance)
      .Real(reference.quality.detector_confidence)
      .Flag(reference.pending);
  WriteTime(writer, reference.create_time);
}

ReferenceInfo ReadReference(ByteReader& reader) {
  ReferenceInfo reference;
  reference.id = ReferenceId{reader.Signed()};
  reference.quality.inter_eye_distance_px = reader.Real();
  reference.quality.sharpness = reader.Real();
  reference.quality.mean_luminance = reader.Real();
  reference.quality.detector_confidence = reader.Real();
  reference.pending = reader.Flag();
  reference.create_time = ReadTime(reader);
  return reference;
}

/// What came with the second version: of each reference, in order, at the end of the record.
void WriteQuality(ByteWriter& writer, const Quality& quality) {
  writer.Signed(quality.overall).Number(quality.components.size());
  for (const QualityComponent& component : quality.components) {
    writer.Byte(static_cast<std::uint8_t>(component.measure))
        .Double(component.raw)
        .Signed(component.score);
  }
}

void ReadQuality(ByteReader& reader, Quality& quality) {
  quality.overall = static_cast<int>(reader.Signed());
  quality.components = ReadEach(reader, [&reader] {
    QualityComponent component;
    component.measure = static_cast<QualityMeasure>(reader.Byte());
    if (component.measure < QualityMeasure::kHeadYaw ||
        component.measure > QualityMeasure::kForeheadVisible) {
      reader.Fail();
    }
    component.raw = reader.Double();
    component.score = static_cast<int>(reader.Signed());
    return component;
  });
}

void WriteDetails(ByteWriter& writer, const EntryDetails& details) {
  writer.Text(details.external_reference).Text(details.display_name);
  WriteTexts(writer, details.alias_names);
  WriteTexts(writer, details.document_numbers);
  WriteTime(writer, details.valid_from);
  WriteTime(writer, details.valid_until);
  WriteTime(writer, details.review_by);
}

EntryDetails ReadDetails(ByteReader& reader) {
  EntryDetails details;
  details.external_reference = reader.Text();
  details.display_name = reader.Text();
  details.alias_names = ReadTexts(reader);
  details.document_numbers = ReadTexts(reader);
  details.valid_from = ReadOptionalTime(reader);
  details.valid_until = ReadOptionalTime(reader);
  details.review_by = ReadTime(reader);
  return details;
}

void WriteProposal(ByteWriter& writer, const Proposal& proposal) {
  WriteTexts(writer, proposal.proposers);
  writer.Number(proposal.approvals.size());
  for (const Approval& approval : proposal.approvals) {
    writer.Text(approval.actor);
    WriteTime(writer, approval.time);
  }
}

Proposal ReadProposal(ByteReader& reader) {
  Proposal proposal;
  proposal.proposers = ReadTexts(reader);
  proposal.approvals = ReadEach(reader, [&reader] {
    Approval approval;
    approval.actor = reader.Text();
    approval.time = ReadTime(reader);
    return approval;
  });
  return proposal;
}

EntryStatus ReadStatus(ByteReader& reader) {
  const std::uint8_t value = reader.Byte();
  const bool known = value >= static_cast<std::uint8_t>(EntryStatus::kProposed) &&
                     value <= static_cast<std::uint8_t>(EntryStatus::kRetired);
  if (!known) reader.Fail();
  return known ? static_cast<EntryStatus>(value) : EntryStatus::kRetired;
}

Entry ReadEntry(ByteReader& reader, EntryId id) {
  Entry entry;
  entry.id = id;
  entry.status = ReadStatus(reader);
  entry.revision = Revision{reader.Signed()};
  entry.create_time = ReadTime(reader);
  entry.update_time = ReadTime(reader);
  entry.details = ReadDetails(reader);
  entry.lists = ReadEach(reader, [&reader] {
    Membership membership;
    membership.list = ListId{std::string(reader.Text())};
    membership.pending = reader.Flag();
    return membership;
  });
  entry.references = ReadEach(reader, [&reader] { return ReadReference(reader); });
  entry.status_reason = reader.Text();
  entry.proposal = ReadProposal(reader);
  entry.required_approvals = static_cast<int>(reader.Signed());
  entry.absorbs = ReadEach(reader, [&reader] { return EntryId{reader.Signed()}; });
  if (reader.Flag()) entry.merged_into = EntryId{reader.Signed()};
  return entry;
}

/// Those that follow from the values of the entry, whatever the rules.
EntryKeys PlainKeysOf(const Entry& entry) {
  return {.status = entry.status,
          .pending = false,
          .revision = entry.revision,
          .create_time_ns = absl::ToUnixNanos(entry.create_time),
          .update_time_ns = absl::ToUnixNanos(entry.update_time),
          .review_by_ns = absl::ToUnixNanos(entry.details.review_by),
          .next_act_ns = std::nullopt,
          .external_reference_tag = {}};
}

}  // namespace

EntryKeys KeysOf(const Entry& entry, const Sealer& sealer) {
  EntryKeys keys = PlainKeysOf(entry);
  keys.pending = HasPending(entry);
  if (const auto act = NextTimeAct(entry)) keys.next_act_ns = absl::ToUnixNanos(act->due);
  if (!entry.details.external_reference.empty()) {
    keys.external_reference_tag = sealer.Tag(entry.details.external_reference);
  }
  return keys;
}

std::string EncodeEntry(const EntryRecord& record) {
  const Entry& entry = record.entry;
  ByteWriter writer;
  writer.Byte(kVersion).Flag(record.keys.pending).Flag(record.keys.next_act_ns.has_value());
  if (record.keys.next_act_ns) writer.Signed(*record.keys.next_act_ns);
  writer.Text(record.keys.external_reference_tag);

  writer.Byte(static_cast<std::uint8_t>(entry.status)).Signed(entry.revision.value);
  WriteTime(writer, entry.create_time);
  WriteTime(writer, entry.update_time);
  WriteDetails(writer, entry.details);
  writer.Number(entry.lists.size());
  for (const Membership& membership : entry.lists) {
    writer.Text(membership.list.value).Flag(membership.pending);
  }
  writer.Number(entry.references.size());
  for (const ReferenceInfo& reference : entry.references) WriteReference(writer, reference);
  writer.Text(entry.status_reason);
  WriteProposal(writer, entry.proposal);
  writer.Signed(entry.required_approvals).Number(entry.absorbs.size());
  for (const EntryId absorbed : entry.absorbs) writer.Signed(absorbed.value);
  writer.Flag(entry.merged_into.has_value());
  if (entry.merged_into) writer.Signed(entry.merged_into->value);
  for (const ReferenceInfo& reference : entry.references) WriteQuality(writer, reference.quality);
  return writer.bytes();
}

std::optional<EntryRecord> DecodeEntry(EntryId id, std::string_view bytes) {
  ByteReader reader(bytes);
  const std::uint8_t version = reader.Byte();
  if (version < kFirstVersion || version > kVersion) return std::nullopt;
  const bool pending = reader.Flag();
  std::optional<std::int64_t> next_act_ns;
  if (reader.Flag()) next_act_ns = reader.Signed();
  const std::string_view tag = reader.Text();

  EntryRecord record{.entry = ReadEntry(reader, id), .keys = {}};
  if (version != kFirstVersion) {
    for (ReferenceInfo& reference : record.entry.references) {
      ReadQuality(reader, reference.quality);
    }
  }
  if (!reader.ok() || !reader.IsAtEnd()) return std::nullopt;
  record.keys = PlainKeysOf(record.entry);
  record.keys.pending = pending;
  record.keys.next_act_ns = next_act_ns;
  record.keys.external_reference_tag = tag;
  return record;
}

}  // namespace portcullis
