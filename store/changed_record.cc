#include "store/changed_record.h"

namespace portcullis {
namespace {

struct Record {
  ChangedRecord operator()(const PutList& change) const { return change.list.id; }
  ChangedRecord operator()(const DeleteList& change) const { return change.list; }
  ChangedRecord operator()(const PutEntry& change) const { return change.entry.id; }
  ChangedRecord operator()(const EraseEntry& change) const { return change.entry; }
  ChangedRecord operator()(const PutPolicy& change) const { return change.version.number; }
};

struct Name {
  std::string operator()(const ListId& list) const { return "lists/" + list.value; }
  std::string operator()(EntryId entry) const { return "entries/" + FormatEntryId(entry); }
  std::string operator()(PolicyNumber number) const { return FormatPolicyName(number); }
};

}  // namespace

ChangedRecord RecordOf(const RecordChange& change) { return std::visit(Record(), change); }

bool Removes(const RecordChange& change) {
  return std::holds_alternative<DeleteList>(change) || std::holds_alternative<EraseEntry>(change);
}

std::string ResourceName(const ChangedRecord& record) { return std::visit(Name(), record); }

}  // namespace portcullis
