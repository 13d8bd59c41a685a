#include "store/sqlite/state_row.h"

#include "matcher/core/status_macros.h"
#include "store/byte_codec.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

// Before there were policies.
constexpr std::uint8_t kVersion1 = 1;
constexpr std::uint8_t kVersion = 2;

SealedField StateField() { return {"state", "1", "record", ""}; }

std::string Encode(const StoreState& state) {
  ByteWriter writer;
  writer.Byte(kVersion)
      .Number(state.lists)
      .Number(state.entries)
      .Number(state.policies)
      .Number(state.policy_records)
      .Number(state.records)
      .Number(state.journal)
      .Number(state.last_change.value)
      .Flag(state.model.has_value());
  if (state.model) {
    writer.Text(state.model->name).Text(state.model->weights_sha256).Text(state.model->alignment);
  }
  return writer.bytes();
}

std::optional<StoreState> Decode(std::string_view bytes) {
  ByteReader reader(bytes);
  const std::uint8_t version = reader.Byte();
  if (version != kVersion && version != kVersion1) return std::nullopt;
  StoreState state;
  state.lists = reader.Number();
  state.entries = reader.Number();
  if (version != kVersion1) {
    state.policies = reader.Number();
    state.policy_records = reader.Number();
  }
  state.records = reader.Number();
  state.journal = reader.Number();
  state.last_change = Sequence{reader.Number()};
  if (reader.Flag()) {
    state.model.emplace();
    state.model->name = reader.Text();
    state.model->weights_sha256 = reader.Text();
    state.model->alignment = reader.Text();
  }
  if (!reader.ok() || !reader.IsAtEnd()) return std::nullopt;
  return state;
}

}  // namespace

absl::StatusOr<StoreState> ReadState(Connection& connection, const Sealer& sealer) {
  Query query(connection, "SELECT record FROM state WHERE id = 1");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
  if (!found) return DataCorrupt("state (the row that counts the others)");
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string bytes,
                              sealer.Open(query.BlobView(0), StateField()));
  const std::optional<StoreState> state = Decode(bytes);
  if (!state) return DataCorrupt(StateField().Name());
  return *state;
}

absl::Status WriteState(Connection& connection, const Sealer& sealer, const StoreState& state) {
  Query put(connection,
            "INSERT INTO state (id, record) VALUES (1, ?) "
            "ON CONFLICT (id) DO UPDATE SET record = excluded.record");
  return put.BindBlob(sealer.Seal(Encode(state), StateField())).Run();
}

std::uint64_t TermOf(const Sealer& sealer, const ListId& list, Revision revision) {
  return sealer.Term(ByteWriter().Byte('l').Text(list.value).Signed(revision.value).bytes());
}

std::uint64_t TermOf(const Sealer& sealer, EntryId entry, Revision revision) {
  return sealer.Term(ByteWriter().Byte('e').Signed(entry.value).Signed(revision.value).bytes());
}

std::uint64_t TermOf(const Sealer& sealer, PolicyNumber policy, Revision revision) {
  return sealer.Term(ByteWriter().Byte('p').Signed(policy.value).Signed(revision.value).bytes());
}

}  // namespace portcullis
