// Receipts of erasure as files: one JSON object in a line for each.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "portcullis/v1/entry_changes.pb.h"

namespace portcullis::cli {

/// {"statement": "...", "signature": "base64", "public_key": "base64"}, without the end of the
/// line.
std::string ReceiptLine(const v1::ErasureReceipt& receipt);

/// All receipts of a file; RECEIPT_INVALID if it holds anything else, or none.
absl::StatusOr<std::vector<v1::ErasureReceipt>> ParseReceipts(const std::string& text);

/// Whether the key, 64 hexadecimal digits, is the receipt's and made its signature. Asks nobody.
bool IsSignedBy(const v1::ErasureReceipt& receipt, const std::string& public_key_hex);

}  // namespace portcullis::cli
