#include "border/watchlist/watchlist_admin.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using testing::FakeFace;
using testing::kFakeModel;
using testing::MessageHas;
using ::testing::SizeIs;

const ListId kList{"demo"};

/// A store whose changelog cannot be read while `broken`.
class FlakyReader : public WatchlistReader {
 public:
  explicit FlakyReader(const WatchlistReader& store) : store_(store) {}

  absl::StatusOr<std::vector<WatchList>> Lists(std::string_view after,
                                               std::size_t limit) const override {
    return store_.Lists(after, limit);
  }
  absl::StatusOr<Entry> GetEntry(EntryId id) const override { return store_.GetEntry(id); }
  absl::StatusOr<std::vector<Entry>> Entries(const EntryQuery& query) const override {
    return store_.Entries(query);
  }
  absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                          std::size_t limit) const override {
    if (broken) {
      return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable, "broken");
    }
    return store_.ChangesAfter(after, limit);
  }

  bool broken = false;

 private:
  const WatchlistReader& store_;
};

class WatchlistAdminTest : public ::testing::Test {
 protected:
  WatchlistAdminTest() { EXPECT_OK(CreateList("list-request", kList)); }

  MutationContext Request(std::string id, std::string fingerprint = "body") {
    return {.actor = "admin-1", .key = {std::move(id), std::move(fingerprint)}};
  }

  absl::StatusOr<std::string> CreateList(const std::string& request, const ListId& id) {
    WatchList list;
    list.id = id;
    list.display_name = "A list";
    return admin_.CreateList(Request(request), std::move(list), [](const WatchList& created) {
      return "created " + created.id.value;
    });
  }

  absl::StatusOr<std::string> Enrol(const MutationContext& context, NewEntry entry) {
    return admin_.EnrollEntry(context, entry, encoder_, AlwaysContinue,
                              [](const Entry& enrolled) { return FormatEntryId(enrolled.id); });
  }

  static NewEntry Person(std::vector<std::string> portraits) {
    return {.external_reference = "CASE-1",
            .display_name = "A. Person",
            .lists = {kList},
            .portraits = std::move(portraits)};
  }

  std::vector<Candidate> Find(float x, float y) {
    return gallery_.Search(Embedding(kFakeModel, {x, y}), {})->candidates;
  }

  std::int64_t next_id_ = 1;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  MemoryWatchlistStore store_{kFakeModel};
  FlakyReader reader_{store_};
  Gallery gallery_{*CreateFlatReferenceIndex(kFakeModel, 2)};
  ChangelogFollower follower_{reader_, gallery_};
  WatchlistAdmin admin_{
      store_,
      follower_,
      {.now = [this] { return now_; }, .random_id = [this] { return next_id_++; }}};
  FaceEncoder encoder_{testing::MakeFakeEncoderParts(), {}};
};

TEST_F(WatchlistAdminTest, AnEnrolledEntryIsFoundByTheNextSearch) {
  const auto response = Enrol(Request("r1"), Person({FakeFace(10, 20), FakeFace(30, 40)}));
  ASSERT_OK(response);
  const auto found = Find(30, 41);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(FormatEntryId(found[0].entry), *response);
  EXPECT_FLOAT_EQ(found[0].distance.value, 1);
  EXPECT_TRUE(gallery_.status().complete);
}

TEST_F(WatchlistAdminTest, ADeletedEntryIsFoundNoMore) {
  const auto id = ParseEntryId(*Enrol(Request("r1"), Person({FakeFace(10, 20)})));
  ASSERT_OK(admin_.DeleteEntry(Request("r2"), *id, Revision{1}));
  EXPECT_THAT(Find(10, 20), SizeIs(0));
}

TEST_F(WatchlistAdminTest, ADeletionBasedOnAnOldRevisionChangesNothing) {
  const auto id = ParseEntryId(*Enrol(Request("r1"), Person({FakeFace(10, 20)})));
  EXPECT_THAT(admin_.DeleteEntry(Request("r2"), *id, Revision{7}),
              FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict));
  EXPECT_THAT(Find(10, 20), SizeIs(1));
}

TEST_F(WatchlistAdminTest, ARepeatedRequestGetsTheSameResponseAndEnrolsNobodyTwice) {
  const auto first = Enrol(Request("r1"), Person({FakeFace(10, 20)}));
  const auto second = Enrol(Request("r1"), Person({FakeFace(10, 20)}));
  ASSERT_OK(second);
  EXPECT_EQ(*first, *second);
  EXPECT_THAT(Find(10, 20), SizeIs(1));
}

TEST_F(WatchlistAdminTest, ARequestIdWithAnotherBodyIsRefused) {
  ASSERT_OK(Enrol(Request("r1", "body 1"), Person({FakeFace(10, 20)})));
  EXPECT_THAT(Enrol(Request("r1", "body 2"), Person({FakeFace(50, 60)})),
              FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused));
  EXPECT_THAT(Find(50, 60), SizeIs(1));  // still only the first
}

TEST_F(WatchlistAdminTest, OneBadPortraitEnrolsNothingAndIsNamedByItsPlace) {
  const auto response = Enrol(Request("r1"), Person({FakeFace(10, 20), "no face"}));
  EXPECT_THAT(response,
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kPortraitRejected));
  EXPECT_THAT(response, MessageHas("portraits[1]: no face was found"));
  EXPECT_THAT(Find(10, 20), SizeIs(0));
}

TEST_F(WatchlistAdminTest, AnUnreadablePortraitIsNamedByItsPlace) {
  const auto response = Enrol(Request("r1"), Person({"rubbish"}));
  EXPECT_THAT(response,
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
  EXPECT_THAT(response, MessageHas("portraits[0]"));
}

TEST_F(WatchlistAdminTest, RefusesIncompleteRequestsByField) {
  NewEntry entry = Person({FakeFace(1, 1)});
  entry.display_name.clear();
  EXPECT_THAT(Enrol(Request("r1"), entry), MessageHas("display_name"));
  entry = Person({FakeFace(1, 1)});
  entry.lists.clear();
  EXPECT_THAT(Enrol(Request("r2"), entry), MessageHas("lists"));
  EXPECT_THAT(Enrol(Request("r3"), Person({})),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing));
  EXPECT_THAT(CreateList("r4", ListId{"Not Valid"}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

TEST_F(WatchlistAdminTest, RefusesAnUnknownList) {
  NewEntry entry = Person({FakeFace(1, 1)});
  entry.lists = {ListId{"nosuch"}};
  EXPECT_THAT(Enrol(Request("r1"), entry),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
}

TEST_F(WatchlistAdminTest, AChangeThatTheGalleryCannotFollowIsKeptAndSaidToBeMissing) {
  reader_.broken = true;
  ASSERT_OK(Enrol(Request("r1"), Person({FakeFace(10, 20)})));  // it is in the store
  EXPECT_FALSE(gallery_.status().complete);

  reader_.broken = false;
  ASSERT_OK(follower_.CatchUp());
  EXPECT_TRUE(gallery_.status().complete);
  EXPECT_THAT(Find(10, 20), SizeIs(1));
}

TEST_F(WatchlistAdminTest, AGalleryBuiltLaterFindsTheSame) {
  ASSERT_OK(Enrol(Request("r1"), Person({FakeFace(10, 20)})));
  const auto gone = ParseEntryId(*Enrol(Request("r2"), Person({FakeFace(50, 60)})));
  ASSERT_OK(admin_.DeleteEntry(Request("r3"), *gone, std::nullopt));

  Gallery rebuilt(*CreateFlatReferenceIndex(kFakeModel, 2));
  EXPECT_FALSE(rebuilt.status().complete);
  ChangelogFollower follower(store_, rebuilt);
  ASSERT_OK(follower.CatchUp());
  EXPECT_EQ(rebuilt.status().entries, 1U);
  EXPECT_EQ(rebuilt.status().epoch, gallery_.status().epoch);
  EXPECT_TRUE(rebuilt.status().complete);
}

TEST_F(WatchlistAdminTest, WhoDidWhatIsRecordedWithoutNames) {
  ASSERT_OK(Enrol(Request("r1"), Person({FakeFace(10, 20)})));
  const std::vector<AuditEvent> events = store_.AuditEvents();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[1].actor, "admin-1");
  EXPECT_EQ(events[1].action, "EnrollEntry");
  EXPECT_EQ(events[1].request_id, "r1");
  EXPECT_EQ(events[1].target.find("Person"), std::string::npos);
}

}  // namespace
}  // namespace portcullis
