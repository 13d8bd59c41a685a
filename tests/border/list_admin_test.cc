#include "border/watchlist/list_admin.h"

#include "tests/border/watchlist_under_test.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;
using testing::WatchlistUnderTest;

const ListId kList{"demo"};

class ListAdminTest : public ::testing::Test {
 protected:
  absl::Status Update(std::optional<Revision> expected, const ListUpdate& update) {
    return world_.lists
        .Update(world_.By("alice"), kList, expected, update,
                [](const WatchList&) { return "list"; })
        .status();
  }

  WatchlistUnderTest world_{kList};
};

TEST_F(ListAdminTest, AnUpdateChangesWhatItNamesAndNothingElse) {
  world_.now += absl::Hours(1);
  ASSERT_OK(Update(Revision{1}, {.severity = Severity::kCritical, .required_approvals = 2}));
  const auto list = world_.store.GetList(kList);
  ASSERT_OK(list);
  EXPECT_EQ(list->severity, Severity::kCritical);
  EXPECT_EQ(list->required_approvals, 2);
  EXPECT_EQ(list->display_name, "A list");
  EXPECT_EQ(list->revision, Revision{2});
  EXPECT_EQ(list->update_time, world_.now);
  EXPECT_EQ(list->create_time, world_.now - absl::Hours(1));
}

TEST_F(ListAdminTest, RefusesValuesOutOfTheirRange) {
  EXPECT_THAT(Update({}, {.required_approvals = 3}), MessageHas("required_approvals is 3"));
  EXPECT_THAT(Update({}, {.required_approvals = 0}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  EXPECT_THAT(Update({}, {.required_verdicts = 4}), MessageHas("must be 1 to 3"));
  EXPECT_THAT(Update({}, {.retention_days = -1}), MessageHas("retention_days"));
  EXPECT_THAT(Update({}, {.display_name = ""}), MessageHas("display_name"));
  EXPECT_THAT(world_.CreateList(ListId{"Not Valid"}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

TEST_F(ListAdminTest, AnUpdateOfAnOldRevisionChangesNothing) {
  ASSERT_OK(Update({}, {.owner = "Customs"}));
  EXPECT_THAT(Update(Revision{1}, {.owner = "Police"}),
              FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict));
  EXPECT_EQ(world_.store.GetList(kList)->owner, "Customs");
}

TEST_F(ListAdminTest, OnlyAnEmptyListIsDeleted) {
  const EntryId id = world_.Enrol(kList, 1, 1);
  const auto remove = [this] {
    return world_.lists.Delete(world_.By("alice"), kList, std::nullopt).status();
  };
  EXPECT_THAT(remove(),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kListNotEmpty));
  ASSERT_OK(world_.eraser.Erase(world_.By("alice"), {id},
                                [](const ErasureReceipt&) { return "receipt"; }));
  ASSERT_OK(remove());
  EXPECT_THAT(world_.store.GetList(kList),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
  EXPECT_THAT(world_.searchable.CheckLists({kList}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
}

TEST_F(ListAdminTest, AListOfTheSameNameThatComesLaterIsFoundByItsOwnEntries) {
  const EntryId old = world_.Enrol(kList, 1, 1);
  ASSERT_OK(world_.eraser.Erase(world_.By("alice"), {old},
                                [](const ErasureReceipt&) { return "receipt"; }));
  ASSERT_OK(world_.lists.Delete(world_.By("alice"), kList, std::nullopt));
  ASSERT_OK(world_.CreateList(kList));
  const EntryId fresh = world_.Enrol(kList, 1, 1);
  EXPECT_THAT(world_.Find(1, 1, {kList}), ::testing::ElementsAre(fresh));
}

}  // namespace
}  // namespace portcullis
