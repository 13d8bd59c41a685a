// Entries in text.
#pragma once

#include <map>
#include <string>

#include "clients/cli/session.h"
#include "google/protobuf/repeated_field.h"
#include "portcullis/v1/entry.pb.h"

namespace portcullis::cli {

/// "proposed", "active", ... as the command line takes them.
const std::map<std::string, v1::EntryStatus>& EntryStatuses();

/// "active", "active, 2 parts pending" ...
std::string DescribeStatus(const v1::Entry& entry);

bool HasPending(const v1::Entry& entry);

/// A table with a row for each.
void PrintEntries(Session& session, const google::protobuf::RepeatedPtrField<v1::Entry>& entries);

/// All of one entry.
void PrintEntry(Session& session, const v1::Entry& entry);

/// "suspended entries/x: suspended, revision 3", and where something waits for approval, how.
void PrintChanged(Session& session, const std::string& what, const v1::Entry& entry);

}  // namespace portcullis::cli
