#include "clients/cli/import_rows.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace portcullis::cli {
namespace {

namespace fs = std::filesystem;

class ImportRowsTest : public testing::Test {
 protected:
  ImportRowsTest() { fs::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& content = "image") {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  ImportRows Csv(const std::string& content) {
    return ReadImportCsv(Write("people.csv", content), {}).value();
  }
  std::string CsvError(const std::string& content) {
    return std::string(ReadImportCsv(Write("people.csv", content), {}).status().message());
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("import_rows_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(ImportRowsTest, AFolderHoldsPeopleAsFoldersAndAsImages) {
  Write("Jane Roe/front.jpg");
  Write("Jane Roe/side.PNG");
  Write("Jane Roe/notes.txt");
  Write("Ann Doe.jpeg");
  Write("Thumbs.db");
  Write(".hidden");
  const auto read = ReadImportFolder(folder_.string(), {"wanted"});
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->rows.size(), 2U);
  EXPECT_EQ(read->ignored_files, 2U);
  EXPECT_EQ(read->rows[0].entry.display_name(), "Ann Doe");
  EXPECT_EQ(read->rows[0].images.size(), 1U);
  EXPECT_EQ(read->rows[1].source, "Jane Roe/");
  EXPECT_EQ(read->rows[1].entry.display_name(), "Jane Roe");
  EXPECT_EQ(read->rows[1].entry.lists(0), "lists/wanted");
  EXPECT_EQ(read->rows[1].images,
            (std::vector<std::string>{(folder_ / "Jane Roe/front.jpg").string(),
                                      (folder_ / "Jane Roe/side.PNG").string()}));
}

TEST_F(ImportRowsTest, AFolderMayHoldJpeg2000AndFaceRecords) {
  for (const std::string name : {"a.jp2", "b.J2K", "c.dg2", "d.bin", "e.gif"}) Write(name);
  const auto read = ReadImportFolder(folder_.string(), {"wanted"});
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->rows.size(), 3U);
  EXPECT_EQ(read->rows[2].entry.display_name(), "c");
  EXPECT_EQ(read->rows[2].images, std::vector<std::string>{(folder_ / "c.dg2").string()});
  EXPECT_EQ(read->ignored_files, 2U);
}

TEST_F(ImportRowsTest, ACsvFileSaysEverythingAboutAPerson) {
  const ImportRows read =
      Csv("images,name,list,external_reference,alias_names,document_numbers,valid_from,valid_until,"
          "review_by\n"
          "a.jpg; b/c.png,\"Roe, Jane\",wanted;lists/stolen,117,J.;Janet,X1,2026-12-01,"
          "2027-12-01T00:00:00Z,2027-06-01\n");
  ASSERT_EQ(read.rows.size(), 1U);
  const ImportRow& row = read.rows[0];
  EXPECT_EQ(row.problem, "");
  EXPECT_EQ(row.source, "line 2");
  EXPECT_EQ(row.images, (std::vector<std::string>{(folder_ / "a.jpg").string(),
                                                  (folder_ / "b/c.png").string()}));
  EXPECT_EQ(row.entry.ShortDebugString(),
            R"(external_reference: "117" display_name: "Roe, Jane" lists: "lists/wanted" )"
            R"(lists: "lists/stolen" alias_names: "J." alias_names: "Janet" )"
            R"(document_numbers: "X1" valid_from { seconds: 1796083200 } )"
            R"(valid_until { seconds: 1827619200 } review_by { seconds: 1811808000 })");
}

TEST_F(ImportRowsTest, ARowWithoutAListStandsOnTheGivenOnes) {
  const std::string file = Write("people.csv", "name,images,list\nA,a.jpg,\nB,b.jpg,own\n");
  const auto read = ReadImportCsv(file, {"given"});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->rows[0].entry.lists(0), "lists/given");
  EXPECT_EQ(read->rows[1].entry.lists(0), "lists/own");
}

TEST_F(ImportRowsTest, UnknownColumnsAreRefusedByName) {
  EXPECT_NE(CsvError("name,images,list,nmae\n").find("no column \"nmae\""), std::string::npos);
  EXPECT_NE(CsvError("Name,images,list\n").find("no column \"Name\""), std::string::npos);
}

TEST_F(ImportRowsTest, AHeadingIsRequiredWithTheColumnsThatMatter) {
  EXPECT_NE(CsvError("").find("no heading"), std::string::npos);
  EXPECT_NE(CsvError("name,list\n").find("\"images\" is missing"), std::string::npos);
  EXPECT_NE(CsvError("images,list\n").find("\"name\" is missing"), std::string::npos);
  EXPECT_NE(CsvError("name,images\n").find("\"list\" is missing"), std::string::npos);
  EXPECT_NE(CsvError("name,images,list,name\n").find("twice"), std::string::npos);
}

TEST_F(ImportRowsTest, ABrokenFileIsRefusedAsAWhole) {
  EXPECT_EQ(CsvError("name,images,list\nA,a.jpg,\"w\n").rfind("CSV_INVALID: line 2", 0), 0U);
}

TEST_F(ImportRowsTest, ARowThatIsWrongInItselfIsNotTheEnd) {
  const ImportRows read =
      Csv("name,images,list,review_by\nA,a.jpg,w\nB,b.jpg,w,soon\nC,c.jpg,w,2027-01-01\n");
  ASSERT_EQ(read.rows.size(), 3U);
  EXPECT_EQ(read.rows[0].problem, "CSV_INVALID: it has 3 fields, the heading has 4");
  EXPECT_EQ(read.rows[1].problem.rfind("FIELD_INVALID: review_by: \"soon\" is neither", 0), 0U)
      << read.rows[1].problem;
  EXPECT_EQ(read.rows[2].problem, "");
}

class ProposalTest : public ImportRowsTest {
 protected:
  ProposalTest() {
    row_.entry.set_display_name("Jane Roe");
    row_.entry.add_lists("lists/wanted");
    row_.images = {Write("a.jpg", "image")};
  }
  std::string RequestId(const std::string& import_id = "i", bool allow_duplicate = false) {
    return MakeProposal(row_, {import_id, allow_duplicate})->request_id();
  }
  std::string Problem() { return std::string(MakeProposal(row_, {"i", false}).status().message()); }
  ImportRow row_;
};

TEST_F(ProposalTest, HoldsEntryAndImages) {
  const auto proposal = MakeProposal(row_, {"i", true});
  ASSERT_TRUE(proposal.ok());
  EXPECT_EQ(proposal->entry().SerializeAsString(), row_.entry.SerializeAsString());
  EXPECT_EQ(proposal->portraits(0), "image");
  EXPECT_TRUE(proposal->allow_duplicate());
}

TEST_F(ProposalTest, TheRequestIdFollowsFromImportAndContentAlone) {
  const std::string id = RequestId();
  EXPECT_LE(id.size(), 64U);
  row_.images = {Write("renamed.jpg", "image")};
  row_.source = "elsewhere";
  EXPECT_EQ(RequestId(), id);
  EXPECT_EQ(RequestId("i", /*allow_duplicate=*/true), id);
  EXPECT_NE(RequestId("other"), id);
  row_.entry.set_external_reference("117");
  EXPECT_NE(RequestId(), id);
  row_.entry.clear_external_reference();
  Write("renamed.jpg", "another image");
  EXPECT_NE(RequestId(), id);
}

TEST_F(ProposalTest, WhatCannotBeSentSaysWhy) {
  row_.images = {(folder_ / "gone.jpg").string()};
  EXPECT_EQ(Problem().rfind("FILE_UNREADABLE: ", 0), 0U);
  row_.images.clear();
  EXPECT_EQ(Problem(), "IMAGE_MISSING: it has no image");
  for (const char* name : {"\xff", "\xc0\x80", "\xed\xa0\x80", "caf\xe9", "\xf4\x90\x80\x80"}) {
    row_.entry.set_display_name(name);
    EXPECT_EQ(Problem(), "FIELD_INVALID: it is not UTF-8");
  }
  row_.entry.clear_display_name();
  EXPECT_EQ(Problem(), "FIELD_INVALID: it has no name");
  row_.problem = "CSV_INVALID: as read";
  EXPECT_EQ(Problem(), "CSV_INVALID: as read");
}

TEST_F(ProposalTest, NamesOfEveryScriptAreSent) {
  for (const char* name : {"Zoë", "Владимир", "李明", "\xf0\x9f\x98\x80"}) {
    row_.entry.set_display_name(name);
    EXPECT_EQ(Problem(), "") << name;
  }
}

}  // namespace
}  // namespace portcullis::cli
