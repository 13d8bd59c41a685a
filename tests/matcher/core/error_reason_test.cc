#include "matcher/core/error_reason.h"

#include "absl/status/status.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

TEST(ErrorReason, TravelsWithTheStatus) {
  const absl::Status status = MakeError(absl::StatusCode::kInvalidArgument,
                                        ErrorReason::kImageTooLarge, "image has 9 bytes");
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageTooLarge));
}

TEST(ErrorReason, SurvivesAddedContext) {
  const absl::Status status =
      WithContext(MakeError(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound, "no entry"),
                  "portrait 2");
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
  EXPECT_THAT(status, MessageHas("portrait 2: no entry"));
}

TEST(ErrorReason, DetailsTravelWithTheStatusWhateverIsAdded) {
  absl::Status status = MakeError(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound, "no");
  EXPECT_TRUE(DetailsOf(status).empty());
  status = WithDetail(WithDetail(WithDetail(status, "field", "a"), "limit", "3"), "field", "b");
  status = WithContext(status, "portrait 2");
  EXPECT_EQ(DetailsOf(status),
            (std::map<std::string, std::string>{{"field", "b"}, {"limit", "3"}}));
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound));
}

TEST(ErrorReason, IsAbsentFromOtherStatuses) {
  EXPECT_EQ(ErrorReasonOf(absl::CancelledError("gone")), std::nullopt);
  EXPECT_EQ(ErrorReasonOf(absl::OkStatus()), std::nullopt);
}

TEST(ErrorReason, OfAnOkStatusWithContextIsStillOk) {
  EXPECT_OK(WithContext(absl::OkStatus(), "anything"));
}

}  // namespace
}  // namespace portcullis
