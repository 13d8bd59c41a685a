#include "border/watchlist/enrolment.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "border/policy/shortfall_words.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

std::string Describe(std::span<const QualityShortfall> shortfalls) {
  std::string text = "its quality is below the policy's bar for references";
  std::string_view separator = ": ";
  for (const QualityShortfall& shortfall : shortfalls) {
    text += fmt::format("{}{}", separator, DescribeShortfall(shortfall));
    separator = "; ";
  }
  return text;
}

std::string Describe(const FaceCapture& capture) {
  switch (*capture.problem) {
    case CaptureProblem::kNoFace: return "no face was found";
    case CaptureProblem::kSeveralFaces: return "it has several faces of comparable size";
    case CaptureProblem::kLowQuality: return Describe(capture.shortfalls);
  }
  return "";
}

std::span<const std::uint8_t> AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

absl::StatusOr<std::vector<EnrolledFace>> EncodePortraits(std::span<const std::string> portraits,
                                                          const QualityBar& bar,
                                                          FaceEncoder& encoder,
                                                          const Checkpoint& checkpoint,
                                                          const WatchlistSources& sources) {
  std::vector<EnrolledFace> faces;
  for (std::size_t i = 0; i < portraits.size(); ++i) {
    const std::string name = fmt::format("portraits[{}]", i);
    absl::StatusOr<FaceCapture> capture = encoder.Encode(AsBytes(portraits[i]), bar, checkpoint);
    if (!capture.ok()) return WithContext(capture.status(), name);
    if (capture->problem) {
      return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kPortraitRejected,
                       fmt::format("{}: {}", name, Describe(*capture)));
    }
    faces.push_back({.info = {.id = ReferenceId{sources.random_id()},
                              .quality = *capture->quality,
                              .pending = true,
                              .create_time = sources.now()},
                     .embedding = *std::move(capture->embedding),
                     .portrait = portraits[i]});
  }
  return faces;
}

}  // namespace portcullis
