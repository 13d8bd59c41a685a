// portcullis list.
#include <gtest/gtest.h>

#include "CLI/Error.hpp"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/cli/fake_server.h"

namespace portcullis::cli {
namespace {

class ListCommands : public Commands {
 protected:
  ListCommands() {
    watchlist_.list.set_name("lists/wanted");
    watchlist_.list.set_display_name("Wanted persons");
    watchlist_.list.set_severity(v1::SEVERITY_HIGH);
    watchlist_.list.set_officer_instructions("Call the duty officer");
    watchlist_.list.set_retention_days(90);
    watchlist_.list.set_required_approvals(2);
    watchlist_.list.set_revision(4);
  }
};

TEST_F(ListCommands, CreateSendsEveryField) {
  ASSERT_TRUE(Run({"list",     "create",
                   "wanted",   "--display-name",
                   "Wanted",   "--owner",
                   "BP",       "--purpose",
                   "P",        "--legal-basis",
                   "L",        "--instructions",
                   "I",        "--severity",
                   "critical", "--retention-days",
                   "30",       "--required-approvals",
                   "2",        "--required-verdicts",
                   "3",        "--request-id",
                   "r"})
                  .ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(CreateList request_id: "r" list_id: "wanted" list { display_name: "Wanted" )"
            R"(owner: "BP" purpose: "P" legal_basis: "L" severity: SEVERITY_CRITICAL )"
            R"(officer_instructions: "I" retention_days: 30 required_approvals: 2 )"
            R"(required_verdicts: 3 })");
  EXPECT_EQ(Output(), "created lists/wanted\n");
}

TEST_F(ListCommands, LsShowsATable) {
  for (const std::vector<std::string>& line :
       std::vector<std::vector<std::string>>{{"list"}, {"list", "ls"}}) {
    ASSERT_TRUE(Run(line).ok());
    for (const char* cell : {"lists/wanted", "Wanted persons", "high", "90 days"}) {
      EXPECT_TRUE(Says(cell)) << cell;
    }
  }
}

TEST_F(ListCommands, ShowTellsWhatAnOfficerDoes) {
  ASSERT_TRUE(Run({"list", "show", "wanted"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(), R"(GetList name: "lists/wanted")");
  EXPECT_TRUE(Says("Call the duty officer"));
  EXPECT_TRUE(Says("approvals: 2"));
}

TEST_F(ListCommands, ShowPrintsJson) {
  ASSERT_TRUE(Run({"list", "show", "wanted", "-o", "json"}).ok());
  v1::GetListResponse parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Output(), &parsed).ok());
  EXPECT_EQ(parsed.list().SerializeAsString(), watchlist_.list.SerializeAsString());
}

TEST_F(ListCommands, UpdateMasksWhatWasGivenAlone) {
  ASSERT_TRUE(Run({"list", "update", "wanted", "--retention-days", "0", "--owner", "",
                   "--request-id", "r", "--expected-revision", "4"})
                  .ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(UpdateList request_id: "r" list { name: "lists/wanted" } )"
            R"(update_mask { paths: "owner" paths: "retention_days" } expected_revision: 4)");
  EXPECT_EQ(Output(), "updated lists/wanted, now at revision 4\n");
}

TEST_F(ListCommands, UpdateNeedsSomethingToChange) {
  EXPECT_THROW((void)Run({"list", "update", "wanted"}), CLI::ParseError);
}

TEST_F(ListCommands, DeleteSendsTheRevision) {
  ASSERT_TRUE(
      Run({"list", "delete", "wanted", "--expected-revision", "4", "--request-id", "r"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(DeleteList request_id: "r" name: "lists/wanted" expected_revision: 4)");
  EXPECT_EQ(Output(), "deleted lists/wanted\n");
}

}  // namespace
}  // namespace portcullis::cli
