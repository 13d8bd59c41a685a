// Writes what the fuzz targets start from, a folder for each: fuzz_seeds FOLDER [PORTRAITS]. All is
// made here; nothing of a person is kept but what lies in the build folder.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/sandbox/decode_protocol.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kMethods = 60;  // more than there are: the target counts round
constexpr int kPortraits = 6;
constexpr int kPortraitSide = 48;

class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) { fs::create_directories(path_); }

  void Add(const FileBytes& bytes) {
    std::ofstream file(path_ / fmt::format("{:03}", ++count_), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

 private:
  fs::path path_;
  int count_ = 0;
};

FileBytes ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Every nth pixel: small enough to be tried thousands of times a second.
Image Shrunk(const Image& image) {
  const int step = std::max(1, std::max(image.width(), image.height()) / kPortraitSide);
  const int width = image.width() / step;
  const int height = image.height() / step;
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto at =
          (static_cast<std::size_t>(y * step) * static_cast<std::size_t>(image.width()) +
           static_cast<std::size_t>(x * step)) *
          3;
      for (std::size_t channel = 0; channel < 3; ++channel) {
        pixels.push_back(image.pixels()[at + channel]);
      }
    }
  }
  return Image(width, height, std::move(pixels));
}

std::vector<Image> Pictures(const fs::path& portraits) {
  std::vector<Image> pictures = {FourQuarters(24, 16), FourQuarters(1, 1)};
  if (portraits.empty() || !fs::is_directory(portraits)) return pictures;
  std::vector<fs::path> files(fs::directory_iterator(portraits), {});
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    if (pictures.size() == kPortraits) break;
    auto decoded = MakeImageDecoder({})->Decode(ReadFile(file));
    if (decoded.ok()) pictures.push_back(Shrunk(decoded->image));
  }
  return pictures;
}

std::vector<FileBytes> ImageFiles(const std::vector<Image>& pictures) {
  std::vector<FileBytes> files;
  for (const Image& picture : pictures) {
    files.push_back(JpegFile(picture));
    files.push_back(JpegFile(picture, JpegColour::kGrey));
    files.push_back(JpegFile(picture, JpegColour::kCmyk));
    files.push_back(JpegFile(picture, JpegColour::kRgb, /*progressive=*/true));
    files.push_back(PngFile(picture));
    files.push_back(Jpeg2000Codestream(picture));
    files.push_back(Jp2File(Jpeg2000Codestream(picture), EnumeratedColours(16)));
  }
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    const FileBytes tiff = TiffWithOrientation(orientation, orientation % 2 == 0);
    files.push_back(JpegFileWithExif(pictures[0], tiff));
    files.push_back(WithPngChunk(PngFile(pictures[0]), "eXIf", tiff));
  }
  files.push_back(PalettePngFile({2, 1, 8, 3, {0, 1}}, true));
  files.push_back(PngFile({2, 2, 16, 2, FileBytes(24, 99)}));
  files.push_back(PngFile({8, 2, 1, 0, {0x55, 0xAA}}));
  files.push_back(PngFile({2, 2, 8, 6, FileBytes(16, 200)}));
  return files;
}

std::vector<FileBytes> Records19794(const FileBytes& image) {
  Iso19794Record record;
  record.images.push_back({.data = image, .points = {{.x = 10, .y = 12}, {.code = 0x21}}});
  std::vector<FileBytes> records = {BuildIso19794(record)};
  record.images[0].image_type = 2;
  record.images.push_back({.data = image});
  records.push_back(BuildIso19794(record));
  return records;
}

std::vector<FileBytes> Records39794(const FileBytes& image) {
  Iso39794Record record{.image = image};
  std::vector<FileBytes> records = {BuildIso39794(record)};
  record.kind = 1;
  record.year = 2024;
  record.month = 2;
  record.day = 29;
  record.landmarks = {BuildMpeg4Landmark(21, 10, 12), BuildAnthropometricLandmark(0, 1, 3, 4),
                      BuildAnthropometricLandmark(1, 1, 3, 4)};
  record.representations = 2;
  records.push_back(BuildIso39794(record));
  return records;
}

DecodeReply FullReply() {
  DecodeReply reply{.refusal = absl::OkStatus(), .width = 640, .height = 480, .source = {}};
  reply.source.record = FaceRecordFacts{.kind = FaceRecordKind::kIso39794_5,
                                        .cbeff = true,
                                        .image_type = FaceImageType::kTokenFrontal,
                                        .capture_date = CaptureDate{2024, 2, 29},
                                        .points = {{"3.8", {12.5F, 7}}},
                                        .images = 3};
  return reply;
}

void WriteSeeds(const fs::path& folder, const fs::path& portraits) {
  const std::vector<Image> pictures = Pictures(portraits);
  Folder decode(folder / "decode");
  Folder iso19794(folder / "iso19794");
  Folder iso39794(folder / "iso39794");
  Folder cbeff(folder / "cbeff");
  for (const FileBytes& file : ImageFiles(pictures)) decode.Add(file);
  for (const FileBytes& image :
       {JpegFile(pictures.back()), JpegFile(pictures[1]), FileBytes{1, 2}}) {
    for (const FileBytes& record : Records19794(image)) {
      iso19794.Add(record);
      cbeff.Add(BuildDataGroup2(record));
      decode.Add(record);
    }
    for (const FileBytes& record : Records39794(image)) {
      iso39794.Add(record);
      cbeff.Add(BuildDataGroup2(record, {.constructed = true, .templates = 2}));
      decode.Add(BuildDataGroup2(record, {.constructed = true}));
    }
  }
  Folder exif(folder / "exif");
  for (std::uint16_t orientation = 0; orientation <= 9; ++orientation) {
    exif.Add(TiffWithOrientation(orientation, orientation % 2 == 0));
  }
  Folder replies(folder / "decode_reply");
  replies.Add(SerializeReply(FullReply()));
  replies.Add(SerializeReply({.refusal = absl::InvalidArgumentError("no image"), .source = {}}));
  replies.Add(SerializeHello(absl::OkStatus()));
  replies.Add(FrameOf(SerializeHello(absl::InternalError("no seccomp"))));
  Folder requests(folder / "requests");
  for (std::uint8_t method = 0; method < kMethods; ++method) requests.Add({method, 0, 0, 0});
}

}  // namespace
}  // namespace portcullis::testing

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: fuzz_seeds FOLDER [FOLDER_OF_PORTRAITS]\n");
    return 2;
  }
  portcullis::testing::WriteSeeds(argv[1], argc > 2 ? argv[2] : "");
  return 0;
}
