#include "store/check_put.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "border/policy/policy_errors.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

absl::Status Mistake(EntryId entry, std::string_view what) {
  return absl::InternalError(fmt::format("entry {} {}", FormatEntryId(entry), what));
}

absl::Status CheckLists(const Entry& entry) {
  if (entry.lists.empty()) return Mistake(entry.id, "stands on no list to be found by");
  const auto not_before = [](const Membership& a, const Membership& b) { return a.list >= b.list; };
  if (std::adjacent_find(entry.lists.begin(), entry.lists.end(), not_before) != entry.lists.end()) {
    return Mistake(entry.id, "has lists that are not sorted, each once");
  }
  return absl::OkStatus();
}

absl::Status CheckReferences(const PutEntry& put, std::span<const ReferenceId> held) {
  const Entry& entry = put.entry;
  if (entry.references.empty() && entry.status != EntryStatus::kRetired) {
    return Mistake(entry.id, "has no reference to be found by");
  }
  std::set<ReferenceId> lacking;
  std::set<ReferenceId> named;
  for (const ReferenceInfo& reference : entry.references) {
    if (!named.insert(reference.id).second) return Mistake(entry.id, "names a reference twice");
    const bool has = std::find(held.begin(), held.end(), reference.id) != held.end();
    if (!has) lacking.insert(reference.id);
  }
  for (const EnrolledFace& face : put.added) {
    if (lacking.erase(face.info.id) == 0) {
      return Mistake(entry.id, "comes with a face that it does not name or that is there already");
    }
  }
  if (!lacking.empty()) return Mistake(entry.id, "names a reference without a face");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPut(const PutEntry& put, std::span<const ReferenceId> held,
                      const ModelId& model) {
  for (const EnrolledFace& face : put.added) {
    if (face.embedding.model() != model) return ModelMismatch(model, face.embedding.model());
    if (face.embedding.values().empty()) return Mistake(put.entry.id, "has an empty embedding");
  }
  if (put.entry.id.value <= 0) return Mistake(put.entry.id, "has no id");
  if (put.entry.revision <= put.expected) {
    return Mistake(put.entry.id, "does not grow in its revision");
  }
  PORTCULLIS_RETURN_IF_ERROR(CheckLists(put.entry));
  return CheckReferences(put, held);
}

absl::Status CheckPut(const PutList& put) {
  if (put.list.revision > put.expected) return absl::OkStatus();
  return absl::InternalError(
      fmt::format("list \"{}\" does not grow in its revision", put.list.id.value));
}

absl::Status CheckPut(const PutPolicy& put, const PolicyVersion* before, std::size_t held) {
  const std::string name = FormatPolicyName(put.version.number);
  if (put.expected == Revision{0}) {
    // Someone else may have proposed meanwhile.
    if (before != nullptr)
      return PolicyConflict(put.version.number, put.expected, before->revision);
    if (put.version.number.value != static_cast<std::int64_t>(held) + 1) {
      return absl::InternalError(fmt::format("{} is not the one after {}", name, held));
    }
  } else {
    if (before == nullptr) return PolicyNotFound(put.version.number);
    if (before->revision != put.expected) {
      return PolicyConflict(put.version.number, put.expected, before->revision);
    }
  }
  if (put.version.revision > put.expected) return absl::OkStatus();
  return absl::InternalError(fmt::format("{} does not grow in its revision", name));
}

}  // namespace portcullis
