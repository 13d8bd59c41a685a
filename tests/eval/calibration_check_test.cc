#include "eval/calibration_check.h"

#include <array>
#include <random>
#include <vector>

#include "matcher/scoring/calibration_maker.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

const ModelId kModel{"model", "0123456789abcdef", "alignment-v1"};

// Two images each of people who lie anywhere in a cube of side 1, or of `side`.
struct MadeUpPeople {
  std::vector<Embedding> first;
  std::vector<Embedding> second;
};

MadeUpPeople MakePeople(std::size_t people, float side, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto uniform = [&random] { return static_cast<float>(random()) * 0x1p-32F; };
  MadeUpPeople made;
  for (std::size_t i = 0; i < people; ++i) {
    std::vector<float> values = {side * uniform(), side * uniform(), side * uniform()};
    made.first.emplace_back(kModel, values);
    values[0] += 0.01F * uniform();
    made.second.emplace_back(kModel, values);
  }
  return made;
}

Strangers Singly(const MadeUpPeople& people) {
  Strangers strangers;
  for (const Embedding& image : people.first) strangers.push_back({image});
  return strangers;
}

Calibration CalibrateOn(const MadeUpPeople& people) {
  std::vector<Comparison> comparisons;
  const auto compare = [&](std::uint32_t p, const Embedding& a, std::uint32_t q,
                           const Embedding& b) {
    comparisons.push_back({p, q, *DistanceBetween(a, b), p == q});
  };
  for (std::uint32_t p = 0; p < people.first.size(); ++p) {
    compare(p, people.first[p], p, people.second[p]);
    for (std::uint32_t q = p + 1; q < people.first.size(); ++q) {
      compare(p, people.first[p], q, people.first[q]);
      compare(p, people.second[p], q, people.second[q]);
    }
  }
  const auto table = MakeCalibrationTable({kModel, "made up", "2026-01-31", 0, 0, 0}, comparisons,
                                          {.replicates = 20, .seed = 1});
  return *Calibration::Create(*table);
}

TEST(CheckFalseAlarms, ConfirmsAPromiseOnOtherPeopleOfTheSameKind) {
  const Calibration calibration = CalibrateOn(MakePeople(200, 1, 1));
  const std::array<ListDesign, 1> lists = {{{.list_size = 100}}};
  const std::array expected = {1.0};
  const auto checks = CheckFalseAlarms(calibration, Singly(MakePeople(200, 1, 2)), lists, expected);
  ASSERT_OK(checks);
  EXPECT_EQ(checks->at(0).searches, 50 * 100);
  EXPECT_NEAR(checks->at(0).observed(), 1, 0.25);
  EXPECT_LT(checks->at(0).ratio_low, 1);
  EXPECT_GT(checks->at(0).ratio_high, 1);
}

TEST(CheckFalseAlarms, ExposesAPromiseThatDoesNotHoldForPeopleWhoAreMoreAlike) {
  const Calibration calibration = CalibrateOn(MakePeople(200, 1, 1));
  const std::array<ListDesign, 1> lists = {{{.list_size = 100}}};
  const std::array expected = {1.0};
  const auto checks =
      CheckFalseAlarms(calibration, Singly(MakePeople(200, 0.5F, 2)), lists, expected);
  ASSERT_OK(checks);
  EXPECT_GT(checks->at(0).ratio_low, 3);
}

TEST(CheckFalseAlarms, SearchesWithSeveralImagesOfThoseWhoHaveThemAsTheServerDoes) {
  const Calibration calibration = CalibrateOn(MakePeople(200, 1, 1));
  const MadeUpPeople people = MakePeople(200, 1, 2);
  Strangers strangers = Singly(people);
  // A fourth of the people have a second image, which is as good as the first.
  for (std::size_t i = 0; i < 50; ++i) strangers[i].push_back(people.second[i]);
  const std::array<ListDesign, 2> lists = {
      {{.list_size = 100}, {.list_size = 100, .probe_images = 2}}};
  const std::array expected = {1.0};
  const auto checks = CheckFalseAlarms(calibration, strangers, lists, expected);
  ASSERT_OK(checks);
  EXPECT_EQ(checks->at(0).searches, 50 * 100);
  EXPECT_NEAR(static_cast<double>(checks->at(1).searches), 50 * 25, 100);
  EXPECT_NEAR(checks->at(1).observed(), checks->at(0).observed(), 0.25);
}

TEST(CheckFalseAlarms, ChecksNoPromiseThatTheCalibrationCannotMake) {
  const Calibration calibration = CalibrateOn(MakePeople(30, 1, 1));
  const std::array<ListDesign, 1> lists = {{{.list_size = 100}}};
  const std::array expected = {0.01, 1.0};
  const auto checks = CheckFalseAlarms(calibration, Singly(MakePeople(110, 1, 2)), lists, expected);
  ASSERT_OK(checks);
  EXPECT_FALSE(checks->at(0).supported);
  EXPECT_TRUE(checks->at(1).supported);
}

TEST(CheckFalseAlarms, EnrolsThoseWhoHaveSoManyImagesAndSearchesForTheOthersToo) {
  const Calibration calibration = CalibrateOn(MakePeople(200, 1, 1));
  const MadeUpPeople people = MakePeople(150, 1, 2);
  // The second reference is another place altogether, as a second stranger would be.
  const MadeUpPeople others = MakePeople(150, 1, 3);
  Strangers strangers = Singly(people);
  for (std::size_t i = 0; i < 120; ++i) strangers[i].push_back(others.first[i]);
  EXPECT_EQ(CountEnrollable(strangers, 2), 120);
  const std::array<ListDesign, 1> lists = {{{.list_size = 100, .references_per_entry = 2}}};
  const auto checks = CheckFalseAlarms(calibration, strangers, lists, std::array{1.0});
  ASSERT_OK(checks);
  EXPECT_EQ(checks->at(0).searches, 50 * 50);
  EXPECT_NEAR(checks->at(0).observed(), 1, 0.3);
  EXPECT_LT(checks->at(0).threshold, calibration.DistanceAtFmr(0.01));
}

TEST(IsInFirstHalf, SplitsPeopleEvenlyAndAlwaysTheSameWay) {
  int first = 0;
  for (int i = 0; i < 1000; ++i) first += IsInFirstHalf("person " + std::to_string(i)) ? 1 : 0;
  EXPECT_NEAR(first, 500, 60);
  EXPECT_EQ(IsInFirstHalf("Aaron_Eckhart"), IsInFirstHalf("Aaron_Eckhart"));
}

}  // namespace
}  // namespace portcullis
