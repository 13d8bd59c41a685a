// The steps from an empty database to the newest schema, from the numbered .sql files beside this.
#pragma once

#include <span>

namespace portcullis {

struct Migration {
  int version;      // of the schema after it, from 1 without gaps
  const char* sql;  // to run in a transaction, before what store/sqlite/migrate.cc adds to it
};

/// In order. Files that were released are never edited; a change of the schema is a new file.
std::span<const Migration> Migrations();

}  // namespace portcullis
