#include "matcher/scoring/embedder_accuracy.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

EmbedderAccuracy Measured(std::string embedder, double low, double fnir, double high) {
  return {std::move(embedder), "a data set", {1000, 0.01, fnir, low, high, 600, 900}};
}

TEST(EmbedderAccuracy, IsUnknownWhereTheTableDoesNotStateIt) {
  CalibrationTable table;
  EXPECT_FALSE(AccuracyOf(table));
  table.model.name = "net";
  table.identification = {{1000, 0.01, 0.5, 0.4, 0.6, 600, 900}};
  ASSERT_TRUE(AccuracyOf(table));
  EXPECT_EQ(AccuracyOf(table)->embedder, "net");
}

TEST(BetterThan, NamesTheOneThatMissesFewest) {
  const std::vector<EmbedderAccuracy> installed = {Measured("good", 0.2, 0.3, 0.4),
                                                   Measured("best", 0.04, 0.05, 0.06),
                                                   Measured("in-use", 0.65, 0.7, 0.75)};
  const auto better = BetterThan(installed[2], installed);
  ASSERT_TRUE(better);
  EXPECT_EQ(better->embedder, "best");
}

TEST(BetterThan, NamesNoneWhoseIntervalOverlaps) {
  EXPECT_FALSE(BetterThan(Measured("in-use", 0.65, 0.7, 0.75),
                          std::vector{Measured("alike", 0.6, 0.63, 0.66)}));
}

TEST(BetterThan, DoesNotCompareWhatWasMeasuredDifferently) {
  const EmbedderAccuracy in_use = Measured("in-use", 0.65, 0.7, 0.75);
  EmbedderAccuracy other_data = Measured("a", 0.1, 0.2, 0.3);
  other_data.data_set = "another data set";
  EmbedderAccuracy shorter_list = Measured("b", 0.1, 0.2, 0.3);
  shorter_list.misses.entries = 100;
  EmbedderAccuracy more_alarms = Measured("c", 0.1, 0.2, 0.3);
  more_alarms.misses.fpir = 0.1;
  EXPECT_FALSE(BetterThan(in_use, std::vector{other_data, shorter_list, more_alarms}));
}

}  // namespace
}  // namespace portcullis
