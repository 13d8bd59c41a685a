// Lists, entries and mutations for tests of stores. All values follow from the arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "border/watchlist/store.h"
#include "fmt/format.h"

namespace portcullis::testing {

inline ModelId ContractModel() { return {"model", "0123456789abcdef", "alignment"}; }

inline absl::Time TimeAt(int seconds) { return absl::FromUnixSeconds(1'800'000'000 + seconds); }

inline WatchList MakeList(const std::string& id) {
  return {.id = ListId{id},
          .display_name = "List " + id,
          .owner = "Border Force",
          .purpose = "wanted for arrest",
          .legal_basis = "Act 7, section 3",
          .severity = Severity::kHigh,
          .officer_instructions = "detain, call the duty officer",
          .retention_days = 30,
          .required_approvals = 2,
          .required_verdicts = 3,
          .revision = Revision{1},
          .create_time = TimeAt(0) + absl::Nanoseconds(123456789),
          .update_time = TimeAt(0) + absl::Nanoseconds(123456789)};
}

inline PutList MakePut(WatchList list, Revision expected = Revision{0}) {
  list.revision = Revision{expected.value + 1};
  return {.list = std::move(list), .expected = expected};
}

/// Face `number` of entry `id`. Later faces get smaller ids: their order is that of enrolment.
inline EnrolledFace MakeFace(std::int64_t id, int number, const ModelId& model = ContractModel()) {
  const auto value = static_cast<float>(number);
  // By itself: within `info`, gcc 12 takes its vector for uninitialised.
  const Quality quality{
      .inter_eye_distance_px = 61.5F + value,
      .sharpness = 310.25F,
      .mean_luminance = 127.5F,
      .detector_confidence = 0.875F,
      .components = {{QualityMeasure::kHeadYaw, -3.5, 90}, {QualityMeasure::kMargins, 1.25, 100}},
      .overall = 71};
  const ReferenceInfo info{.id = ReferenceId{id * 1000 - number},
                           .quality = quality,
                           .pending = false,
                           .create_time = TimeAt(1) + absl::Nanoseconds(number)};
  return {.info = info,
          .embedding = Embedding(model, {static_cast<float>(id), value, -0.5F}),
          .portrait = fmt::format("JPEG {} of person {}", number, id)};
}

/// A new active entry, approved in all its parts.
inline PutEntry MakeEntry(std::int64_t id, const std::vector<std::string>& lists, int faces = 1,
                          const ModelId& model = ContractModel()) {
  Entry entry{.id = EntryId{id},
              .details = {.external_reference = fmt::format("case-{}", id),
                          .display_name = fmt::format("Person {}", id),
                          .alias_names = {fmt::format("Alias {}", id), fmt::format("Other {}", id)},
                          .document_numbers = {fmt::format("P{}", id)},
                          .valid_from = TimeAt(2),
                          .valid_until = std::nullopt,
                          .review_by = TimeAt(3'600'000)},
              .lists = {},
              .references = {},
              .status = EntryStatus::kActive,
              .status_reason = fmt::format("reason {}", id),
              .proposal = {.proposers = {"admin-1", "admin-2"},
                           .approvals = {{.actor = "admin-3", .time = TimeAt(4)}}},
              .required_approvals = 2,
              .absorbs = {},
              .merged_into = std::nullopt,
              .revision = Revision{1},
              .create_time = TimeAt(1) + absl::Nanoseconds(7),
              .update_time = TimeAt(4) + absl::Nanoseconds(8)};
  for (const std::string& list : lists) entry.lists.push_back({ListId{list}, false});
  PutEntry put{.entry = std::move(entry), .added = {}, .expected = Revision{0}};
  for (int i = 0; i < faces; ++i) {
    put.added.push_back(MakeFace(id, i, model));
    put.entry.references.push_back(put.added.back().info);
  }
  return put;
}

/// The next revision of `entry`, with `added` behind its references.
inline PutEntry Replace(Entry entry, std::vector<EnrolledFace> added = {}) {
  const Revision expected = entry.revision;
  ++entry.revision.value;
  for (const EnrolledFace& face : added) entry.references.push_back(face.info);
  return {.entry = std::move(entry), .added = std::move(added), .expected = expected};
}

inline AuditedChange MakeChange(RecordChange change) {
  struct Name {
    std::string operator()(const PutList&) const { return "PutList"; }
    std::string operator()(const DeleteList&) const { return "DeleteList"; }
    std::string operator()(const PutEntry&) const { return "PutEntry"; }
    std::string operator()(const EraseEntry&) const { return "EraseEntry"; }
    std::string operator()(const PutPolicy&) const { return "PutPolicy"; }
  };
  std::string action = std::visit(Name(), change);
  return {.action = std::move(action), .change = std::move(change)};
}

inline RequestKey MakeKey(const std::string& request_id) {
  return {request_id, "fingerprint of " + request_id};
}

/// If it puts a single entry, the response is about that.
inline Mutation MakeMutation(const std::string& request_id,
                             const std::vector<RecordChange>& changes,
                             absl::Time time = TimeAt(10)) {
  Mutation mutation{.key = MakeKey(request_id),
                    .actor = "admin-1",
                    .time = time,
                    .changes = {},
                    .response = "response to " + request_id,
                    .response_about = std::nullopt};
  for (const RecordChange& change : changes) mutation.changes.push_back(MakeChange(change));
  if (changes.size() == 1 && std::holds_alternative<PutEntry>(changes[0])) {
    mutation.response_about = std::get<PutEntry>(changes[0]).entry.id;
  }
  return mutation;
}

inline Mutation MakeMutation(const std::string& request_id, const RecordChange& change,
                             absl::Time time = TimeAt(10)) {
  return MakeMutation(request_id, std::vector<RecordChange>{change}, time);
}

}  // namespace portcullis::testing
