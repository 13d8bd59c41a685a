#include "eval/enrol_failures.h"

#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using ::testing::HasSubstr;

std::vector<ImageOutcome> Hundred(const std::vector<ImageOutcome>& failed) {
  std::vector<ImageOutcome> outcomes = failed;
  while (outcomes.size() < 100) outcomes.push_back({"ok.jpg", "EMBEDDED"});
  return outcomes;
}

TEST(EnrolFailures, AreCountedByReason) {
  const EnrolFailures failures = CountEnrolFailures(
      Hundred({{"a.jpg", "NO_FACE"}, {"b.jpg", "LOW_QUALITY"}, {"c.jpg", "NO_FACE"}}));
  EXPECT_EQ(failures.images, 100);
  EXPECT_EQ(failures.by_reason.at("NO_FACE"), 2);
  EXPECT_EQ(failures.by_reason.at("LOW_QUALITY"), 1);
  EXPECT_DOUBLE_EQ(failures.rate()->rate(), 0.03);
}

TEST(EnrolFailures, HaveTheIntervalOfClopperAndPearson) {
  // 2 of 100: 0.24 to 7.04 %, as in the tables of Clopper and Pearson (1934).
  const EnrolFailures failures =
      CountEnrolFailures(Hundred({{"a.jpg", "NO_FACE"}, {"b.jpg", "NO_FACE"}}));
  EXPECT_NEAR(failures.rate()->low, 0.0024, 0.0001);
  EXPECT_NEAR(failures.rate()->high, 0.0704, 0.0001);
}

TEST(EnrolFailures, OfNoneAmongMayStillBeAFew) {
  const EnrolFailures failures = CountEnrolFailures(Hundred({}));
  EXPECT_EQ(failures.rate()->low, 0);
  EXPECT_NEAR(failures.rate()->high, 0.0362, 0.0001);  // 1 - 0.025^(1/100)
}

TEST(EnrolFailures, AreNoRateButABoundWhereTheyAreFewerThanThree) {
  std::vector<ImageOutcome> failed = {{"a.jpg", "NO_FACE"}, {"b.jpg", "NO_FACE"}};
  EXPECT_TRUE(ToJson(CountEnrolFailures(Hundred(failed)))["rate"].is_null());
  failed.push_back({"c.jpg", "LOW_QUALITY"});
  const EnrolFailures three = CountEnrolFailures(Hundred(failed));
  EXPECT_DOUBLE_EQ(ToJson(three)["rate"].get<double>(), 0.03);
  std::ostringstream out;
  PrintTable(three, out);
  EXPECT_THAT(out.str(), HasSubstr("not enrolled: 3 % (0.623 % to 8.52 %), 3 of 100 images"));
}

TEST(EnrolFailures, AreNoRateWithoutImages) {
  const EnrolFailures failures = CountEnrolFailures({});
  EXPECT_TRUE(ToJson(failures)["rate"].is_null());
  std::ostringstream out;
  PrintTable(failures, out);
  EXPECT_EQ(out.str(), "0 images\n");
}

TEST(EnrolFailures, AreListedWithTheirImages) {
  const EnrolFailures failures = CountEnrolFailures(Hundred({{"people/a.jpg", "NO_FACE"}}));
  std::ostringstream out;
  PrintTable(failures, out);
  EXPECT_THAT(out.str(), HasSubstr("not enrolled: at most 5.45 %, 1 of 100 images (95 %"));
  EXPECT_THAT(out.str(), HasSubstr("people/a.jpg"));
  const auto json = ToJson(failures);
  EXPECT_EQ(json["failures_to_enrol"]["by_reason"]["NO_FACE"], 1);
  EXPECT_EQ(json["failed"][0]["path"], "people/a.jpg");
}

}  // namespace
}  // namespace portcullis
