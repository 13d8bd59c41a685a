#include "server/transport/rpc_log.h"

#include <string>

#include "gtest/gtest.h"
#include "matcher/core/error_reason.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

nlohmann::json LineOf(const RpcRecord& record) {
  std::string line;
  RpcLog([&line](const std::string& written) { line = written; }).Write(record);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  return nlohmann::json::parse(line);
}

RpcRecord Answered() {
  RpcRecord record;
  record.time = absl::FromUnixMillis(1'700'000'000'123);
  record.trace_id = "0f";
  record.method = "/portcullis.v1.MatchService/Identify";
  record.caller = {.actor = "kiosk-7", .roles = {v1::ROLE_KIOSK}};
  record.outcome = "REFER";
  record.timings.set_embed_ms(35.1234567);
  return record;
}

TEST(RpcLog, WritesOneObjectWithTheStepsOfTheCall) {
  const nlohmann::json line = LineOf(Answered());
  EXPECT_EQ(line["time"], "2023-11-14T22:13:20.123Z");
  EXPECT_EQ(line["trace_id"], "0f");
  EXPECT_EQ(line["method"], "/portcullis.v1.MatchService/Identify");
  EXPECT_EQ(line["actor"], "kiosk-7");
  EXPECT_EQ(line["roles"], nlohmann::json::array({"kiosk"}));
  EXPECT_EQ(line["code"], "OK");
  EXPECT_EQ(line["outcome"], "REFER");
  EXPECT_EQ(line["timings"]["embed_ms"], 35.123);
  EXPECT_FALSE(line.contains("reason"));
  EXPECT_FALSE(line.contains("fault"));
}

TEST(RpcLog, NamesTheReasonOfARefusalWithoutItsMessage) {
  RpcRecord record = Answered();
  record.status =
      MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, "display_name");
  const nlohmann::json line = LineOf(record);
  EXPECT_EQ(line["code"], "INVALID_ARGUMENT");
  EXPECT_EQ(line["reason"], "FIELD_INVALID");
  EXPECT_FALSE(line.contains("fault"));
}

TEST(RpcLog, TellsTheOperatorWhatWentWrongInsideTheServer) {
  RpcRecord record = Answered();
  record.status = absl::InternalError("the network gave 127 values");
  EXPECT_EQ(LineOf(record)["fault"], "the network gave 127 values");
}

TEST(RpcLog, SurvivesACommonNameThatIsNotText) {
  RpcRecord record = Answered();
  record.caller.actor = "\xff\"\n";
  EXPECT_TRUE(LineOf(record)["actor"].is_string());
}

}  // namespace
}  // namespace portcullis
