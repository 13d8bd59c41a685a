#include "border/policy/search_levels.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace portcullis {
namespace {

Distance DistanceAt(const ErrorTarget& target, const Calibration& calibration,
                    std::size_t references) {
  const auto comparisons = static_cast<double>(std::max<std::size_t>(references, 1));
  return calibration.DistanceAtFmr(target.ExpectedFalseAlarms() / comparisons);
}

}  // namespace

Level LevelOf(const MatchScore& score_on_list, const ListRule& rule) {
  if (score_on_list.beyond_measured_range) return Level::kAlert;
  const double expected = score_on_list.expected_false_alarms;
  if (expected <= rule.alert.ExpectedFalseAlarms()) return Level::kAlert;
  if (expected <= rule.review.ExpectedFalseAlarms()) return Level::kReview;
  return Level::kNone;
}

SearchLevels::SearchLevels(const Policy& policy, const Calibration& calibration,
                           std::vector<ListSize> lists, const SearchSize& total)
    : policy_(policy),
      calibration_(calibration),
      lists_(std::move(lists)),
      total_{.entries = std::max<std::size_t>(total.entries, 1),
             .references = std::max<std::size_t>(total.references, 1)} {}

MatchScore SearchLevels::ScoreOn(const ListSize& list, Distance distance,
                                 std::size_t entry_references) const {
  const SearchSize size{.entries = std::max<std::size_t>(list.entries, 1),
                        .references = std::max<std::size_t>(list.references, 1),
                        .entry_references = entry_references};
  return calibration_.Score(distance, size, policy_.RuleFor(list.list).prior_listed);
}

CandidateLevel SearchLevels::Of(Distance distance, std::span<const ListId> lists,
                                std::size_t entry_references) const {
  CandidateLevel result;
  double nearest = 0;  // expected false alarms on result.list, as a share of its review target
  double prior = policy_.default_rule.prior_listed;
  double confidence = 0;
  for (const ListSize& size : lists_) {
    if (std::find(lists.begin(), lists.end(), size.list) == lists.end()) continue;
    const ListRule& rule = policy_.RuleFor(size.list);
    const MatchScore score = ScoreOn(size, distance, entry_references);
    const Level level = LevelOf(score, rule);
    const double share = score.expected_false_alarms / rule.review.ExpectedFalseAlarms();
    const bool is_first = !result.list;
    const bool decides =
        std::tuple(-static_cast<int>(level), share, size.list) <
        std::tuple(-static_cast<int>(result.level), nearest, is_first ? size.list : *result.list);
    if (!is_first && !decides) continue;
    result.level = level;
    result.list = size.list;
    nearest = share;
    prior = rule.prior_listed;
    confidence = score.confidence;
  }
  SearchSize total = total_;
  total.entry_references = entry_references;
  result.score = calibration_.Score(distance, total, prior);
  if (result.list) result.score.confidence = confidence;
  return result;
}

Level SearchLevels::OnList(Distance distance, const ListId& list,
                           std::size_t entry_references) const {
  for (const ListSize& size : lists_) {
    if (size.list != list) continue;
    return LevelOf(ScoreOn(size, distance, entry_references), policy_.RuleFor(list));
  }
  return Level::kNone;
}

bool SearchLevels::MayReachALevel(Distance distance) const {
  return std::any_of(lists_.begin(), lists_.end(), [&](const ListSize& size) {
    return LevelOf(ScoreOn(size, distance, 1), policy_.RuleFor(size.list)) != Level::kNone;
  });
}

Distance ReviewDistance(const ListRule& rule, const Calibration& calibration,
                        std::size_t references) {
  return DistanceAt(rule.review, calibration, references);
}

Distance AlertDistance(const ListRule& rule, const Calibration& calibration,
                       std::size_t references) {
  return DistanceAt(rule.alert, calibration, references);
}

}  // namespace portcullis
