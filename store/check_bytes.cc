#include "store/check_bytes.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "store/byte_codec.h"

namespace portcullis {
namespace {

/// 1 knew of one image and of no attack.
constexpr std::uint8_t kFirstVersion = 1;
constexpr std::uint8_t kSecondVersion = 2;
constexpr std::uint8_t kVersion = 3;

template <typename Enum>
Enum ReadEnum(ByteReader& reader, Enum last) {
  const auto value = static_cast<Enum>(reader.Byte());
  if (value >= Enum{} && value <= last) return value;
  reader.Fail();
  return Enum{};
}

template <typename Enum>
void WriteEnum(ByteWriter& writer, Enum value) {
  writer.Byte(static_cast<std::uint8_t>(value));
}

/// Which places of `all` the lists of a candidate have.
void WritePlaces(ByteWriter& writer, const std::vector<ListId>& lists,
                 const std::vector<ListSize>& all) {
  writer.Number(lists.size());
  for (const ListId& list : lists) {
    const auto place = std::find_if(all.begin(), all.end(),
                                    [&list](const ListSize& size) { return size.list == list; });
    writer.Number(static_cast<std::uint64_t>(place - all.begin()));
  }
}

std::vector<ListId> ReadPlaces(ByteReader& reader, const std::vector<ListSize>& all) {
  std::vector<ListId> lists;
  for (std::size_t count = reader.Count(); count > 0; --count) {
    const std::uint64_t place = reader.Number();
    if (place >= all.size()) {
      reader.Fail();
      return lists;
    }
    lists.push_back(all[place].list);
  }
  return lists;
}

void WriteCandidates(ByteWriter& writer, const CheckRecord& record) {
  writer.Number(record.candidates.size());
  for (const RecordedCandidate& candidate : record.candidates) {
    writer.Signed(candidate.entry.value).Real(candidate.distance.value);
    WriteEnum(writer, candidate.level);
    WritePlaces(writer, candidate.lists, record.lists);
    writer.Number(candidate.references);
  }
}

void ReadCandidates(ByteReader& reader, CheckRecord& record) {
  for (std::size_t count = reader.Count(); count > 0; --count) {
    RecordedCandidate& candidate = record.candidates.emplace_back();
    candidate.entry = EntryId{reader.Signed()};
    candidate.distance = Distance{reader.Real()};
    candidate.level = ReadEnum(reader, Level::kAlert);
    candidate.lists = ReadPlaces(reader, record.lists);
    candidate.references = static_cast<std::size_t>(reader.Number());
  }
}

void WriteCapture(ByteWriter& writer, const CheckRecord& record) {
  writer.Number(record.images)
      .Number(record.images_used)
      .Flag(record.images_show_one_person)
      .Flag(record.attack_evidence.has_value());
  if (record.attack_evidence) {
    WriteEnum(writer, record.attack_evidence->result);
    writer.Text(record.attack_evidence->subsystem).Flag(record.attack_evidence->score.has_value());
    if (record.attack_evidence->score) writer.Double(*record.attack_evidence->score);
  }
  writer.Flag(record.lowest_bona_fide.has_value());
  if (record.lowest_bona_fide) writer.Double(*record.lowest_bona_fide);
}

AttackEvidence ReadEvidence(ByteReader& reader) {
  AttackEvidence evidence;
  evidence.result = ReadEnum(reader, AttackResult::kInconclusive);
  // There is no enumerator 0.
  if (evidence.result < AttackResult::kBonaFide) reader.Fail();
  evidence.subsystem = reader.Text();
  if (reader.Flag()) evidence.score = reader.Double();
  return evidence;
}

void ReadCapture(ByteReader& reader, CheckRecord& record) {
  record.images = static_cast<std::size_t>(reader.Number());
  record.images_used = static_cast<std::size_t>(reader.Number());
  record.images_show_one_person = reader.Flag();
  if (reader.Flag()) record.attack_evidence = ReadEvidence(reader);
  if (reader.Flag()) record.lowest_bona_fide = reader.Double();
}

}  // namespace

std::string EncodeCheck(const CheckRecord& record) {
  ByteWriter writer;
  writer.Byte(kVersion)
      .Signed(absl::ToUnixNanos(record.time))
      .Text(record.trace_id)
      .Signed(record.policy.value)
      .Text(record.model_id)
      .Number(record.epoch.value);
  WriteEnum(writer, record.outcome);
  writer.Number(record.reasons.size());
  for (const NoDecisionReason reason : record.reasons) WriteEnum(writer, reason);
  writer.Flag(record.coverage_complete).Number(record.lists.size());
  for (const ListSize& size : record.lists) {
    writer.Text(size.list.value).Number(size.entries).Number(size.references);
  }
  writer.Number(record.entries_searched).Number(record.references_searched);
  WriteCandidates(writer, record);
  writer.Flag(record.has_more);
  WriteCapture(writer, record);
  writer.Number(record.references_compared);
  return writer.bytes();
}

std::optional<CheckRecord> DecodeCheck(std::string_view bytes) {
  ByteReader reader(bytes);
  const std::uint8_t version = reader.Byte();
  if (version < kFirstVersion || version > kVersion) return std::nullopt;
  CheckRecord record;
  record.time = absl::FromUnixNanos(reader.Signed());
  record.trace_id = reader.Text();
  record.policy = PolicyNumber{reader.Signed()};
  record.model_id = reader.Text();
  record.epoch = Sequence{reader.Number()};
  record.outcome = ReadEnum(reader, Outcome::kNoDecision);
  for (std::size_t count = reader.Count(); count > 0; --count) {
    record.reasons.push_back(ReadEnum(reader, NoDecisionReason::kInconsistentFrames));
  }
  record.coverage_complete = reader.Flag();
  for (std::size_t count = reader.Count(); count > 0; --count) {
    ListSize& size = record.lists.emplace_back();
    size.list.value = reader.Text();
    size.entries = static_cast<std::size_t>(reader.Number());
    size.references = static_cast<std::size_t>(reader.Number());
  }
  record.entries_searched = static_cast<std::size_t>(reader.Number());
  record.references_searched = static_cast<std::size_t>(reader.Number());
  ReadCandidates(reader, record);
  record.has_more = reader.Flag();
  if (version == kFirstVersion) {
    record.images_used = record.lists.empty() ? 0 : 1;
  } else {
    ReadCapture(reader, record);
  }
  record.references_compared = version <= kSecondVersion
                                   ? record.references_searched
                                   : static_cast<std::size_t>(reader.Number());
  if (!reader.ok() || !reader.IsAtEnd()) return std::nullopt;
  return record;
}

}  // namespace portcullis
