// What is said about the capture of a face (capture.proto), in plain words. Enums on the wire are
// open: a value that a newer server knows and this program does not is told by its number.
#pragma once

#include <string>
#include <vector>

#include "portcullis/v1/capture.pb.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis::cli {

/// Something that is known, and what is known of it: "captured", "2019-05". Fit to be shown.
struct Fact {
  std::string name;
  std::string text;

  friend bool operator==(const Fact&, const Fact&) = default;
};

/// "no face was found in the image"; of a v1::NoDecisionReason.
std::string DescribeReason(int reason);

/// "inter-eye distance"; "overall quality" for UNSPECIFIED; of a v1::QualityMeasure.
std::string MeasureName(int measure);

/// "+3.2 degrees", "62 px", "1.2 %", "0.93": in the unit of the measure.
std::string FormatRaw(int measure, double raw);

/// "sharpness is 12 of 100, at least 30 is needed".
std::string DescribeShortfall(const v1::QualityShortfall& shortfall);

/// Why an image was not used, as one sentence without a full stop: the shortfalls of a face that is
/// too poor, else the reason. Empty if it was used.
std::string DescribeProblem(const v1::FaceReport& face);

/// "JPEG", "JPEG 2000 in an ISO/IEC 19794-5:2005 record".
std::string DescribeFile(const v1::ImageSource& source);

/// What the file is and says of itself, and what was done before a face was found.
std::vector<Fact> SourceFacts(const v1::ImageSource& source);

/// Where the face is, and what was made of it. None if there is no single face.
std::vector<Fact> FaceFacts(const v1::FaceReport& face);

/// "0.93 of 1 for a person rather than a picture of one; error rates not measured".
std::string DescribeBonaFide(double score);

}  // namespace portcullis::cli
