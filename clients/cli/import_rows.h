// What an import brings: one row for each person, from a folder or a CSV file.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "portcullis/v1/entry_changes.pb.h"

namespace portcullis::cli {

/// Of the files of a folder that are portraits, upper case or lower. `dg2` is the face record of a
/// passport.
inline constexpr std::array<std::string_view, 6> kPortraitEndings = {".jpg", ".jpeg", ".png",
                                                                     ".jp2", ".j2k",  ".dg2"};

/// One person.
struct ImportRow {
  std::string source;               // where people find it: "line 17", "Jane Roe/"
  v1::Entry entry = {};             // what is said about the person
  std::vector<std::string> images;  // files
  std::string problem = {};         // "REASON: what", where it cannot be sent; else empty
};

struct ImportRows {
  std::vector<ImportRow> rows;
  std::size_t ignored_files = 0;  // of a folder: neither folders nor portraits by their names
};

/// A sub-folder is a person with the portraits in it, and so is each portrait beside them; the name
/// of either, without the ending, is the person's. All stand on `lists`. Ordered by name.
absl::StatusOr<ImportRows> ReadImportFolder(const std::string& folder,
                                            const std::vector<std::string>& lists);

/// Columns: name, list, images, external_reference, alias_names, document_numbers, valid_from,
/// valid_until, review_by, in any order; the heading is required, and so are name and images.
/// Several lists, images (relative to the file), names and numbers are separated by semicolons. A
/// row that names no list stands on `lists`. CSV_INVALID for a heading with other columns and for a
/// broken file; a row that is wrong in itself has a problem.
absl::StatusOr<ImportRows> ReadImportCsv(const std::string& file,
                                         const std::vector<std::string>& lists);

/// What makes rows of two runs the same row.
struct ImportIdentity {
  std::string import_id;
  bool allow_duplicate = false;
};

/// Reads the images of the row now. Its request id follows from import id and content alone, so
/// that a repetition is recognised; whether duplicates are allowed does not change it. An error's
/// message is "REASON: what".
absl::StatusOr<v1::ProposeEntryRequest> MakeProposal(const ImportRow& row,
                                                     const ImportIdentity& identity);

}  // namespace portcullis::cli
