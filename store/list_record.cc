#include "store/list_record.h"

#include <cstdint>

#include "store/byte_codec.h"

namespace portcullis {
namespace {

constexpr std::uint8_t kVersion = 1;

Severity ReadSeverity(ByteReader& reader) {
  const std::uint8_t value = reader.Byte();
  const bool known = value >= static_cast<std::uint8_t>(Severity::kLow) &&
                     value <= static_cast<std::uint8_t>(Severity::kCritical);
  if (!known) reader.Fail();
  return known ? static_cast<Severity>(value) : Severity::kCritical;
}

}  // namespace

std::string EncodeList(const WatchList& list) {
  ByteWriter writer;
  writer.Byte(kVersion)
      .Text(list.display_name)
      .Text(list.owner)
      .Text(list.purpose)
      .Text(list.legal_basis)
      .Byte(static_cast<std::uint8_t>(list.severity))
      .Text(list.officer_instructions)
      .Signed(list.retention_days)
      .Signed(list.required_approvals)
      .Signed(list.required_verdicts)
      .Signed(list.revision.value)
      .Signed(absl::ToUnixNanos(list.create_time))
      .Signed(absl::ToUnixNanos(list.update_time));
  return writer.bytes();
}

std::optional<WatchList> DecodeList(const ListId& id, std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.Byte() != kVersion) return std::nullopt;
  WatchList list;
  list.id = id;
  list.display_name = reader.Text();
  list.owner = reader.Text();
  list.purpose = reader.Text();
  list.legal_basis = reader.Text();
  list.severity = ReadSeverity(reader);
  list.officer_instructions = reader.Text();
  list.retention_days = static_cast<int>(reader.Signed());
  list.required_approvals = static_cast<int>(reader.Signed());
  list.required_verdicts = static_cast<int>(reader.Signed());
  list.revision = Revision{reader.Signed()};
  list.create_time = absl::FromUnixNanos(reader.Signed());
  list.update_time = absl::FromUnixNanos(reader.Signed());
  if (!reader.ok() || !reader.IsAtEnd()) return std::nullopt;
  return list;
}

}  // namespace portcullis
