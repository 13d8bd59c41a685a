#include "clients/cli/report.h"

#include <utility>

#include "clients/cli/numbers.h"
#include "clients/cli/table.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

std::string Describe(int reason) {
  switch (reason) {
    case v1::NO_DECISION_REASON_NO_FACE: return "no face was found in the image";
    case v1::NO_DECISION_REASON_SEVERAL_FACES: return "two or more faces of comparable size";
    case v1::NO_DECISION_REASON_LOW_QUALITY: return "the face is too small or too poor to compare";
    case v1::NO_DECISION_REASON_PARTIAL_COVERAGE: return "not everything could be searched";
    case v1::NO_DECISION_REASON_NOTHING_TO_SEARCH: return "the lists searched hold no entry";
    default: break;  // an open enum: a newer server may know more
  }
  return fmt::format("reason {}, unknown to this program", reason);
}

}  // namespace

std::string DescribeNoDecision(const google::protobuf::RepeatedField<int>& reasons,
                               v1::FallbackAction action) {
  std::string text;
  for (const int reason : reasons) text += (text.empty() ? "" : ", ") + Describe(reason);
  return text + (action == v1::FALLBACK_ACTION_RETRY_CAPTURE ? ": take another image"
                                                             : ": an officer checks the traveller");
}

void PrintContext(const v1::AnswerContext& context, std::ostream& out, bool colours) {
  const auto line = [&out, colours](const std::string& text) {
    out << Paint(text, Colour::kDim, colours) << '\n';
  };
  const v1::Coverage& coverage = context.coverage();
  if (coverage.references_searched() > 0) {
    line(fmt::format("searched {} entries ({} references), epoch {}{}",
                     FormatCount(coverage.entries_searched()),
                     FormatCount(coverage.references_searched()), context.epoch(),
                     coverage.complete() ? "" : ", NOT COMPLETE"));
  }
  line(fmt::format("model {}, {}", context.model_id(), context.policy_version()));
  const v1::Timings& timings = context.timings();
  std::string steps;
  for (const auto& [name, ms] : {std::pair<const char*, double>{"queue", timings.queue_ms()},
                                 {"decode", timings.decode_ms()},
                                 {"detect", timings.detect_ms()},
                                 {"align", timings.align_ms()},
                                 {"embed", timings.embed_ms()},
                                 {"search", timings.search_ms()}}) {
    steps += fmt::format("{} {}, ", name, FormatMilliseconds(ms));
  }
  line(fmt::format("{}total {}", steps, FormatMilliseconds(timings.total_ms())));
  line(fmt::format("trace {}", context.trace_id()));
}

}  // namespace portcullis::cli
