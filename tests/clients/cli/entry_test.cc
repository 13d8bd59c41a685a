// portcullis entry, all but erase.
#include <gtest/gtest.h>

#include "CLI/Error.hpp"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/cli/fake_server.h"

namespace portcullis::cli {
namespace {

class EntryCommands : public Commands {
 protected:
  /// An active entry, one list and one reference of which wait for approval.
  EntryCommands() {
    v1::Entry& entry = watchlist_.entry;
    entry.set_name("entries/abc");
    entry.set_display_name("Jane Roe");
    entry.add_alias_names("Janet Roe");
    entry.add_document_numbers("X123");
    entry.add_lists("lists/wanted");
    entry.set_status(v1::ENTRY_STATUS_ACTIVE);
    entry.add_memberships()->set_list("lists/wanted");
    entry.add_references()->set_name("entries/abc/references/1");
    entry.add_proposers("ann");
    entry.set_required_approvals(1);
    entry.set_revision(3);
  }

  void MakeProposed() {
    watchlist_.entry.set_status(v1::ENTRY_STATUS_PROPOSED);
    watchlist_.entry.mutable_memberships(0)->set_pending(true);
    watchlist_.entry.mutable_references(0)->set_pending(true);
    watchlist_.entry.set_revision(1);
  }
};

TEST_F(EntryCommands, ProposeSendsWhatIsSaidAndThePortraits) {
  MakeProposed();
  ASSERT_TRUE(Run({"entry",
                   "propose",
                   "--list",
                   "a",
                   "--list",
                   "lists/b",
                   "--name",
                   "Jane Roe",
                   "--ref",
                   "117",
                   "--alias",
                   "Janet",
                   "--alias",
                   "J.",
                   "--document",
                   "X1",
                   "--valid-from",
                   "2026-12-01",
                   "--valid-until",
                   "2027-12-01T06:00:00+01:00",
                   "--review-by",
                   "2027-06-01",
                   "--allow-duplicate",
                   "--request-id",
                   "r",
                   image_,
                   image_})
                  .ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(ProposeEntry request_id: "r" entry { external_reference: "117" )"
            R"(display_name: "Jane Roe" lists: "lists/a" lists: "lists/b" )"
            R"(alias_names: "Janet" alias_names: "J." document_numbers: "X1" )"
            R"(valid_from { seconds: 1796083200 } valid_until { seconds: 1827637200 } )"
            R"(review_by { seconds: 1811808000 } } )"
            R"(portraits: "image bytes" portraits: "image bytes" allow_duplicate: true)");
}

TEST_F(EntryCommands, ProposeSaysHowItIsApproved) {
  MakeProposed();
  ASSERT_TRUE(Run({"entry", "propose", "--list", "a", "--name", "Jane Roe", image_}).ok());
  EXPECT_EQ(Output(),
            "proposed entries/abc: proposed, revision 1\n"
            "0 of 1 approvals; an administrator who proposed none of it approves it:\n"
            "  portcullis entry approve entries/abc --expected-revision 1\n");
}

TEST_F(EntryCommands, EachProposalHasARequestIdOfItsOwn) {
  const std::vector<std::string> line = {"entry", "propose", "--list", "a", "--name", "J", image_};
  ASSERT_TRUE(Run(line).ok());
  const std::string first = watchlist_.asked.Last();
  ASSERT_TRUE(Run(line).ok());
  EXPECT_NE(watchlist_.asked.Last(), first);
}

TEST_F(EntryCommands, ATimeThatIsNoneIsAMistakeOfUsage) {
  for (const char* time : {"tomorrow", "2027-02-30", "2027-1-1", "2027-01-01 08:00"}) {
    EXPECT_THROW((void)Run({"entry", "propose", "--list", "a", "--name", "J", "--valid-until", time,
                            image_}),
                 CLI::ParseError)
        << time;
  }
}

TEST_F(EntryCommands, ActsSendEntryRevisionAndReason) {
  struct Case {
    std::vector<std::string> line;
    std::string method;
    std::string rest;
    std::string done;
  };
  const Case cases[] = {
      {{"approve"}, "ApproveEntry", "", "approved"},
      {{"reject", "--reason", "why"}, "RejectEntry", R"( reason: "why")", "rejected"},
      {{"suspend", "--reason", "why"}, "SuspendEntry", R"( reason: "why")", "suspended"},
      {{"reinstate", "--reason", "why"}, "ReinstateEntry", R"( reason: "why")", "reinstated"},
      {{"retire", "--reason", "why"}, "RetireEntry", R"( reason: "why")", "retired"},
      {{"extend", "--valid-until", "2028-01-01", "--review-by", "2027-07-01", "--justification",
        "why"},
       "ExtendEntry",
       R"( valid_until { seconds: 1830297600 } review_by { seconds: 1814400000 } )"
       R"(justification: "why")",
       "extended"},
  };
  for (const Case& act : cases) {
    std::vector<std::string> line = {"entry"};
    line.insert(line.end(), act.line.begin(), act.line.end());
    line.insert(line.end(), {"abc", "--expected-revision", "2", "--request-id", "r"});
    ASSERT_TRUE(Run(line).ok()) << act.method;
    EXPECT_EQ(
        watchlist_.asked.Last(),
        act.method + R"( request_id: "r" name: "entries/abc" expected_revision: 2)" + act.rest);
    EXPECT_EQ(Output(), act.done + " entries/abc: active, revision 3\n");
  }
}

TEST_F(EntryCommands, NobodyConsentsToWhatHeHasNotSeen) {
  EXPECT_THROW((void)Run({"entry", "approve", "abc"}), CLI::ParseError);
  EXPECT_THROW((void)Run({"entry", "reject", "abc", "--reason", "why"}), CLI::ParseError);
}

TEST_F(EntryCommands, ShowTellsAllOfAnEntry) {
  watchlist_.entry.add_memberships()->set_list("lists/new");
  watchlist_.entry.mutable_memberships(1)->set_pending(true);
  ASSERT_TRUE(Run({"entry", "show", "abc"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(), R"(GetEntry name: "entries/abc")");
  for (const char* part : {"Jane Roe", "Janet Roe", "X123", "lists/wanted, lists/new (pending)",
                           "active, pending: 1 list\n", "approval to no end", "ann", "0 of 1",
                           "entries/abc/references/1"}) {
    EXPECT_TRUE(Says(part)) << part;
  }
}

TEST_F(EntryCommands, ShowPrintsJson) {
  ASSERT_TRUE(Run({"entry", "show", "abc", "-o", "json"}).ok());
  v1::GetEntryResponse parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Output(), &parsed).ok());
  EXPECT_EQ(parsed.entry().SerializeAsString(), watchlist_.entry.SerializeAsString());
}

TEST_F(EntryCommands, LsFollowsAllPages) {
  watchlist_.names = {"entries/1", "entries/2", "entries/3", "entries/4", "entries/5"};
  ASSERT_TRUE(Run({"entry", "ls"}).ok());
  for (const std::string& name : watchlist_.names) EXPECT_TRUE(Says(name)) << name;
  EXPECT_EQ(watchlist_.asked.requests.size(), 3U);
}

TEST_F(EntryCommands, LsStopsAtTheLimit) {
  watchlist_.names = {"entries/1", "entries/2", "entries/3", "entries/4", "entries/5"};
  ASSERT_TRUE(Run({"entry", "ls", "--limit", "3", "-o", "json"}).ok());
  v1::ListEntriesResponse parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Output(), &parsed).ok());
  EXPECT_EQ(parsed.entries_size(), 3);
  EXPECT_EQ(watchlist_.asked.requests.size(), 2U);
}

TEST_F(EntryCommands, LsSendsEveryFilter) {
  ASSERT_TRUE(Run({"entry", "ls", "--list", "a", "--status", "active", "--status", "expired",
                   "--ref", "117", "--pending", "--order-by", "review_by desc"})
                  .ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(ListEntries list: "lists/a" page_size: 1000 statuses: ENTRY_STATUS_ACTIVE )"
            R"(statuses: ENTRY_STATUS_EXPIRED external_reference: "117" )"
            R"(order_by: "review_by desc" pending_only: true)");
}

TEST_F(EntryCommands, DueAsksUpToATime) {
  ASSERT_TRUE(Run({"entry", "due", "--list", "a", "--by", "2027-06-01"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(ListEntriesDueForReview list: "lists/a" due_by { seconds: 1811808000 } )"
            R"(page_size: 1000)");
  EXPECT_TRUE(Says("Jane Roe"));
}

TEST_F(EntryCommands, ImpactNamesTheWolf) {
  watchlist_.impact.set_travellers(100000);
  watchlist_.impact.set_alarms(52);
  watchlist_.impact.set_cohort("synthetic");
  v1::ReferenceImpact& wolf = *watchlist_.impact.add_references();
  wolf.set_reference("entries/abc/references/1");
  wolf.set_wolf(true);
  ASSERT_TRUE(Run({"entry", "impact", "abc"}).ok());
  EXPECT_TRUE(Says("52 of 100,000 strangers"));
  EXPECT_TRUE(Says("WOLF"));
}

TEST_F(EntryCommands, UpdateMasksWhatWasGivenOrCleared) {
  ASSERT_TRUE(Run({"entry", "update", "abc", "--alias", "J.", "--list", "a", "--clear",
                   "valid_until", "--request-id", "r", "--expected-revision", "3"})
                  .ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(UpdateEntry request_id: "r" entry { name: "entries/abc" lists: "lists/a" )"
            R"(alias_names: "J." } update_mask { paths: "alias_names" paths: "lists" )"
            R"(paths: "valid_until" } expected_revision: 3)");
  EXPECT_THROW((void)Run({"entry", "update", "abc"}), CLI::ParseError);
}

TEST_F(EntryCommands, MergeNamesBothWithTheirRevisions) {
  ASSERT_TRUE(Run({"entry", "merge", "abc", "def", "--request-id", "r", "--expected-revision", "3",
                   "--merged-expected-revision", "5"})
                  .ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(MergeEntries request_id: "r" name: "entries/abc" expected_revision: 3 )"
            R"(merged: "entries/def" merged_expected_revision: 5)");
}

TEST_F(EntryCommands, ReferencesAreAddedAndRemoved) {
  ASSERT_TRUE(Run({"entry", "add-reference", "abc", image_, "--request-id", "r"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(AddReference request_id: "r" name: "entries/abc" portrait: "image bytes")");
  ASSERT_TRUE(
      Run({"entry", "remove-reference", "entries/abc/references/1", "--request-id", "r"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(RemoveReference request_id: "r" name: "entries/abc/references/1")");
}

}  // namespace
}  // namespace portcullis::cli
