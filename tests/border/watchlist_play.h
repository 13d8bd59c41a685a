// Random lives of watch lists, against a model that is too simple to be wrong in the same way: it
// knows which face is approved for which list by whom, and nothing else.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rapidcheck.h"
#include "tests/border/watchlist_under_test.h"

namespace portcullis {
namespace testing {

inline const std::vector<ListId> kLists = {ListId{"one"}, ListId{"two-eyes"}};
inline const std::vector<std::string> kActors = {"alice", "bob", "carol"};
inline constexpr int kApprovalsOfList[] = {1, 2};

enum class Kind {
  kPropose,
  kApprove,
  kReject,
  kAddReference,
  kRemoveReference,
  kAddList,
  kDropList,
  kRename,
  kSuspend,
  kReinstate,
  kExtend,
  kRetire,
  kErase,
  kMerge,
  kWait,
};
inline constexpr int kKinds = static_cast<int>(Kind::kWait) + 1;

/// One step: what, by whom, on which of the entries that there were, with which numbers.
struct Step {
  Kind kind;
  std::size_t actor;
  std::size_t entry;
  std::size_t other;
  int number;
};

inline std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "{" << static_cast<int>(step.kind) << " by " << kActors[step.actor] << " on "
             << step.entry << "/" << step.other << " with " << step.number << "}";
}

inline rc::Gen<Step> AnyStep() {
  return rc::gen::build<Step>(
      rc::gen::set(&Step::kind, rc::gen::map(rc::gen::inRange(0, kKinds + 6),
                                             [](int number) {
                                               // Proposals and approvals more often, or there is
                                               // nothing to do the rest to.
                                               return number >= kKinds + 3 ? Kind::kApprove
                                                      : number >= kKinds
                                                          ? Kind::kPropose
                                                          : static_cast<Kind>(number);
                                             })),
      rc::gen::set(&Step::actor, rc::gen::inRange<std::size_t>(0, kActors.size())),
      rc::gen::set(&Step::entry, rc::gen::inRange<std::size_t>(0, 6)),
      rc::gen::set(&Step::other, rc::gen::inRange<std::size_t>(0, 6)),
      rc::gen::set(&Step::number, rc::gen::inRange(0, 200)));
}

/// What a person knows who has watched: who wanted a thing, and who agreed to it.
struct Wish {
  std::set<std::string> wanted_by;
  std::set<std::string> agreed_by;
};

/// Plays steps and checks after each what must hold always.
class Play {
 public:
  explicit Play(std::unique_ptr<WatchlistStore> store) : world_(kLists[0], std::move(store)) {
    RC_ASSERT(world_.CreateList(kLists[1], kApprovalsOfList[1]).ok());
  }

  void Do(const Step& step) {
    const std::size_t events_before = world_.Events().size();
    const std::vector<Entry> before = AllEntries();
    const MutationContext context = world_.By(kActors[step.actor]);
    const absl::Status status = Act(step, context);
    CheckEvents(events_before, status, step);
    if (!status.ok()) {
      RC_ASSERT(AllEntries() == before);
      RC_ASSERT(ErrorReasonOf(status).has_value());
    }
    FollowWishes(before, context.actor, step);
    CheckRevisions(before);
    CheckSearches();
  }

  void CheckRebuilt() {
    Gallery searchable(*CreateFlatReferenceIndex(kFakeModel, 2), [this] { return world_.now; });
    Gallery dormant(*CreateFlatReferenceIndex(kFakeModel, 2), [this] { return world_.now; });
    ChangelogFollower follower(world_.store, {searchable, dormant});
    RC_ASSERT(follower.CatchUp().ok());
    for (const EntryId id : known_) {
      RC_ASSERT(searchable.Contains(id) == world_.searchable.Contains(id));
      RC_ASSERT(dormant.Contains(id) == world_.dormant.Contains(id));
    }
    RC_ASSERT(searchable.status().references == world_.searchable.status().references);
    RC_ASSERT(dormant.status().references == world_.dormant.status().references);
    RC_ASSERT(searchable.status().epoch == world_.searchable.status().epoch);
  }

 private:
  absl::Status Act(const Step& step, const MutationContext& context) {
    if (step.kind == Kind::kWait) {
      world_.now += absl::Hours(step.number % 10);
      return world_.time_acts.CatchUp();
    }
    if (step.kind == Kind::kPropose) return Propose(step, context);
    if (known_.empty()) return NoEntry();
    const EntryTarget target{known_[step.entry % known_.size()]};
    const EntryResponse& id = WatchlistUnderTest::kId;
    EntryAdmin& admin = world_.entries;
    switch (step.kind) {
      case Kind::kApprove: return admin.Approve(context, target, id).status();
      case Kind::kReject: return admin.Reject(context, target, "no", id).status();
      case Kind::kAddReference:
        return admin
            .AddReference(context, target, {FakeFace(step.number, 7), true}, world_.encoding, id)
            .status();
      case Kind::kRemoveReference: return RemoveReference(step, context, target);
      case Kind::kAddList: return admin.Update(context, target, {.lists = kLists}, id).status();
      case Kind::kDropList: {
        const std::vector<ListId> one{kLists[static_cast<std::size_t>(step.number) % 2]};
        return admin.Update(context, target, {.lists = one}, id).status();
      }
      case Kind::kRename:
        return admin.Update(context, target, {.display_name = "Another"}, id).status();
      case Kind::kSuspend: return admin.Suspend(context, target, "why", id).status();
      case Kind::kReinstate: return admin.Reinstate(context, target, "why", id).status();
      case Kind::kExtend:
        return admin
            .Extend(context, target,
                    {.valid_until = world_.now + absl::Hours(step.number), .justification = "why"},
                    id)
            .status();
      case Kind::kRetire: return admin.Retire(context, target, "why", id).status();
      case Kind::kErase:
        return world_.eraser.Erase(context, target, [](const ErasureReceipt&) { return "receipt"; })
            .status();
      case Kind::kMerge:
        return admin.Merge(context, target, {known_[step.other % known_.size()]}, id).status();
      case Kind::kPropose:
      case Kind::kWait: break;
    }
    return absl::OkStatus();
  }

  static absl::Status NoEntry() {
    return MakeError(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound, "none yet");
  }

  absl::Status Propose(const Step& step, const MutationContext& context) {
    NewEntry entry =
        WatchlistUnderTest::Person({kLists[step.entry % 2]}, {FakeFace(step.number, 9)});
    entry.allow_duplicate = step.other % 2 == 0;
    if (step.other % 3 == 0) entry.details.valid_from = world_.now + absl::Hours(3);
    if (step.other % 3 != 1) entry.details.valid_until = world_.now + absl::Hours(12);
    const auto id = world_.Propose(context, entry);
    if (!id.ok()) return id.status();
    known_.push_back(*id);
    return absl::OkStatus();
  }

  absl::Status RemoveReference(const Step& step, const MutationContext& context,
                               const EntryTarget& target) {
    const auto entry = world_.store.GetEntry(target.entry);
    if (!entry.ok()) return entry.status();
    const auto& references = entry->references;
    if (references.empty()) return NoEntry();
    const ReferenceId id = references[step.other % references.size()].id;
    return world_.entries.RemoveReference(context, target, id, WatchlistUnderTest::kId).status();
  }

  std::vector<Entry> AllEntries() {
    auto entries = world_.store.Entries({.limit = 1000});
    RC_ASSERT(entries.ok());
    return *std::move(entries);
  }

  void CheckEvents(std::size_t before, const absl::Status& status, const Step& step) {
    const std::vector<AuditEvent> events = world_.Events();
    for (std::size_t i = 0; i < events.size(); ++i) RC_ASSERT(events[i].sequence.value == i + 1);
    if (!status.ok()) RC_ASSERT(events.size() == before);
    if (status.ok() && step.kind != Kind::kWait) RC_ASSERT(events.size() > before);
  }

  void CheckRevisions(const std::vector<Entry>& before) {
    for (const Entry& old : before) {
      const auto now = world_.store.GetEntry(old.id);
      if (!now.ok()) continue;
      // Two acts of the clock may come together: begin and end.
      const std::int64_t steps = now->revision.value - old.revision.value;
      RC_ASSERT(steps >= 0 && steps <= 2);
      RC_ASSERT((steps == 0) == (*now == old));
    }
  }

  /// Who adds a part that is pending wants it; so does who changes an entry that is only proposed.
  /// An approval counts for what is pending then.
  void FollowWishes(const std::vector<Entry>& before, const std::string& actor, const Step& step) {
    for (const Entry& entry : AllEntries()) {
      const auto old = std::find_if(before.begin(), before.end(),
                                    [&entry](const Entry& one) { return one.id == entry.id; });
      if (old != before.end() && *old == entry) continue;
      Wish& wish = wishes_[entry.id];
      const bool absorbed = entry.merged_into.has_value();  // retired, whoever wanted it
      const bool was_pending = old != before.end() && HasPending(*old) && !absorbed;
      if (step.kind == Kind::kApprove) {
        RC_ASSERT(!was_pending || !wish.wanted_by.contains(actor));
        if (was_pending) wish.agreed_by.insert(actor);
        if (was_pending && !HasPending(entry)) {
          RC_ASSERT(static_cast<int>(wish.agreed_by.size()) >= entry.required_approvals);
          RC_ASSERT(entry.required_approvals >= RequiredBy(entry));
          approved_[entry.id] = PartsOf(entry);
          wish = {};
        }
      } else if (HasPending(entry) && step.kind != Kind::kWait &&
                 (old == before.end() || !IsPartlyApproved(*old) || HasMorePending(*old, entry))) {
        wish.wanted_by.insert(actor);
        wish.agreed_by.clear();
        if (step.kind == Kind::kMerge) JoinWishes(entry, before, wish);
      } else if (!HasPending(entry)) {
        wish = {};
      }
    }
  }

  /// A face that is copied is still wanted by those who wanted it where it came from.
  void JoinWishes(const Entry& kept, const std::vector<Entry>& before, Wish& wish) {
    for (const Entry& old : before) {
      if (old.id != kept.absorbs.back() || !HasPending(old)) continue;
      wish.wanted_by.insert(wishes_[old.id].wanted_by.begin(), wishes_[old.id].wanted_by.end());
    }
  }

  struct Parts {
    std::set<ListId> lists;
    std::set<ReferenceId> references;
  };
  static Parts PendingOf(const Entry& entry) {
    Parts parts;
    for (const Membership& membership : entry.lists) {
      if (membership.pending) parts.lists.insert(membership.list);
    }
    for (const ReferenceInfo& info : entry.references) {
      if (info.pending) parts.references.insert(info.id);
    }
    return parts;
  }

  static bool IsPartlyApproved(const Entry& entry) {
    return ApprovedCount(entry.lists) > 0 && ApprovedCount(entry.references) > 0;
  }

  template <typename Part>
  static std::ptrdiff_t ApprovedCount(const std::vector<Part>& parts) {
    return std::count_if(parts.begin(), parts.end(),
                         [](const Part& part) { return !part.pending; });
  }

  static bool HasMorePending(const Entry& before, const Entry& after) {
    const Parts old = PendingOf(before);
    const Parts now = PendingOf(after);
    return !std::includes(old.lists.begin(), old.lists.end(), now.lists.begin(), now.lists.end()) ||
           !std::includes(old.references.begin(), old.references.end(), now.references.begin(),
                          now.references.end());
  }

  static int RequiredBy(const Entry& entry) {
    int required = 1;
    for (const Membership& membership : entry.lists) {
      if (membership.list == kLists[1]) required = kApprovalsOfList[1];
    }
    return required;
  }

  static Parts PartsOf(const Entry& entry) {
    Parts parts;
    for (const Membership& membership : entry.lists) parts.lists.insert(membership.list);
    for (const ReferenceInfo& info : entry.references) parts.references.insert(info.id);
    return parts;
  }

  /// Searched is what is active now, and nothing that nobody else has agreed to.
  void CheckSearches() {
    std::size_t references = 0;
    for (const EntryId id : known_) {
      const auto entry = world_.store.GetEntry(id);
      const bool searched = entry.ok() && entry->status == EntryStatus::kActive;
      RC_ASSERT(world_.searchable.Contains(id) == searched);
      if (!entry.ok()) {
        RC_ASSERT(!world_.dormant.Contains(id));
        RC_ASSERT(!world_.store.TracesOf(id)->any);
        continue;
      }
      if (!searched) continue;
      const Parts& parts = approved_[id];
      for (const Membership& membership : entry->lists) {
        if (!membership.pending) RC_ASSERT(parts.lists.contains(membership.list));
      }
      for (const ReferenceInfo& info : entry->references) {
        if (info.pending) continue;
        ++references;
        RC_ASSERT(parts.references.contains(info.id));
      }
      RC_ASSERT(!entry->details.valid_until || *entry->details.valid_until > world_.now);
    }
    RC_ASSERT(world_.searchable.status().references == references);
    RC_ASSERT(world_.searchable.status().complete);
  }

  WatchlistUnderTest world_;
  std::vector<EntryId> known_;
  std::map<EntryId, Wish> wishes_;
  std::map<EntryId, Parts> approved_;
};

}  // namespace testing
}  // namespace portcullis
