// What the operator decided about errors, in terms of errors.
#pragma once

#include <map>
#include <optional>
#include <span>

#include "absl/status/status.h"
#include "border/policy/decision.h"
#include "border/policy/error_target.h"
#include "matcher/core/ids.h"
#include "matcher/core/quality_bar.h"

namespace portcullis {

/// What holds for one list. Thresholds are never distances: the distance follows from the target,
/// the calibration of the model and the number of references on the list now.
struct ListRule {
  /// A candidate at this level is shown to officers first.
  ErrorTarget alert = FalseAlarmsPer1000Searches(1);
  /// A candidate at this level is referred. At least as permissive as `alert`.
  ErrorTarget review = FalseAlarmsPer1000Searches(10);
  /// Stated probability, in (0, 1), that a traveller is on this list. Confidence follows from it,
  /// decisions do not.
  double prior_listed = 1e-3;
  /// How many officers must agree on a case, 1 to 3. WatchList::required_verdicts says it too: the
  /// greater of the two counts.
  int required_verdicts = 1;

  friend bool operator==(const ListRule&, const ListRule&) = default;
};

struct VerificationRule {
  /// Verification (1:1) accepts a distance when at most this share of strangers would come as
  /// close. In (0, 1).
  double max_fmr = 1e-3;
  /// Stated probability, in (0, 1), that a traveller holds the document that is his own. Confidence
  /// follows from it, decisions do not.
  double prior_same_person = 0.5;

  friend bool operator==(const VerificationRule&, const VerificationRule&) = default;
};

/// What the kiosk is told to do when there is no decision. Nobody passes for that reason.
enum class FallbackAction {
  kRetryCapture = 1,  // take another image; after some tries, of which the kiosk decides, as below
  kManualCheck = 2,   // a person looks at the traveller and the document
};

struct Fallbacks {
  FallbackAction no_face = FallbackAction::kRetryCapture;
  FallbackAction several_faces = FallbackAction::kRetryCapture;
  FallbackAction low_quality = FallbackAction::kRetryCapture;
  FallbackAction partial_coverage = FallbackAction::kManualCheck;
  FallbackAction nothing_to_search = FallbackAction::kManualCheck;
  FallbackAction pad_failed = FallbackAction::kManualCheck;
  FallbackAction inconsistent_frames = FallbackAction::kRetryCapture;

  FallbackAction For(NoDecisionReason reason) const;
  /// MANUAL_CHECK if one of the reasons asks for it, or if there is none.
  FallbackAction For(std::span<const NoDecisionReason> reasons) const;

  friend bool operator==(const Fallbacks&, const Fallbacks&) = default;
};

/// How good a face must be, for each of its two uses.
struct QualityBars {
  // What is refused here sends a traveller to an officer. docs/quality.md says how many that is.
  // A head that is half outside or leans like one lying down is found, but its embedding resembles
  // nobody's: used, a listed person would be clear.
  QualityBar probe = {
      .min_overall = 5,
      .min_scores = {{QualityMeasure::kHeadRoll, 60}, {QualityMeasure::kMargins, 40}}};
  // What passes here is searched with for years.
  QualityBar reference = {
      .min_inter_eye_distance_px = 30,
      .min_overall = 50,
      .min_scores = {{QualityMeasure::kHeadRoll, 75}, {QualityMeasure::kMargins, 60}}};

  friend bool operator==(const QualityBars&, const QualityBars&) = default;
};

/// What evidence about presentation attacks does. It never hides a candidate: whoever reaches a
/// level is referred all the same.
struct PresentationAttackRule {
  bool heed_kiosk = true;               // ATTACK or INCONCLUSIVE from the kiosk is kPadFailed
  bool require_kiosk_evidence = false;  // no evidence from the kiosk is kPadFailed
  /// 0..1. A lower BonaFideScore of a used image is kPadFailed, and so is an absent one. None: the
  /// score is told and decides nothing.
  std::optional<double> min_bona_fide_score = std::nullopt;

  friend bool operator==(const PresentationAttackRule&, const PresentationAttackRule&) = default;
};

struct Policy {
  ListRule default_rule = {};  // of every list that has none of its own
  std::map<ListId, ListRule> rules = {};
  VerificationRule verification = {};
  Fallbacks fallbacks = {};
  QualityBars quality = {};
  PresentationAttackRule presentation_attack = {};
  /// 1: every search compares every reference. Less, at least 0.9: a search of a very long list may
  /// leave out references that are probably not the nearest, as long as at least this share of
  /// searches is shown to find all that matters (RecallCanary).
  double min_search_recall = 1;

  const ListRule& RuleFor(const ListId& list) const;

  /// INVALID_ARGUMENT with FIELD_INVALID naming the first value that is out of its range, as
  /// "default_rule.alert", "rules[demo].prior_listed", "verification.max_fmr",
  /// "quality.probe.minima[sharpness]".
  absl::Status Validate() const;

  friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace portcullis
