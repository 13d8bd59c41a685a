// What AssessImage answered, as one page of HTML that stands for itself: no script, nothing that is
// fetched from elsewhere, light and dark, for a wide screen and a phone.
#pragma once

#include <string>
#include <string_view>

#include "clients/cli/assessment.h"

namespace portcullis::cli {

struct PageFacts {
  std::string file;  // its name, to be shown
  std::string time;  // when it was assessed, to be shown
};

/// Everything that comes from the wire or the command line is escaped. The page holds the pictures
/// of `answer`, so it is as personal as the image itself.
std::string AssessmentPage(const Assessment& assessment, const v1::AssessImageResponse& answer,
                           const PageFacts& facts);

/// Text as it can stand in HTML, between tags or in a quoted attribute.
std::string EscapedForHtml(std::string_view text);

}  // namespace portcullis::cli
