// What a policy says, in words: those of policy files and those that people read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "portcullis/v1/capture.pb.h"
#include "portcullis/v1/common.pb.h"
#include "portcullis/v1/policy_document.pb.h"

namespace portcullis::cli {

/// The keys of a target in a policy file.
inline constexpr std::string_view kFalseAlarms = "false_alarms_per_1000_searches";
inline constexpr std::string_view kFpir = "false_positive_identification_rate";

/// "several_faces"; "reason 17" for one that is unknown to this program.
std::string ReasonWord(int reason);
std::optional<v1::NoDecisionReason> ReasonFromWord(std::string_view word);

/// "manual_check"; "action 17" for one that is unknown to this program.
std::string ActionWord(int action);
std::optional<v1::FallbackAction> ActionFromWord(std::string_view word);
inline constexpr std::string_view kActionWords = "\"retry_capture\" or \"manual_check\"";

/// "proposed"; "state 17" for one that is unknown to this program.
std::string StateWord(int state);
std::optional<v1::PolicyState> StateFromWord(std::string_view word);

/// "inter_eye_distance"; "measure 17" for one that is unknown to this program.
std::string MeasureWord(int measure);
std::optional<v1::QualityMeasure> MeasureFromWord(std::string_view word);

/// "20 px between the eyes, overall 30, sharpness 40".
std::string DescribeBar(const v1::QualityBar& bar);

/// "heeds the kiosk, demands its evidence, bona fide score at least 0.5".
std::string DescribeAttackRule(const v1::PresentationAttackRule& rule);
std::string DescribeSearchRecall(double min_search_recall);

/// As it was stated: "10 per 1,000 searches" or "FPIR 0.0001".
std::string DescribeTarget(const v1::ErrorTarget& target);

}  // namespace portcullis::cli
