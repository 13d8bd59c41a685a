#include "matcher/scoring/cllr.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

using Values = std::vector<double>;

TEST(Cllr, IsOneBitWhereNothingIsSaid) {
  EXPECT_DOUBLE_EQ(Cllr(Values{0, 0}, Values{0, 0, 0}), 1);
  EXPECT_DOUBLE_EQ(MinimumCllr(Values{0, 0}, Values{0, 0, 0}), 1);
}

TEST(Cllr, IsAsWorkedByHand) {
  // Genuine with LR 3 and 1: log2(4/3) and log2(2); impostor with LR 1/3: log2(4/3).
  const double log10_of_3 = std::log10(3);
  const double expected = ((std::log2(4.0 / 3) + 1) / 2 + std::log2(4.0 / 3)) / 2;
  EXPECT_NEAR(Cllr(Values{log10_of_3, 0}, Values{-log10_of_3}), expected, 1e-12);
}

TEST(Cllr, PunishesWhatMisleads) {
  EXPECT_GT(Cllr(Values{-2}, Values{2}), 6);
  EXPECT_NEAR(Cllr(Values{400}, Values{-400}), 0, 1e-12);
  EXPECT_NEAR(Cllr(Values{-400}, Values{400}), 400 * std::log2(10), 1e-9);
}

TEST(MinimumCllr, IsZeroWhereTheOrderIsPerfect) {
  EXPECT_DOUBLE_EQ(MinimumCllr(Values{-5, -4}, Values{-7, -6}), 0);
}

TEST(MinimumCllr, IsAsWorkedByHand) {
  // From the highest: genuine, impostor, genuine, impostor. The two in the middle are pooled: half
  // of the weight lies in a block with LR 1, which costs one bit; the others cost nothing.
  EXPECT_DOUBLE_EQ(MinimumCllr(Values{4, 2}, Values{3, 1}), 0.5);
}

TEST(MinimumCllr, KeepsEqualValuesTogether) {
  // One block of two genuine and one impostor of four and two: LR 1, so one bit for all.
  EXPECT_DOUBLE_EQ(MinimumCllr(Values{1, 1, 0, 0}, Values{1, 0}), 1);
}

TEST(MinimumCllr, IsNeverAboveCllr) {
  const Values genuine = {2, 0.5, -1, 3};
  const Values impostors = {-2, 0.1, -1, 1};
  EXPECT_LE(MinimumCllr(genuine, impostors), Cllr(genuine, impostors));
}

}  // namespace
}  // namespace portcullis
