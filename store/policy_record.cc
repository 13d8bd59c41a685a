#include "store/policy_record.h"

#include <cstdint>
#include <utility>

#include "store/byte_codec.h"

namespace portcullis {
namespace {

/// 1 lacked the bars of quality, the rule of presentation attacks and two fallbacks: what they are
/// by default holds for records of it.
constexpr std::uint8_t kFirstVersion = 1;
constexpr std::uint8_t kSecondVersion = 2;
constexpr std::uint8_t kVersion = 3;

/// An enumerator, of which the last one is `last`.
template <typename Enum>
Enum ReadEnum(ByteReader& reader, Enum first, Enum last) {
  const auto value = static_cast<Enum>(reader.Byte());
  if (value >= first && value <= last) return value;
  reader.Fail();
  return first;
}

template <typename Enum>
void WriteEnum(ByteWriter& writer, Enum value) {
  writer.Byte(static_cast<std::uint8_t>(value));
}

void WriteTarget(ByteWriter& writer, const ErrorTarget& target) {
  WriteEnum(writer, target.kind);
  writer.Double(target.value);
}

ErrorTarget ReadTarget(ByteReader& reader) {
  ErrorTarget target;
  target.kind =
      ReadEnum(reader, ErrorTarget::Kind::kFalseAlarmsPer1000Searches, ErrorTarget::Kind::kFpir);
  target.value = reader.Double();
  return target;
}

void WriteRule(ByteWriter& writer, const ListRule& rule) {
  WriteTarget(writer, rule.alert);
  WriteTarget(writer, rule.review);
  writer.Double(rule.prior_listed).Signed(rule.required_verdicts);
}

ListRule ReadRule(ByteReader& reader) {
  ListRule rule;
  rule.alert = ReadTarget(reader);
  rule.review = ReadTarget(reader);
  rule.prior_listed = reader.Double();
  rule.required_verdicts = static_cast<int>(reader.Signed());
  return rule;
}

FallbackAction ReadAction(ByteReader& reader) {
  return ReadEnum(reader, FallbackAction::kRetryCapture, FallbackAction::kManualCheck);
}

void WriteBar(ByteWriter& writer, const QualityBar& bar) {
  writer.Double(bar.min_inter_eye_distance_px)
      .Signed(bar.min_overall)
      .Number(bar.min_scores.size());
  for (const auto& [measure, score] : bar.min_scores) {
    WriteEnum(writer, measure);
    writer.Signed(score);
  }
}

QualityBar ReadBar(ByteReader& reader) {
  QualityBar bar;
  bar.min_inter_eye_distance_px = reader.Double();
  bar.min_overall = static_cast<int>(reader.Signed());
  for (std::size_t count = reader.Count(); count > 0; --count) {
    const auto measure =
        ReadEnum(reader, QualityMeasure::kHeadYaw, QualityMeasure::kForeheadVisible);
    const auto score = static_cast<int>(reader.Signed());
    const bool is_new = bar.min_scores.emplace(measure, score).second;
    if (!is_new) reader.Fail();
  }
  return bar;
}

void WriteAttackRule(ByteWriter& writer, const PresentationAttackRule& rule) {
  writer.Flag(rule.heed_kiosk)
      .Flag(rule.require_kiosk_evidence)
      .Flag(rule.min_bona_fide_score.has_value());
  if (rule.min_bona_fide_score) writer.Double(*rule.min_bona_fide_score);
}

PresentationAttackRule ReadAttackRule(ByteReader& reader) {
  PresentationAttackRule rule;
  rule.heed_kiosk = reader.Flag();
  rule.require_kiosk_evidence = reader.Flag();
  if (reader.Flag()) rule.min_bona_fide_score = reader.Double();
  return rule;
}

void WritePolicy(ByteWriter& writer, const Policy& policy) {
  WriteRule(writer, policy.default_rule);
  writer.Number(policy.rules.size());
  for (const auto& [list, rule] : policy.rules) {
    writer.Text(list.value);
    WriteRule(writer, rule);
  }
  writer.Double(policy.verification.max_fmr).Double(policy.verification.prior_same_person);
  const Fallbacks& fallbacks = policy.fallbacks;
  for (const FallbackAction action :
       {fallbacks.no_face, fallbacks.several_faces, fallbacks.low_quality,
        fallbacks.partial_coverage, fallbacks.nothing_to_search, fallbacks.pad_failed,
        fallbacks.inconsistent_frames}) {
    WriteEnum(writer, action);
  }
  WriteBar(writer, policy.quality.probe);
  WriteBar(writer, policy.quality.reference);
  WriteAttackRule(writer, policy.presentation_attack);
  writer.Double(policy.min_search_recall);
}

Policy ReadPolicy(ByteReader& reader, std::uint8_t record_version) {
  Policy policy;
  policy.default_rule = ReadRule(reader);
  for (std::size_t rules = reader.Count(); rules > 0; --rules) {
    ListId list{std::string(reader.Text())};
    const ListRule rule = ReadRule(reader);
    const bool is_new = policy.rules.emplace(std::move(list), rule).second;
    if (!is_new) reader.Fail();
  }
  policy.verification.max_fmr = reader.Double();
  policy.verification.prior_same_person = reader.Double();
  policy.fallbacks.no_face = ReadAction(reader);
  policy.fallbacks.several_faces = ReadAction(reader);
  policy.fallbacks.low_quality = ReadAction(reader);
  policy.fallbacks.partial_coverage = ReadAction(reader);
  policy.fallbacks.nothing_to_search = ReadAction(reader);
  if (record_version == kFirstVersion) return policy;
  policy.fallbacks.pad_failed = ReadAction(reader);
  policy.fallbacks.inconsistent_frames = ReadAction(reader);
  policy.quality.probe = ReadBar(reader);
  policy.quality.reference = ReadBar(reader);
  policy.presentation_attack = ReadAttackRule(reader);
  if (record_version == kSecondVersion) return policy;
  policy.min_search_recall = reader.Double();
  return policy;
}

}  // namespace

std::string EncodePolicy(const PolicyVersion& version) {
  ByteWriter writer;
  writer.Byte(kVersion);
  WritePolicy(writer, version.policy);
  WriteEnum(writer, version.state);
  writer.Text(version.proposed_by)
      .Signed(absl::ToUnixNanos(version.proposed_at))
      .Text(version.justification)
      .Text(version.decided_by)
      .Signed(absl::ToUnixNanos(version.decided_at))
      .Text(version.reason)
      .Flag(version.effective_at.has_value());
  if (version.effective_at) writer.Signed(absl::ToUnixNanos(*version.effective_at));
  writer.Flag(version.rollback_of.has_value());
  if (version.rollback_of) writer.Signed(version.rollback_of->value);
  writer.Signed(version.revision.value);
  return writer.bytes();
}

std::optional<PolicyVersion> DecodePolicy(PolicyNumber number, std::string_view bytes) {
  ByteReader reader(bytes);
  const std::uint8_t record_version = reader.Byte();
  if (record_version < kFirstVersion || record_version > kVersion) return std::nullopt;
  PolicyVersion version;
  version.number = number;
  version.policy = ReadPolicy(reader, record_version);
  version.state = ReadEnum(reader, PolicyState::kProposed, PolicyState::kWithdrawn);
  version.proposed_by = reader.Text();
  version.proposed_at = absl::FromUnixNanos(reader.Signed());
  version.justification = reader.Text();
  version.decided_by = reader.Text();
  version.decided_at = absl::FromUnixNanos(reader.Signed());
  version.reason = reader.Text();
  if (reader.Flag()) version.effective_at = absl::FromUnixNanos(reader.Signed());
  if (reader.Flag()) version.rollback_of = PolicyNumber{reader.Signed()};
  version.revision = Revision{reader.Signed()};
  if (!reader.ok() || !reader.IsAtEnd()) return std::nullopt;
  return version;
}

}  // namespace portcullis
