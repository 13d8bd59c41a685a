// What the contract demands of single fields. Messages name the field and the limit, never the
// value: it may be a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/watchlist/watchlist.h"

namespace portcullis {

/// INVALID_ARGUMENT/FIELD_INVALID: "`field` `demand`".
absl::Status FieldInvalid(std::string_view field, std::string_view demand);

/// 1 to 64 printable ASCII characters.
absl::Status CheckRequestId(std::string_view request_id);

/// How a text may look.
enum class TextForm {
  kLine,   // no control characters
  kProse,  // line breaks ("\n") and tabs, but no other control characters
};

/// Valid UTF-8 of that form, at most `max_bytes`, and not empty if required.
absl::Status CheckOptionalText(std::string_view text, std::size_t max_bytes, std::string_view field,
                               TextForm form = TextForm::kLine);
absl::Status CheckRequiredText(std::string_view text, std::size_t max_bytes, std::string_view field,
                               TextForm form = TextForm::kLine);

/// `page_size` of a list method: 0 means 50, more than 1,000 means 1,000. FIELD_INVALID if
/// negative.
absl::StatusOr<std::size_t> PageSize(std::int32_t page_size);

/// The revision on which the client insists: none for 0; FIELD_INVALID if negative.
absl::StatusOr<std::optional<Revision>> ExpectedRevision(
    std::int64_t expected, std::string_view field = "expected_revision");

/// The same where nobody may act on what he has not seen: FIELD_INVALID for 0 too.
absl::StatusOr<Revision> RequiredRevision(std::int64_t expected);

}  // namespace portcullis
