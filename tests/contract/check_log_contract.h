// What every CheckLog does. Each implementation runs it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "border/policy/check_log.h"
#include "gtest/gtest.h"
#include "tests/contract/policy_records.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

/// A log, empty at first.
class CheckLogHarness {
 public:
  virtual ~CheckLogHarness() = default;
  virtual CheckLog& log() = 0;
  /// Closes the log and opens it again, where it has something to close.
  virtual void Reopen() = 0;
};

struct CheckLogKind {
  std::string name;
  std::function<std::unique_ptr<CheckLogHarness>()> create;
};

class CheckLogContract : public ::testing::TestWithParam<CheckLogKind> {
 protected:
  CheckLogContract() : harness_(GetParam().create()) {}

  CheckLog& log() { return harness_->log(); }

  std::vector<std::string> Traces(absl::Time from = absl::InfinitePast(),
                                  absl::Time until = absl::InfiniteFuture()) {
    std::vector<std::string> traces;
    EXPECT_OK(log().VisitChecks(from, until, [&traces](const CheckRecord& record) {
      traces.push_back(record.trace_id);
      return absl::OkStatus();
    }));
    return traces;
  }

  const std::unique_ptr<CheckLogHarness> harness_;
};

inline std::string CheckLogKindName(const ::testing::TestParamInfo<CheckLogKind>& info) {
  return info.param.name;
}

TEST_P(CheckLogContract, KeepsEveryFieldOfARecord) {
  CheckRecord bare;
  bare.time = TimeAt(1);
  ASSERT_OK(log().AppendChecks({{MakeCheck(2, "full"), bare}}));
  harness_->Reopen();
  std::vector<CheckRecord> records;
  ASSERT_OK(log().VisitChecks(absl::InfinitePast(), absl::InfiniteFuture(),
                              [&records](const CheckRecord& record) {
                                records.push_back(record);
                                return absl::OkStatus();
                              }));
  EXPECT_EQ(records, (std::vector{bare, MakeCheck(2, "full")}));
}

TEST_P(CheckLogContract, TellsRecordsByTimeAndThenInTheirOrder) {
  ASSERT_OK(log().AppendChecks({{MakeCheck(5, "c"), MakeCheck(3, "a")}}));
  ASSERT_OK(log().AppendChecks({}));
  ASSERT_OK(log().AppendChecks({{MakeCheck(3, "b")}}));
  EXPECT_THAT(Traces(), ::testing::ElementsAre("a", "b", "c"));
}

TEST_P(CheckLogContract, TellsWhatWasFromThenUntilJustBeforeThen) {
  for (int i = 1; i <= 5; ++i) {
    ASSERT_OK(log().AppendChecks({{MakeCheck(i, std::to_string(i))}}));
  }
  const absl::Time two = MakeCheck(2, "").time;
  EXPECT_THAT(Traces(two, MakeCheck(4, "").time), ::testing::ElementsAre("2", "3"));
  EXPECT_THAT(Traces(two, two), ::testing::IsEmpty());
  EXPECT_THAT(Traces(MakeCheck(4, "").time, two), ::testing::IsEmpty());
}

TEST_P(CheckLogContract, TellsMoreThanAPageOfRecordsOnce) {
  std::vector<CheckRecord> records;
  for (int i = 0; i < 2500; ++i) records.push_back(MakeCheck(i / 900, std::to_string(i)));
  ASSERT_OK(log().AppendChecks(records));
  const std::vector<std::string> traces = Traces();
  ASSERT_EQ(traces.size(), 2500U);
  for (std::size_t i = 0; i < traces.size(); ++i) ASSERT_EQ(traces[i], std::to_string(i));
}

TEST_P(CheckLogContract, AnErrorOfTheVisitorEndsTheVisit) {
  ASSERT_OK(log().AppendChecks({{MakeCheck(1, "a"), MakeCheck(2, "b")}}));
  int visits = 0;
  const absl::Status status = log().VisitChecks(absl::InfinitePast(), absl::InfiniteFuture(),
                                                [&visits](const CheckRecord&) {
                                                  ++visits;
                                                  return absl::CancelledError("enough");
                                                });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(visits, 1);
}

TEST_P(CheckLogContract, AVisitorMayUseTheLog) {
  ASSERT_OK(log().AppendChecks({{MakeCheck(1, "a")}}));
  ASSERT_OK(log().VisitChecks(absl::InfinitePast(), TimeAt(2), [this](const CheckRecord&) {
    EXPECT_THAT(Traces(), ::testing::SizeIs(1));
    return log().AppendChecks({{MakeCheck(9, "later")}});
  }));
  EXPECT_THAT(Traces(), ::testing::ElementsAre("a", "later"));
}

TEST_P(CheckLogContract, PurgesWhatIsOlderAndSaysHowMany) {
  for (int i = 1; i <= 4; ++i) {
    ASSERT_OK(log().AppendChecks({{MakeCheck(i, std::to_string(i))}}));
  }
  EXPECT_EQ(*log().PurgeChecks(MakeCheck(3, "").time), 2U);
  EXPECT_EQ(*log().PurgeChecks(MakeCheck(3, "").time), 0U);
  harness_->Reopen();
  EXPECT_THAT(Traces(), ::testing::ElementsAre("3", "4"));
}

}  // namespace portcullis::testing
