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
  record.result = {.outcome = "REFER"};
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
  for (const char* absent : {"reason", "fault", "verification", "frames", "frames_used"}) {
    EXPECT_FALSE(line.contains(absent)) << absent;
  }
}

TEST(RpcLog, TellsHowManyFramesThereWereAndWhatTheDocumentCameTo) {
  RpcRecord record = Answered();
  record.result = {.outcome = "CLEAR", .verification = "MATCH", .frames = 3, .frames_used = 0};
  record.timings.set_pad_ms(2.5);
  const nlohmann::json line = LineOf(record);
  EXPECT_EQ(line["outcome"], "CLEAR");
  EXPECT_EQ(line["verification"], "MATCH");
  EXPECT_EQ(line["frames"], 3);
  EXPECT_EQ(line["frames_used"], 0);
  EXPECT_EQ(line["timings"]["pad_ms"], 2.5);
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
