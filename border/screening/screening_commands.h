// What the border check is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "border/policy/attack_evidence.h"
#include "border/policy/policy_version.h"
#include "border/screening/captured_frame.h"
#include "border/screening/frame_collector.h"
#include "matcher/core/ids.h"

namespace portcullis {

using ImageBytes = std::span<const std::uint8_t>;

/// What every check that searches is told beside its images.
struct CheckTerms {
  std::vector<ListId> lists = {};  // empty means every list
  /// 1..100. How many are told, not what is decided: every candidate at a level is told as well.
  std::size_t max_candidates = 10;
  std::optional<AttackEvidence> attack_evidence = std::nullopt;  // none: the kiosk did not look
  std::string trace_id = {};                                     // for the record of the check
};

struct IdentifyCommand {
  std::vector<ImageBytes> images;  // 1..kMaxFrames, of one traveller
  CheckTerms terms;
};

struct VerifyCommand {
  ImageBytes document;
  ImageBytes live;
  std::optional<AttackEvidence> attack_evidence = std::nullopt;
};

struct TravellerCommand {
  ImageBytes document;
  std::vector<ImageBytes> live;  // 1..kMaxFrames, of one traveller
  CheckTerms terms;
};

/// A check of what was captured before.
struct FramesCommand {
  CollectedFrames collected;              // one frame or more
  std::optional<CapturedFrame> document;  // none: there is no verification
  /// Under whose bar the frames were captured; the check is decided under it too.
  std::shared_ptr<const PolicyVersion> policy;
  CheckTerms terms;
};

}  // namespace portcullis
