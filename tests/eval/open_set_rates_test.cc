#include "eval/open_set_rates.h"

#include <limits>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

Search Mated(std::uint32_t person, float distance, std::uint32_t rank) {
  return {.person = person, .mated = true, .distance = distance, .rank = rank};
}
Search Stranger(std::uint32_t person, float distance) {
  return {.person = person, .distance = distance};
}

// Ten strangers at 1, 2, ... 10; mates at 0.5, 1.5, 2.5 and one that failed.
std::vector<Search> Example() {
  std::vector<Search> searches = {Mated(0, 0.5F, 1), Mated(1, 1.5F, 2), Mated(2, 2.5F, 1)};
  searches.push_back({.person = 3, .mated = true, .failed = true});
  for (std::uint32_t i = 1; i <= 10; ++i) {
    searches.push_back(Stranger(10 + i, static_cast<float>(i)));
  }
  return searches;
}

OpenSetOptions Options(std::vector<double> levels) {
  return {.fpir_levels = std::move(levels), .ranks = 3, .replicates = 200};
}

TEST(MeasureOpenSet, FindsFnirAtFpirAsWorkedByHand) {
  // At FPIR 0.3 three of ten strangers may be accused, so the threshold lies just below 4: found
  // are the mates at 0.5, 1.5 and 2.5 of four.
  const OpenSetRates rates = MeasureOpenSet(Example(), Options({0.1, 0.3}));
  EXPECT_FALSE(rates.at_fpir[0].supported) << "ten people support no FPIR below 0.3";
  ASSERT_TRUE(rates.at_fpir[1].supported);
  EXPECT_EQ(rates.at_fpir[1].fnir.errors, 1);
  EXPECT_EQ(rates.at_fpir[1].fnir.trials, 4);
  EXPECT_NEAR(rates.at_fpir[1].threshold.value, 4, 1e-5);
  EXPECT_LT(rates.at_fpir[1].threshold.value, 4);
  EXPECT_TRUE(rates.at_fpir[1].fnir.is_bound_only());
  EXPECT_LE(rates.at_fpir[1].fnir.low, 0.25);
  EXPECT_GE(rates.at_fpir[1].fnir.high, 0.25);
}

TEST(MeasureOpenSet, CountsSearchesPeopleAndFailures) {
  const OpenSetRates rates = MeasureOpenSet(Example(), Options({}));
  EXPECT_EQ(rates.mated_searches, 4);
  EXPECT_EQ(rates.mated_people, 4);
  EXPECT_EQ(rates.mated_failures, 1);
  EXPECT_EQ(rates.non_mated_searches, 10);
  EXPECT_EQ(rates.non_mated_failures, 0);
}

TEST(MeasureOpenSet, CountsTheMatesWithinEachRank) {
  const OpenSetRates rates = MeasureOpenSet(Example(), Options({}));
  ASSERT_EQ(rates.cmc.size(), 3);
  EXPECT_EQ(rates.cmc[0].hits.errors, 2);
  EXPECT_EQ(rates.cmc[1].hits.errors, 3);
  EXPECT_EQ(rates.cmc[2].hits.errors, 3) << "a failure is found at no rank";
}

TEST(MeasureOpenSet, DrawsACurveThatIsNowhereFinerThanThePeople) {
  const OpenSetRates rates = MeasureOpenSet(Example(), Options({}));
  ASSERT_FALSE(rates.iet.empty());
  EXPECT_EQ(rates.iet.front().fpir.errors, 3);
  for (std::size_t i = 1; i < rates.iet.size(); ++i) {
    EXPECT_GT(rates.iet[i].threshold, rates.iet[i - 1].threshold);
    EXPECT_GE(rates.iet[i].fpir.errors, rates.iet[i - 1].fpir.errors);
    EXPECT_LE(rates.iet[i].fnir.errors, rates.iet[i - 1].fnir.errors);
  }
  for (const IetPoint& point : rates.iet) {
    EXPECT_LE(point.fpir.low, point.fpir.rate());
    EXPECT_GE(point.fpir.high, point.fpir.rate());
  }
}

TEST(MeasureOpenSet, NeverAccusesThroughAFailedStranger) {
  std::vector<Search> searches = Example();
  for (std::uint32_t i = 0; i < 10; ++i) searches.push_back({.person = 50 + i, .failed = true});
  const OpenSetRates rates = MeasureOpenSet(searches, Options({0.5, 0.9}));
  // Half of twenty is all who have a distance; no threshold accuses more of them.
  EXPECT_EQ(rates.at_fpir[0].fnir.errors, 1);
  EXPECT_EQ(rates.at_fpir[1].fnir.errors, 1);
  EXPECT_EQ(rates.non_mated_failures, 10);
}

TEST(MeasureOpenSet, TakesDrawsForNoMoreThanThePeopleInThem) {
  std::vector<Search> searches;
  for (std::uint32_t draw = 0; draw < 50; ++draw) {
    for (Search search : Example()) {
      search.draw = draw;
      searches.push_back(search);
    }
  }
  const OpenSetRates once = MeasureOpenSet(Example(), Options({0.3}));
  const OpenSetRates often = MeasureOpenSet(searches, Options({0.1, 0.3}));
  EXPECT_FALSE(often.at_fpir[0].supported);
  EXPECT_EQ(often.at_fpir[1].fnir.errors, 50);
  EXPECT_TRUE(often.at_fpir[1].fnir.is_bound_only()) << "one person's failure, seen fifty times";
  EXPECT_GE(often.at_fpir[1].fnir.high, once.at_fpir[0].fnir.rate() + 0.4);
}

TEST(MeasureOpenSet, IsTheSameBitForBit) {
  const OpenSetRates a = MeasureOpenSet(Example(), Options({0.3}));
  const OpenSetRates b = MeasureOpenSet(Example(), Options({0.3}));
  EXPECT_EQ(a.at_fpir[0].fnir.low, b.at_fpir[0].fnir.low);
  EXPECT_EQ(a.at_fpir[0].fnir.high, b.at_fpir[0].fnir.high);
}

TEST(OpenSetCurve, ChoosesTheThresholdUnderTheWeights) {
  const OpenSetCurve curve(Example());
  SearchBootstrap::Weights weights{std::vector<std::uint32_t>(21, 1), {1}};
  EXPECT_DOUBLE_EQ(*curve.FnirAtFpir(weights, 0.3), 0.25);
  // The stranger at 1 seen four times: at 0.3 of thirteen nobody may be accused beyond him.
  weights.of_person[11] = 4;
  EXPECT_DOUBLE_EQ(*curve.FnirAtFpir(weights, 0.3), 0.75);
  weights.of_person.assign(21, 0);
  EXPECT_EQ(curve.FnirAtFpir(weights, 0.3), std::nullopt);
}

}  // namespace
}  // namespace portcullis
