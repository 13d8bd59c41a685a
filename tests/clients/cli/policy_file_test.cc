#include "clients/cli/policy_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/clients/cli/sample_policy.h"

namespace portcullis::cli {
namespace {

/// Of this test alone: tests run beside each other.
std::string Prefix() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return testing::TempDir() + "policy_file_" + test->name() + "_";
}

std::string File(const std::string& name, const std::string& content) {
  const std::string path = Prefix() + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

absl::StatusOr<v1::Policy> ReadToml(const std::string& content) {
  return ReadPolicyFile(File("test.toml", content));
}

/// The problems of a file, without its path.
std::string ProblemsOf(const absl::StatusOr<v1::Policy>& policy) {
  std::string text(policy.status().message());
  const std::string folder = Prefix();
  for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
    text.erase(at, folder.size());
  }
  return text;
}

TEST(PolicyAsToml, IsWhatPeopleEdit) { EXPECT_EQ(PolicyAsToml(SamplePolicy()), kSampleToml); }

TEST(ReadPolicyFile, GivesWhatWasWritten) {
  const auto policy = ReadToml(kSampleToml);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->DebugString(), SamplePolicy().DebugString());
}

v1::Policy WithBars() {
  v1::Policy policy = SamplePolicy();
  policy.mutable_quality()->mutable_probe()->set_min_inter_eye_distance_px(20);
  v1::QualityBar& reference = *policy.mutable_quality()->mutable_reference();
  reference.set_min_inter_eye_distance_px(60.5);
  reference.set_min_overall(40);
  v1::QualityMinimum& sharpness = *reference.add_minima();
  sharpness.set_measure(v1::QUALITY_MEASURE_SHARPNESS);
  sharpness.set_min_score(30);
  v1::QualityMinimum& yaw = *reference.add_minima();
  yaw.set_measure(v1::QUALITY_MEASURE_HEAD_YAW);
  yaw.set_min_score(50);
  policy.mutable_presentation_attack()->set_heed_kiosk(true);
  policy.mutable_presentation_attack()->set_min_bona_fide_score(0.5);
  policy.set_min_search_recall(0.99);
  return policy;
}

constexpr char kBarsToml[] = R"(
# Images below it are not used: LOW_QUALITY, or PORTRAIT_REJECTED of a reference. All but
# pixels is 0 to 100. minima: of single components, such as { sharpness = 30 }.
[quality.probe]
min_inter_eye_distance_px = 20.0
min_overall = 0

[quality.reference]
min_inter_eye_distance_px = 60.5
min_overall = 40
minima = { sharpness = 30, head_yaw = 50 }

# What becomes of evidence about presentation attacks (PAD_FAILED). min_bona_fide_score, 0 to
# 1, needs the server's own check.
[presentation_attack]
heed_kiosk = true
require_kiosk_evidence = false
min_bona_fide_score = 0.5

# 1.0: every search compares every reference. From 0.9 on: searches of very long lists may
# be approximate where this share of them is shown to find all that matters.
[search]
min_search_recall = 0.99
)";

TEST(PolicyAsToml, HasTheBarsOfQualityAndTheRuleOfAttacksThatThePolicySays) {
  EXPECT_EQ(PolicyAsToml(WithBars()), std::string(kSampleToml) + kBarsToml);
}

TEST(ReadPolicyFile, GivesTheBarsOfQualityAndTheRuleOfAttacks) {
  const auto policy = ReadToml(PolicyAsToml(WithBars()));
  ASSERT_TRUE(policy.ok()) << policy.status();
  // TOML tables have no order: by name.
  v1::Policy expected = WithBars();
  expected.mutable_quality()->mutable_reference()->mutable_minima()->SwapElements(0, 1);
  EXPECT_EQ(policy->DebugString(), expected.DebugString());
}

TEST(ReadPolicyFile, LeavesToTheServerWhatAnOlderFileDoesNotSay) {
  const auto policy = ReadToml(kSampleToml);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_FALSE(policy->has_quality());
  EXPECT_FALSE(policy->has_presentation_attack());
  EXPECT_FALSE(policy->has_min_search_recall());
}

TEST(ReadPolicyFile, TakesTheRuleOfAttacksAsJson) {
  const auto policy = ReadPolicyFile(File("test.json", R"({
    "default_rule": {"review": {"false_alarms_per_1000_searches": 10},
                     "alert": {"false_alarms_per_1000_searches": 0.5},
                     "prior_listed": 0.001, "required_verdicts": 1},
    "verification": {"max_fmr": 0.001, "prior_same_person": 0.5},
    "presentation_attack": {"heed_kiosk": false, "require_kiosk_evidence": true}})"));
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_FALSE(policy->presentation_attack().heed_kiosk());
  EXPECT_TRUE(policy->presentation_attack().require_kiosk_evidence());
  EXPECT_FALSE(policy->presentation_attack().has_min_bona_fide_score());
}

TEST(ReadPolicyFile, TellsTheProblemsOfBarsAndOfTheRuleOfAttacks) {
  const std::string text = std::string(kSampleToml) + R"([quality.probe]
min_inter_eye_distance_px = "far"
minima = { sharpnes = 3, head_yaw = 1.5 }

[quality.document]

[presentation_attack]
heed_kiosk = 1
)";
  EXPECT_EQ(ProblemsOf(ReadToml(text)),
            R"(FIELD_INVALID: test.toml:22: quality.probe.min_overall is missing
test.toml:23: quality.probe.min_inter_eye_distance_px must be a number
test.toml:24: quality.probe.minima.head_yaw must be a whole number
test.toml:24: unknown key quality.probe.minima.sharpnes
test.toml:26: unknown key quality.document
test.toml:28: presentation_attack.require_kiosk_evidence is missing
test.toml:29: presentation_attack.heed_kiosk must be true or false)");
}

TEST(ReadPolicyFile, TakesWholeNumbersForRates) {
  std::string text = kSampleToml;
  text.replace(text.find("10.0"), 4, "10");
  const auto policy = ReadToml(text);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->default_rule().review().false_alarms_per_1000_searches(), 10);
}

TEST(ReadPolicyFile, TakesTheSameKeysAsJson) {
  const auto policy = ReadPolicyFile(File("test.json", R"({
    "default_rule": {"review": {"false_alarms_per_1000_searches": 10},
                     "alert": {"false_alarms_per_1000_searches": 0.5},
                     "prior_listed": 0.001, "required_verdicts": 1},
    "rules": {"wanted": {"review": {"false_positive_identification_rate": 0.02},
                         "alert": {"false_positive_identification_rate": 1e-6},
                         "prior_listed": 1e-5, "required_verdicts": 2}},
    "verification": {"max_fmr": 0.001, "prior_same_person": 0.5},
    "fallbacks": {"no_face": "retry_capture"}})"));
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->DebugString(), SamplePolicy().DebugString());
}

TEST(ReadPolicyFile, TellsAllProblemsAtOnceWithTheirLines) {
  const auto policy = ReadToml(R"([default_rule]
review = { false_alarms_per_1000_searches = "ten" }
alert = { fpir = 0.1 }
prior_listed = 0.001
required_verdict = 1

[rules.wanted]
review = 0.3

[verification]
max_fmr = 0.001
prior_same_person = true

[fallbacks]
no_face = "wave_through"
no_hat = "manual_check"

[list]
)");
  EXPECT_EQ(policy.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ProblemsOf(policy),
            R"(FIELD_INVALID: test.toml:1: default_rule.required_verdicts is missing
test.toml:2: default_rule.review.false_alarms_per_1000_searches must be a number
test.toml:3: unknown key default_rule.alert.fpir
test.toml:3: default_rule.alert must have either false_alarms_per_1000_searches or false_positive_identification_rate
test.toml:5: unknown key default_rule.required_verdict
test.toml:7: rules.wanted.alert is missing
test.toml:7: rules.wanted.prior_listed is missing
test.toml:7: rules.wanted.required_verdicts is missing
test.toml:8: rules.wanted.review must be a table
test.toml:12: verification.prior_same_person must be a number
test.toml:15: fallbacks.no_face must be "retry_capture" or "manual_check"
test.toml:16: unknown key fallbacks.no_hat
test.toml:18: unknown key list)");
}

TEST(ReadPolicyFile, RefusesAFractionOfAVerdict) {
  std::string text = kSampleToml;
  text.replace(text.find("required_verdicts = 2"), 21, "required_verdicts = 1.5");
  EXPECT_EQ(ProblemsOf(ReadToml(text)),
            "FIELD_INVALID: test.toml:12: rules.wanted.required_verdicts must be a whole number");
}

TEST(ReadPolicyFile, RefusesWhatIsNoToml) {
  EXPECT_EQ(ProblemsOf(ReadToml("[default_rule\n")).substr(0, 26), "FIELD_INVALID: test.toml:1");
}

TEST(ReadPolicyFile, RefusesWhatIsNoJsonObject) {
  for (const char* text : {"", "[]", "{", "1"}) {
    EXPECT_EQ(ProblemsOf(ReadPolicyFile(File("bad.json", text))),
              "FIELD_INVALID: bad.json: is no JSON object")
        << text;
  }
}

TEST(ReadPolicyFile, NamesAFileThatIsNotThere) {
  const auto policy = ReadPolicyFile("/nowhere/policy.toml");
  EXPECT_NE(std::string(policy.status().message()).find("/nowhere/policy.toml"), std::string::npos);
}

}  // namespace
}  // namespace portcullis::cli
