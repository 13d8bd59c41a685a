// The part of import_rows.h that reads images.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "clients/cli/files.h"
#include "clients/cli/import_rows.h"
#include "fmt/format.h"
#include "sodium.h"

namespace portcullis::cli {
namespace {

/// A longer message would end the whole stream: gRPC refuses it unread.
constexpr std::size_t kMaxProposalBytes = std::size_t{64} << 20;

absl::Status Refused(std::string_view reason, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", reason, what));
}

/// How many bytes the UTF-8 sequence that begins here has; 0 if it is none.
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what is beyond Unicode.
  const bool bad = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
                   (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
  return bad ? 0 : length;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

template <typename Values>
bool AreUtf8(const Values& values) {
  for (const std::string& value : values) {
    if (!IsUtf8(value)) return false;
  }
  return true;
}

bool IsUtf8(const v1::Entry& entry) {
  return IsUtf8(entry.display_name()) && IsUtf8(entry.external_reference()) &&
         AreUtf8(entry.lists()) && AreUtf8(entry.alias_names()) &&
         AreUtf8(entry.document_numbers());
}

std::string RequestIdOf(const v1::ProposeEntryRequest& content, const std::string& import_id) {
  constexpr std::size_t kBytes = 24;
  std::array<unsigned char, kBytes> hash{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kBytes);
  for (const std::string& part : {import_id + '\0', content.SerializeAsString()}) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  crypto_generichash_final(&state, hash.data(), kBytes);
  return "import-" +
         absl::BytesToHexString({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace

absl::StatusOr<v1::ProposeEntryRequest> MakeProposal(const ImportRow& row,
                                                     const ImportIdentity& identity) {
  if (!row.problem.empty()) return absl::InvalidArgumentError(row.problem);
  if (row.entry.display_name().empty()) return Refused("FIELD_INVALID", "it has no name");
  if (!IsUtf8(row.entry)) return Refused("FIELD_INVALID", "it is not UTF-8");
  if (row.images.empty()) return Refused("IMAGE_MISSING", "it has no image");
  v1::ProposeEntryRequest proposal;
  *proposal.mutable_entry() = row.entry;
  std::size_t bytes = 0;
  for (const std::string& file : row.images) {
    absl::StatusOr<std::string> image = ReadFile(file);
    if (!image.ok()) return image.status();
    bytes += image->size();
    if (bytes > kMaxProposalBytes) {
      return Refused("IMAGE_TOO_LARGE", fmt::format("its images have more than {} MiB together",
                                                    kMaxProposalBytes >> 20));
    }
    proposal.add_portraits(*std::move(image));
  }
  proposal.set_request_id(RequestIdOf(proposal, identity.import_id));
  proposal.set_allow_duplicate(identity.allow_duplicate);
  return proposal;
}

}  // namespace portcullis::cli
