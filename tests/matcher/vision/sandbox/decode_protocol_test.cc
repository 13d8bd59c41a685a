#include "matcher/vision/sandbox/decode_protocol.h"

#include <bit>
#include <cstring>
#include <limits>
#include <string>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

constexpr std::size_t kMemory = std::size_t{3} * 100 * 100;
const DecodeLimits kLimits = {.max_side_px = 100};

ImageSource EverySourceField() {
  ImageSource source;
  source.coding = ImageCoding::kJpeg2000;
  source.record = FaceRecordFacts{.kind = FaceRecordKind::kIso39794_5,
                                  .cbeff = true,
                                  .image_type = FaceImageType::kTokenFrontal,
                                  .capture_date = CaptureDate{2024, 2, 29},
                                  .points = {{"3.8", {12.5F, 7}}, {"12.1", {0, 99}}},
                                  .images = 3};
  return source;
}

DecodeReply FullReply() {
  return {.refusal = absl::OkStatus(), .width = 100, .height = 99, .source = EverySourceField()};
}

absl::StatusOr<DecodeReply> Parse(const ProtocolBytes& content) {
  return ParseReply(content, kLimits, kMemory);
}

TEST(DecodeProtocol, CarriesARequest) {
  const DecodeRequest sent = {{.max_bytes = 12'345'678'901,
                               .max_side_px = 77,
                               .max_pixels = 1'000'000'000'001,
                               .max_scan_pixels = 5,
                               .max_png_pixels = 8,
                               .max_jpeg2000_pixels = 6,
                               .max_jpeg2000_bytes = 9,
                               .max_profile_bytes = 7},
                              12'345'678'900};
  const ProtocolBytes header = SerializeRequest(sent);
  ASSERT_EQ(header.size(), kRequestHeaderBytes);
  const auto got = ParseRequest(header);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->image_bytes, sent.image_bytes);
  EXPECT_EQ(got->limits.max_bytes, sent.limits.max_bytes);
  EXPECT_EQ(got->limits.max_side_px, sent.limits.max_side_px);
  EXPECT_EQ(got->limits.max_pixels, sent.limits.max_pixels);
  EXPECT_EQ(got->limits.max_scan_pixels, sent.limits.max_scan_pixels);
  EXPECT_EQ(got->limits.max_png_pixels, sent.limits.max_png_pixels);
  EXPECT_EQ(got->limits.max_jpeg2000_pixels, sent.limits.max_jpeg2000_pixels);
  EXPECT_EQ(got->limits.max_jpeg2000_bytes, sent.limits.max_jpeg2000_bytes);
  EXPECT_EQ(got->limits.max_profile_bytes, sent.limits.max_profile_bytes);
}

TEST(DecodeProtocol, RefusesARequestForMoreThanItsOwnLimit) {
  EXPECT_FALSE(ParseRequest(SerializeRequest({{.max_bytes = 9}, 10})));
  EXPECT_FALSE(ParseRequest(ProtocolBytes(kRequestHeaderBytes)));
}

TEST(DecodeProtocol, CarriesEveryFieldOfAnAnswer) {
  const auto reply = Parse(SerializeReply(FullReply()));
  ASSERT_OK(reply);
  EXPECT_OK(reply->refusal);
  EXPECT_EQ(reply->width, 100);
  EXPECT_EQ(reply->height, 99);
  EXPECT_EQ(reply->source, EverySourceField());
}

TEST(DecodeProtocol, CarriesWhatARecordDoesNotSay) {
  DecodeReply sent = FullReply();
  sent.source.record->capture_date = CaptureDate{2024, std::nullopt, std::nullopt};
  EXPECT_EQ(Parse(SerializeReply(sent))->source, sent.source);
  sent.source.record->capture_date.reset();
  EXPECT_EQ(Parse(SerializeReply(sent))->source, sent.source);
  sent.source.record.reset();
  EXPECT_EQ(Parse(SerializeReply(sent))->source, sent.source);
}

TEST(DecodeProtocol, CarriesEachRefusal) {
  using enum ErrorReason;
  for (const ErrorReason reason :
       {kImageUnreadable, kImageUnsupported, kImageTooLarge, kImageTooManyPixels}) {
    const absl::Status refusal =
        MakeError(absl::StatusCode::kInvalidArgument, reason, "image is no image");
    const auto reply = Parse(SerializeReply({.refusal = refusal, .source = {}}));
    ASSERT_OK(reply);
    EXPECT_EQ(reply->refusal, refusal);
  }
}

TEST(DecodeProtocol, RefusesAnAnswerThatEndsEarlyOrLate) {
  ProtocolBytes content = SerializeReply(FullReply());
  for (std::size_t length = 0; length < content.size(); ++length) {
    const ProtocolBytes cut(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_TRUE(absl::IsDataLoss(Parse(cut).status())) << length;
  }
  content.push_back(0);
  EXPECT_TRUE(absl::IsDataLoss(Parse(content).status()));
}

TEST(DecodeProtocol, RefusesAPictureBeyondTheLimitsOrTheMemory) {
  const auto with_size = [](int width, int height) {
    return SerializeReply(
        {.refusal = absl::OkStatus(), .width = width, .height = height, .source = {}});
  };
  EXPECT_OK(Parse(with_size(100, 100)));
  EXPECT_FALSE(Parse(with_size(101, 1)).ok());
  EXPECT_FALSE(Parse(with_size(1, 101)).ok());
  EXPECT_FALSE(Parse(with_size(0, 10)).ok());
  EXPECT_FALSE(Parse(with_size(10, -1)).ok());
  EXPECT_FALSE(Parse(with_size(std::numeric_limits<int>::max(), 2)).ok());
  EXPECT_FALSE(ParseReply(with_size(100, 100), kLimits, kMemory - 1).ok());
  EXPECT_FALSE(
      ParseReply(with_size(100, 100), {.max_side_px = 100, .max_pixels = 9999}, kMemory).ok());
}

TEST(DecodeProtocol, RefusesFactsThatNoRecordCanState) {
  const auto refuses = [](auto change) {
    DecodeReply reply = FullReply();
    change(*reply.source.record);
    return !Parse(SerializeReply(reply)).ok();
  };
  using Facts = FaceRecordFacts;
  EXPECT_TRUE(refuses([](Facts& facts) { facts.kind = static_cast<FaceRecordKind>(7); }));
  EXPECT_TRUE(refuses([](Facts& facts) { facts.image_type = static_cast<FaceImageType>(9); }));
  EXPECT_TRUE(refuses([](Facts& facts) { facts.capture_date->month = 13; }));
  EXPECT_TRUE(refuses([](Facts& facts) { facts.capture_date->day = 32; }));
  EXPECT_TRUE(refuses([](Facts& facts) { facts.capture_date->month.reset(); }));
  EXPECT_TRUE(refuses([](Facts& facts) { facts.images = 0; }));
  EXPECT_FALSE(refuses([](Facts& facts) { facts.images = 31; }));
  EXPECT_TRUE(refuses([](Facts& facts) { facts.images = 32; }));
  EXPECT_FALSE(refuses([](Facts& facts) { facts.points.resize(255); }));
  EXPECT_TRUE(refuses([](Facts& facts) { facts.points.resize(256); }));
  EXPECT_TRUE(refuses(
      [](Facts& facts) { facts.points[0].at.x = std::numeric_limits<float>::quiet_NaN(); }));
  EXPECT_FALSE(refuses([](Facts&) {}));
}

TEST(DecodeProtocol, TakesOutOfTextWhatIsNotPrintable) {
  const absl::Status refusal = MakeError(absl::StatusCode::kInvalidArgument,
                                         ErrorReason::kImageUnreadable, "a\n\x1B[31m\x80z");
  const auto reply = Parse(SerializeReply({.refusal = refusal, .source = {}}));
  ASSERT_OK(reply);
  EXPECT_EQ(std::string(reply->refusal.message()), "a??[31m?z");
}

TEST(DecodeProtocol, CutsLongText) {
  const absl::Status refusal = MakeError(absl::StatusCode::kInvalidArgument,
                                         ErrorReason::kImageUnreadable, std::string(10'000, 'x'));
  const auto reply = Parse(SerializeReply({.refusal = refusal, .source = {}}));
  ASSERT_OK(reply);
  EXPECT_EQ(reply->refusal.message().size(), 500U);
}

TEST(DecodeProtocol, SurvivesEveryChangedByte) {
  const ProtocolBytes good = SerializeReply(FullReply());
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      ProtocolBytes changed = good;
      changed[at] = static_cast<std::uint8_t>(value);
      const auto reply = Parse(changed);
      if (reply.ok() && reply->refusal.ok()) {
        EXPECT_LE(reply->width * reply->height * 3, static_cast<int>(kMemory));
      }
    }
  }
}

TEST(DecodeProtocol, FramesSayHowLongTheyAre) {
  const ProtocolBytes frame = FrameOf({1, 2, 3});
  ASSERT_EQ(frame.size(), kFrameHeaderBytes + 3);
  EXPECT_EQ(FrameLength(std::span(frame).first(kFrameHeaderBytes)), 3U);
}

TEST(DecodeProtocol, RefusesAFrameThatAnnouncesTooMuch) {
  ProtocolBytes header = FrameOf({});
  header[7] = 0x7F;
  EXPECT_EQ(FrameLength(header), std::nullopt);
  EXPECT_EQ(FrameLength(ProtocolBytes(kFrameHeaderBytes)), std::nullopt);
}

TEST(DecodeProtocol, HelloTellsWhyAWorkerCannotBeUsed) {
  EXPECT_OK(ParseHello(SerializeHello(absl::OkStatus())));
  const absl::Status fault = ParseHello(SerializeHello(absl::InternalError("no seccomp here")));
  EXPECT_TRUE(absl::IsFailedPrecondition(fault));
  EXPECT_THAT(fault, testing::MessageHas("no seccomp here"));
  EXPECT_THAT(ParseHello(ProtocolBytes{}), testing::MessageHas("it is no decoder of this server"));
}

TEST(DecodeProtocol, HelloTellsTheWorkersOfOtherBuilds) {
  ProtocolBytes other = SerializeHello(absl::OkStatus());
  ++other[0];
  EXPECT_TRUE(absl::IsFailedPrecondition(ParseHello(other)));
  EXPECT_THAT(ParseHello(other), testing::MessageHas("it is of another build"));
  // Before there were versions it was an empty text.
  EXPECT_THAT(ParseHello(ProtocolBytes{0, 0}), testing::MessageHas("it is of another build"));
}

}  // namespace
}  // namespace portcullis
