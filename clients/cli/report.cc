#include "clients/cli/report.h"

#include <utility>

#include "clients/cli/capture_words.h"
#include "clients/cli/numbers.h"
#include "clients/cli/table.h"
#include "fmt/format.h"

namespace portcullis::cli {

std::string DescribeNoDecision(const google::protobuf::RepeatedField<int>& reasons,
                               v1::FallbackAction action) {
  std::string text;
  for (const int reason : reasons) text += (text.empty() ? "" : ", ") + DescribeReason(reason);
  return text + (action == v1::FALLBACK_ACTION_RETRY_CAPTURE ? ": take another image"
                                                             : ": an officer checks the traveller");
}

void PrintContext(const v1::AnswerContext& context, std::ostream& out, bool colours) {
  const auto line = [&out, colours](const std::string& text) {
    out << Paint(text, Colour::kDim, colours) << '\n';
  };
  const v1::Coverage& coverage = context.coverage();
  if (coverage.references_searched() > 0) {
    line(fmt::format(
        "searched {} entries ({} references{}), epoch {}{}",
        FormatCount(coverage.entries_searched()), FormatCount(coverage.references_searched()),
        coverage.approximate() ? fmt::format(", approximately: {} were compared",
                                             FormatCount(coverage.references_compared()))
                               : "",
        context.epoch(), coverage.complete() ? "" : ", NOT COMPLETE"));
  }
  line(fmt::format("model {}, {}", context.model_id(), context.policy_version()));
  const v1::Timings& timings = context.timings();
  std::string steps;
  for (const auto& [name, ms] : {std::pair<const char*, double>{"queue", timings.queue_ms()},
                                 {"decode", timings.decode_ms()},
                                 {"detect", timings.detect_ms()},
                                 {"align", timings.align_ms()},
                                 {"attack check", timings.pad_ms()},
                                 {"embed", timings.embed_ms()},
                                 {"search", timings.search_ms()}}) {
    if (ms == 0) continue;  // a step that did not run
    steps += fmt::format("{} {}, ", name, FormatMilliseconds(ms));
  }
  line(fmt::format("{}total {}", steps, FormatMilliseconds(timings.total_ms())));
  line(fmt::format("trace {}", context.trace_id()));
}

}  // namespace portcullis::cli
