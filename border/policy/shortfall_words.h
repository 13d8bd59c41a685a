// What is below a bar of quality, in words.
#pragma once

#include <string>
#include <string_view>

#include "matcher/core/quality.h"
#include "matcher/core/quality_bar.h"

namespace portcullis {

/// As policies name it: "inter_eye_distance". Empty for numbers that are no measure.
std::string_view MeasureWord(QualityMeasure measure);

/// "inter eye distance is 14.2 px, at least 20 px is needed"; "overall quality is 31 of 100, at
/// least 40 is needed".
std::string DescribeShortfall(const QualityShortfall& shortfall);

}  // namespace portcullis
