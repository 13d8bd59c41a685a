#include "border/screening/frame_collector.h"

#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CapturedFrame Usable(int overall) {
  CapturedFrame frame;
  frame.report.quality = Quality{.overall = overall};
  frame.embedding = Embedding(testing::kFakeModel, {static_cast<float>(overall), 0});
  return frame;
}

CapturedFrame Refused(CaptureProblem problem) {
  CapturedFrame frame;
  frame.report.problem = problem;
  return frame;
}

std::vector<int> OverallOf(const CollectedFrames& collected) {
  std::vector<int> overall;
  for (const CapturedFrame& frame : collected.frames) {
    overall.push_back(frame.report.quality->overall);
  }
  return overall;
}

TEST(FrameCollector, KeepsTheEightBestInTheirOrderAndTheOthersAsWitnesses) {
  FrameCollector collector;
  for (const int overall : {5, 90, 10, 80, 20, 70, 30, 60, 40, 50}) {
    collector.Add(Usable(overall));
  }
  EXPECT_EQ(collector.kept(), kMaxFrames);
  const CollectedFrames collected = collector.Take();
  EXPECT_THAT(OverallOf(collected), ElementsAre(90, 80, 20, 70, 30, 60, 40, 50));
  ASSERT_THAT(collected.witnesses, SizeIs(2));
  EXPECT_EQ(collected.left_out, 2U);
  EXPECT_EQ(collected.witnesses[0].values()[0], 5);
  EXPECT_EQ(collected.witnesses[1].values()[0], 10);
}

TEST(FrameCollector, PrefersNewOnesOfOneQuality) {
  FrameCollector collector;
  for (int i = 0; i < 9; ++i) {
    CapturedFrame frame = Usable(50);
    frame.report.width_px = i;
    collector.Add(std::move(frame));
  }
  EXPECT_EQ(collector.Take().frames.front().report.width_px, 1);
}

TEST(FrameCollector, TellsEachProblemOnceWhereNoFrameCanBeUsed) {
  FrameCollector collector;
  for (const CaptureProblem problem :
       {CaptureProblem::kNoFace, CaptureProblem::kLowQuality, CaptureProblem::kNoFace}) {
    collector.Add(Refused(problem));
  }
  EXPECT_EQ(collector.kept(), 0U);
  const CollectedFrames collected = collector.Take();
  ASSERT_THAT(collected.frames, SizeIs(2));
  EXPECT_EQ(collected.frames[0].report.problem, CaptureProblem::kNoFace);
  EXPECT_EQ(collected.frames[1].report.problem, CaptureProblem::kLowQuality);
}

TEST(FrameCollector, ForgetsProblemsOnceAFrameCanBeUsed) {
  FrameCollector collector;
  collector.Add(Refused(CaptureProblem::kNoFace));
  collector.Add(Usable(1));
  collector.Add(Refused(CaptureProblem::kLowQuality));
  const CollectedFrames collected = collector.Take();
  EXPECT_THAT(OverallOf(collected), ElementsAre(1));
  EXPECT_EQ(collected.left_out, 2U);
}

TEST(FrameCollector, HasEnoughAfterFourThatCanBeUsed) {
  FrameCollector collector;
  for (int i = 0; i < 3; ++i) collector.Add(Usable(1));
  collector.Add(Refused(CaptureProblem::kNoFace));
  EXPECT_FALSE(collector.is_enough());
  collector.Add(Usable(1));
  EXPECT_TRUE(collector.is_enough());
}

TEST(FrameCollector, IsEmptyAfterwards) {
  FrameCollector collector;
  collector.Add(Usable(1));
  collector.Take();
  EXPECT_EQ(collector.kept(), 0U);
  const CollectedFrames collected = collector.Take();
  EXPECT_THAT(collected.frames, IsEmpty());
  EXPECT_EQ(collected.left_out, 0U);
}

}  // namespace
}  // namespace portcullis
