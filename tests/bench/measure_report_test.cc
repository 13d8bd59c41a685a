#include "bench/measure_report.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(MeasureReport, WritesWhatThePageReads) {
  const std::string file = ::testing::TempDir() + "measure_report_test.json";
  MeasureReport report("search", "one thread");
  report.Add("batch", "a batch", 2, "ms");
  report.Add({.id = "one",
              .name = "one query",
              .value = 3,
              .unit = "ms",
              .more = "avx2",
              .baseline = "FAISS",
              .baseline_value = 30,
              .entries = 1000,
              .series = "scan"});
  ASSERT_TRUE(report.Save(file, "avx2"));
  std::ifstream in(file);
  const nlohmann::json saved = nlohmann::json::parse(in, nullptr, /*allow_exceptions=*/false);
  std::filesystem::remove(file);
  ASSERT_FALSE(saved.is_discarded());
  EXPECT_EQ(saved["bench"], "search");
  EXPECT_EQ(saved["machine"]["isa"], "avx2");
  // A measure without a baseline, a size or a line in a picture names none.
  EXPECT_EQ(saved["measures"][0], nlohmann::json({{"id", "search.batch"},
                                                  {"name", "a batch"},
                                                  {"value", 2.0},
                                                  {"unit", "ms"},
                                                  {"conditions", "one thread"}}));
  EXPECT_EQ(saved["measures"][1], nlohmann::json({{"id", "search.one"},
                                                  {"name", "one query"},
                                                  {"value", 3.0},
                                                  {"unit", "ms"},
                                                  {"conditions", "one thread, avx2"},
                                                  {"baseline", "FAISS"},
                                                  {"baseline_value", 30.0},
                                                  {"entries", 1000},
                                                  {"series", "scan"}}));
}

TEST(MeasureReport, SaysWhenItCannotBeWritten) {
  EXPECT_FALSE(MeasureReport("x", "").Save(::testing::TempDir() + "absent/folder/x.json", "avx2"));
  EXPECT_TRUE(MeasureReport("x", "").Save("", "avx2"));
}

TEST(Quantile, IsOneOfTheValues) {
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Quantile({3, 1, 2}, 0), 1);
  EXPECT_EQ(Quantile({3, 1, 2}, 1), 3);
}

}  // namespace
}  // namespace portcullis
