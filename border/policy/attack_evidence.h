// What a kiosk's own presentation attack detection (ISO/IEC 30107) says about a traveller.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace portcullis {

enum class AttackResult : std::uint8_t {
  kBonaFide = 1,  // it looked and saw no attack
  kAttack = 2,
  kInconclusive = 3,  // it could not tell
};

struct AttackEvidence {
  AttackResult result = AttackResult::kInconclusive;
  std::string subsystem;  // what looked, for the record: "acme-3d 4.1"
  /// On the subsystem's own scale, for the record; nothing is decided by it.
  std::optional<double> score = std::nullopt;

  friend bool operator==(const AttackEvidence&, const AttackEvidence&) = default;
};

}  // namespace portcullis
