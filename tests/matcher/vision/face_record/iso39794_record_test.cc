#include "matcher/vision/face_record/iso39794_record.h"

#include <string>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

using testing::BuildAnthropometricLandmark;
using testing::BuildIso39794;
using testing::BuildMpeg4Landmark;
using testing::Der;
using testing::FailsWith;
using testing::FileBytes;
using testing::Iso39794Record;
using testing::Joined;
using testing::MessageHas;

const FileBytes kImage = {0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3};

FileBytes Image(const FaceRecord& record) { return {record.image.begin(), record.image.end()}; }

TEST(Iso39794Record, GivesTheImageAndWhatIsSaidAboutIt) {
  const FileBytes file =
      BuildIso39794({.image = kImage,
                     .year = 2026,
                     .month = 2,
                     .day = 28,
                     .landmarks = {BuildMpeg4Landmark(21, 120, 240),
                                   BuildAnthropometricLandmark(0, 37, 150, 300)}});
  const auto record = ParseIso39794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(Image(*record), kImage);
  EXPECT_EQ(record->facts,
            (FaceRecordFacts{.kind = FaceRecordKind::kIso39794_5,
                             .image_type = FaceImageType::kFullFrontal,
                             .capture_date = CaptureDate{2026, 2, 28},
                             .points = {{"3.8", {120, 240}}, {"pronasale", {150, 300}}}}));
}

TEST(Iso39794Record, ReadsBytesWrittenByHand) {
  const FileBytes file = {
      0x65, 42,                                                // face image data block
      0xA0, 7,  0x80, 1,  3,    0x81, 2,    0x07, 0xE3,        // generation 3, year 2019
      0xA1, 31, 0x30, 29,                                      // one representation
      0x80, 1,  0,                                             // its id
      0xA1, 18, 0xA0, 16, 0xA0, 14,   0x80, 2,    0xAB, 0xCD,  // the image data
      0xA1, 8,  0xA0, 3,  0x80, 1,    2,    0xA1, 1,    0x00,  // a JPEG; a kind that is cut off
      0xA2, 4,  0x80, 2,  0x07, 0xEA};                         // captured in 2026
  EXPECT_THAT(ParseIso39794Record(file), MessageHas("face image kind at offset"));
  FileBytes good = file;
  good[35] = 0x05;  // extension 05 of no content instead
  good[36] = 0x01;
  const auto record = ParseIso39794Record(good);
  ASSERT_OK(record);
  EXPECT_EQ(Image(*record), (FileBytes{0xAB, 0xCD}));
  EXPECT_EQ(record->facts.capture_date, (CaptureDate{2026, std::nullopt, std::nullopt}));
  EXPECT_EQ(record->facts.image_type, FaceImageType::kUnspecified);
}

TEST(Iso39794Record, KnowsTheKindsOfImage) {
  const std::pair<std::optional<int>, FaceImageType> cases[] = {
      {std::nullopt, FaceImageType::kUnspecified},
      {0, FaceImageType::kFullFrontal},
      {1, FaceImageType::kBasic},
      {2, FaceImageType::kOther}};
  for (const auto& [kind, want] : cases) {
    const auto file = BuildIso39794({.image = kImage, .kind = kind});
    const auto record = ParseIso39794Record(file);
    ASSERT_OK(record);
    EXPECT_EQ(record->facts.image_type, want);
  }
}

TEST(Iso39794Record, NamesLandmarksAsTheStandardNumbersThem) {
  struct Case {
    FileBytes landmark;
    std::string name;
  };
  const Case cases[] = {
      {BuildMpeg4Landmark(0, 1, 2), "2.1"},
      {BuildMpeg4Landmark(13, 1, 2), "2.14"},
      {BuildMpeg4Landmark(14, 1, 2), "3.1"},
      {BuildMpeg4Landmark(42, 1, 2), "7.1"},
      {BuildMpeg4Landmark(53, 1, 2), "9.1"},
      {BuildMpeg4Landmark(87, 1, 2), "12.4"},
      {BuildAnthropometricLandmark(0, 0, 1, 2), "vertex"},
      {BuildAnthropometricLandmark(0, 21, 1, 2), "center point of pupil left"},
      {BuildAnthropometricLandmark(0, 60, 1, 2), "tragion"},
      {BuildAnthropometricLandmark(1, 0, 1, 2), "point 1.1"},
      {BuildAnthropometricLandmark(1, 36, 1, 2), "point 5.6"},
      {BuildAnthropometricLandmark(2, 37, 1, 2), "prn"},
      {BuildAnthropometricLandmark(2, 62, 1, 2), "t"},
  };
  for (const Case& test : cases) {
    const auto file = BuildIso39794({.image = kImage, .landmarks = {test.landmark}});
    const auto record = ParseIso39794Record(file);
    ASSERT_OK(record) << test.name;
    EXPECT_EQ(record->facts.points, (std::vector<RecordPoint>{{test.name, {1, 2}}}));
  }
}

TEST(Iso39794Record, SkipsWhatLaterEditionsMayAdd) {
  const FileBytes extension_point = Der(0xA1, Der(0xA0, {0x80, 0x00}));
  const FileBytes no_place = Der(0x30, Der(0xA0, Der(0xA0, Der(0xA0, Der(0x80, {1})))));
  const FileBytes in_space = Der(0x30, Joined({Der(0xA0, Der(0xA0, Der(0xA0, Der(0x80, {1})))),
                                               Der(0xA1, Der(0xA0, Der(0xA2, {})))}));
  const FileBytes extended_kind =
      Der(0x30, Joined({Der(0xA0, Der(0xA1, {})),
                        Der(0xA1, Der(0xA0, Der(0xA0, {0x80, 1, 1, 0x81, 1, 2})))}));
  const auto file = BuildIso39794(
      {.image = kImage,
       .generation = 4,
       .landmarks = {BuildMpeg4Landmark(88, 1, 2), BuildAnthropometricLandmark(0, 61, 1, 2),
                     BuildAnthropometricLandmark(2, 63, 1, 2), no_place, in_space, extended_kind},
       .extension = Joined({Der(0xAA, extension_point), Der(0xBF20, {})})});
  const auto record = ParseIso39794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(Image(*record), kImage);
  EXPECT_THAT(record->facts.points, ::testing::IsEmpty());
}

TEST(Iso39794Record, GivesTheFirstOfSeveralImagesAndSaysHowManyThereAre) {
  const auto file = BuildIso39794({.image = kImage, .representations = 3});
  const auto record = ParseIso39794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(record->facts.images, 3);
}

TEST(Iso39794Record, NamesFieldAndOffsetOfWhatIsWrong) {
  struct Case {
    FileBytes file;
    std::string message;
  };
  const FileBytes version = Der(0xA0, {0x80, 1, 3});
  const auto with = [&](const FileBytes& blocks) {
    return Der(0x65, Joined({version, Der(0xA1, blocks)}));
  };
  FileBytes followed = BuildIso39794({.image = kImage});
  followed.push_back(1);
  const Case cases[] = {
      {Der(0x66, version), "has tag 66, not 65"},
      {Der(0x65, {}), "version at offset 2 is missing"},
      {Der(0x65, version), "representations at offset 2 is missing"},
      {BuildIso39794({.image = kImage, .generation = 2}), "generation at offset 6 is 2"},
      {with({}), "representation at offset 9 is missing"},
      {with(Der(0x31, {})), "representations at offset 11 hold an element 31"},
      {with(Der(0x30, {})), "image at offset 11 is missing"},
      {with(Der(0x30, Der(0xA1, Der(0xA1, {})))), "image at offset 13 is missing: no element A0"},
      {with(Der(0x30, Der(0xA1, Der(0xA0, Der(0xA0, {}))))), "image data at offset 17 is missing"},
      {BuildIso39794({.image = {}}), "image data at offset"},
      {BuildIso39794({.image = kImage, .representations = 17}), "are 17, limit is 16"},
      {BuildIso39794({.image = kImage, .year = 0}), "capture year at offset"},
      {BuildIso39794({.image = kImage, .year = 10000}), "capture year"},
      {BuildIso39794({.image = kImage, .month = 2}), "capture year"},
      {BuildIso39794({.image = kImage, .year = 2026, .month = 13}), "is 13, not 1 to 12"},
      {BuildIso39794({.image = kImage, .year = 2026, .month = 1, .day = 32}), "is 32, not 1 to 31"},
      {BuildIso39794({.image = kImage, .landmarks = std::vector<FileBytes>(256, Der(0x30, {}))}),
       "landmarks at offset"},
      {BuildIso39794({.image = kImage, .landmarks = {Der(0x30, {})}}), "landmark kind at offset"},
      {BuildIso39794({.image = kImage, .landmarks = {BuildMpeg4Landmark(1, 65536, 0)}}),
       "limit is 65535"},
      {followed, "padding at offset"},
  };
  for (const Case& test : cases) {
    const auto record = ParseIso39794Record(test.file);
    EXPECT_THAT(record,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
    EXPECT_THAT(record, MessageHas(test.message));
  }
}

TEST(Iso39794Record, IsRefusedWhenCutAtAnyByte) {
  const FileBytes file =
      BuildIso39794({.image = kImage, .year = 2026, .landmarks = {BuildMpeg4Landmark(21, 300, 2)}});
  for (std::size_t length = 0; length < file.size(); ++length) {
    const FileBytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THAT(ParseIso39794Record(cut),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable))
        << length;
  }
}

TEST(Iso39794Record, SurvivesEveryByteSetToEveryTenthValue) {
  const FileBytes file = BuildIso39794(
      {.image = kImage, .year = 2026, .landmarks = {BuildAnthropometricLandmark(0, 3, 300, 2)}});
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (unsigned value = 0; value < 256; value += 10) {
      FileBytes changed = file;
      changed[at] = static_cast<std::uint8_t>(value);
      const auto record = ParseIso39794Record(changed);
      if (!record.ok()) {
        EXPECT_EQ(ErrorReasonOf(record.status()), ErrorReason::kImageUnreadable);
        continue;
      }
      EXPECT_GE(record->image.data(), changed.data());
      EXPECT_LE(record->image.data() + record->image.size(), changed.data() + changed.size());
    }
  }
}

}  // namespace
}  // namespace portcullis
