#include "matcher/index/live/rewrite_plan.h"

#include <algorithm>
#include <map>
#include <memory>

namespace portcullis {
namespace {

/// InfiniteFuture: nothing is removed.
absl::Time DueTime(const std::shared_ptr<const RemovedRows>& removed, std::size_t rows,
                   const RewriteRules& rules) {
  if (removed == nullptr) return absl::InfiniteFuture();
  if (4 * removed->count() >= rows) return absl::InfinitePast();
  return removed->since() + rules.purge_after;
}

/// 0 for the smallest.
std::size_t LevelOf(std::size_t rows, const RewriteRules& rules) {
  std::size_t level = 0;
  for (std::size_t limit = rules.smallest_rows * rules.fan_in; rows >= limit;
       limit *= rules.fan_in) {
    ++level;
  }
  return level;
}

/// As many of `parts`, smallest first, as one part may hold.
std::vector<PartView> FirstOf(std::vector<PartView> parts, const RewriteRules& rules) {
  std::stable_sort(parts.begin(), parts.end(),
                   [](const PartView& a, const PartView& b) { return a.live() < b.live(); });
  std::size_t rows = 0;
  std::vector<PartView> some;
  for (const PartView& part : parts) {
    rows += part.live();
    if (rows > rules.max_part_rows) break;
    some.push_back(part);
  }
  return some;
}

}  // namespace

RewritePlan PlanRewrite(const Version& version, const RewriteRules& rules, absl::Time now) {
  RewritePlan plan;
  const absl::Time delta_due = DueTime(version.delta.removed, version.delta.rows, rules);
  plan.delta = delta_due <= now;
  plan.next = delta_due;
  for (const PartView& part : version.parts) {
    const absl::Time due = DueTime(part.removed, part.part->rows(), rules);
    plan.next = std::min(plan.next, due);
    if (due > now) continue;
    plan.parts = {part};
    return plan;
  }
  std::map<std::size_t, std::vector<PartView>> levels;
  for (const PartView& part : version.parts) {
    if (2 * part.live() <= rules.max_part_rows) {
      levels[LevelOf(part.live(), rules)].push_back(part);
    }
  }
  for (const auto& [level, parts] : levels) {
    if (parts.size() < rules.fan_in) continue;
    plan.parts = FirstOf(parts, rules);
    break;
  }
  return plan;
}

bool HasToForget(const Version& version, const RewriteRules& rules, absl::Time now) {
  return DueTime(version.delta.removed, version.delta.rows, rules) <= now ||
         std::any_of(version.parts.begin(), version.parts.end(), [&](const PartView& part) {
           return DueTime(part.removed, part.part->rows(), rules) <= now;
         });
}

}  // namespace portcullis
