// A server whose policy lets the search of long lists leave something out.
#include <memory>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/forgetful_index.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class ApproximateSearchOfAServer : public ::testing::Test {
 protected:
  ApproximateSearchOfAServer()
      : ApproximateSearchOfAServer(std::make_unique<ForgetfulIndex>(kFakeModel, 2)) {
    server_.Enroll(server_.CreateList("demo"), "Ann", FakeFace(100, 100));
  }

  v1::IdentifyResponse Identify() {
    v1::IdentifyRequest request;
    request.add_images(FakeFace(0, 0));
    grpc::ClientContext context;
    v1::IdentifyResponse response;
    EXPECT_TRUE(server_.match().Identify(&context, request, &response).ok());
    return response;
  }

  v1::SearchStatus Status() {
    grpc::ClientContext context;
    v1::GetStatusResponse status;
    EXPECT_TRUE(server_.admin().GetStatus(&context, {}, &status).ok());
    return status.search();
  }

  void Earn() {
    for (int i = 0; i < 200; ++i) {
      EXPECT_FALSE(Identify().context().coverage().approximate());
    }
  }

 private:
  explicit ApproximateSearchOfAServer(std::unique_ptr<ForgetfulIndex> index)
      : index_(*index), given_(std::move(index)), server_(Options()) {}

  ServerUnderTestOptions Options() {
    ServerUnderTestOptions options;
    options.policy.min_search_recall = 0.9;
    options.make_index = [this] { return std::move(given_); };
    return options;
  }

 protected:
  ForgetfulIndex& index_;
  std::unique_ptr<ForgetfulIndex> given_;
  ServerUnderTest server_;
};

TEST_F(ApproximateSearchOfAServer, IsOnTrialAtFirst) {
  EXPECT_TRUE(Identify().context().coverage().complete());
  const v1::SearchStatus status = Status();
  EXPECT_EQ(status.mode(), v1::SEARCH_MODE_ON_TRIAL);
  EXPECT_EQ(status.min_recall(), 0.9);
  EXPECT_EQ(status.searches(), 1);
  EXPECT_EQ(status.found_all(), 1);
  EXPECT_GT(status.recall_lower_bound(), 0);
}

TEST_F(ApproximateSearchOfAServer, IsToldOnceItAnswers) {
  Earn();
  const v1::SearchStatus status = Status();
  EXPECT_EQ(status.mode(), v1::SEARCH_MODE_APPROXIMATE);
  EXPECT_EQ(status.searches(), 200);
  EXPECT_GT(status.recall_lower_bound(), 0.9);
  EXPECT_TRUE(status.has_since());
  EXPECT_THAT(server_.log(), Contains(HasSubstr("approximate_search_on")));

  Identify();  // the first is made both ways
  const v1::Coverage coverage = Identify().context().coverage();
  EXPECT_TRUE(coverage.approximate());
  EXPECT_TRUE(coverage.complete());
  EXPECT_EQ(coverage.references_searched(), 1);
  EXPECT_EQ(coverage.references_compared(), 0);
}

TEST_F(ApproximateSearchOfAServer, IsNotHeardAnyMoreWhenItFails) {
  Earn();
  index_.FailWith(absl::InternalError("broken"));
  EXPECT_FALSE(Identify().context().coverage().approximate());
  EXPECT_EQ(Status().mode(), v1::SEARCH_MODE_ON_TRIAL);
  std::string off;
  for (const std::string& line : server_.log()) {
    if (line.find("approximate_search_off") != std::string::npos) off = line;
  }
  EXPECT_THAT(off, HasSubstr("broken"));
  EXPECT_THAT(off, HasSubstr("\"min_recall\":0.9"));
}

TEST(ExactSearchOfAServer, IsWhatThePolicyOfTheFirstStartDemands) {
  ServerUnderTest server;
  grpc::ClientContext context;
  v1::GetStatusResponse status;
  ASSERT_TRUE(server.admin().GetStatus(&context, {}, &status).ok());
  EXPECT_EQ(status.search().mode(), v1::SEARCH_MODE_EXACT);
  EXPECT_EQ(status.search().min_recall(), 1);
  EXPECT_FALSE(status.search().has_since());
}

}  // namespace
}  // namespace portcullis::testing
