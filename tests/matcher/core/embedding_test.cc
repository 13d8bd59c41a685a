#include "matcher/core/embedding.h"

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;

const ModelId kModel{"model", "0123456789abcdef", "alignment-v1"};

TEST(Embedding, DistanceIsEuclidean) {
  const auto distance = DistanceBetween(Embedding(kModel, {0, 0}), Embedding(kModel, {3, 4}));
  ASSERT_OK(distance);
  EXPECT_FLOAT_EQ(distance->value, 5);
}

TEST(Embedding, RefusesToCompareAcrossWeights) {
  ModelId other = kModel;
  other.weights_sha256 = "fedcba9876543210";
  EXPECT_THAT(DistanceBetween(Embedding(kModel, {0, 0}), Embedding(other, {0, 0})),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

TEST(Embedding, RefusesToCompareAcrossAlignments) {
  ModelId other = kModel;
  other.alignment = "alignment-v2";
  EXPECT_THAT(DistanceBetween(Embedding(kModel, {0, 0}), Embedding(other, {0, 0})),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

TEST(Embedding, NamesItsModelWithWeightsAndAlignment) {
  EXPECT_EQ(kModel.ToString(), "model@0123456789ab/alignment-v1");
}

}  // namespace
}  // namespace portcullis
