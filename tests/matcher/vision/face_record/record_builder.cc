#include "tests/matcher/vision/face_record/record_builder.h"

#include <string_view>

namespace portcullis::testing {
namespace {

template <typename Bytes>
void Append(FileBytes& file, const Bytes& bytes) {
  for (const auto byte : bytes) file.push_back(static_cast<std::uint8_t>(byte));
}

void AppendNumber(FileBytes& file, std::uint32_t value, unsigned bytes) {
  for (unsigned shift = 8 * bytes; shift > 0;) {
    shift -= 8;
    file.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

FileBytes BuildIso19794Image(const Iso19794Image& image) {
  const auto points = static_cast<std::uint32_t>(image.points.size());
  const auto length = 20 + 8 * points + 12 + static_cast<std::uint32_t>(image.data.size());
  FileBytes block;
  AppendNumber(block, image.block_length.value_or(length), 4);
  AppendNumber(block, image.point_count.value_or(static_cast<std::uint16_t>(points)), 2);
  Append(block, FileBytes(14));  // sex, eyes, hair, features, expression, pose: unspecified
  for (const Iso19794Point& point : image.points) {
    block.push_back(point.type);
    block.push_back(point.code);
    AppendNumber(block, point.x, 2);
    AppendNumber(block, point.y, 2);
    AppendNumber(block, 0, 2);
  }
  block.push_back(image.image_type);
  Append(block, FileBytes(11));  // coding, sides and the like, which readers do not believe
  Append(block, image.data);
  return block;
}

FileBytes Choice(std::uint32_t tag, const FileBytes& content) { return Der(tag, content); }

FileBytes BuildLandmark(const FileBytes& kind, int x, int y) {
  const FileBytes plane = Joined({Der(0x80, DerNumberBytes(x)), Der(0x81, DerNumberBytes(y))});
  return Der(0x30,
             Joined({Der(0xA0, Choice(0xA0, kind)), Der(0xA1, Choice(0xA0, Choice(0xA0, plane)))}));
}

FileBytes Optional(std::uint32_t tag, const std::optional<int>& value) {
  return value ? Der(tag, DerNumberBytes(*value)) : FileBytes();
}

FileBytes BuildRepresentation(const Iso39794Record& record) {
  constexpr int kJpeg = 2;
  FileBytes information = Der(0xA0, Der(0x80, DerNumberBytes(kJpeg)));
  if (record.kind) Append(information, Der(0xA1, Der(0x80, DerNumberBytes(*record.kind))));
  const FileBytes plane = Joined({Der(0x80, record.image), Der(0xA1, information)});
  FileBytes representation =
      Joined({Der(0x80, DerNumberBytes(0)), Der(0xA1, Choice(0xA0, Choice(0xA0, plane)))});
  if (record.year || record.month || record.day) {
    Append(representation,
           Der(0xA2, Joined({Optional(0x80, record.year), Optional(0x81, record.month),
                             Optional(0x82, record.day)})));
  }
  if (!record.landmarks.empty()) {
    FileBytes landmarks;
    for (const FileBytes& landmark : record.landmarks) Append(landmarks, landmark);
    Append(representation, Der(0xA9, landmarks));
  }
  Append(representation, record.extension);
  return Der(0x30, representation);
}

}  // namespace

FileBytes BuildIso19794(const Iso19794Record& record) {
  FileBytes images;
  for (const Iso19794Image& image : record.images) Append(images, BuildIso19794Image(image));
  FileBytes file;
  Append(file, std::string_view("FAC\0", 4));
  Append(file, record.version);
  AppendNumber(file, record.length.value_or(14 + static_cast<std::uint32_t>(images.size())), 4);
  AppendNumber(file, record.image_count.value_or(static_cast<std::uint16_t>(record.images.size())),
               2);
  Append(file, images);
  return file;
}

FileBytes Der(std::uint32_t tag, const FileBytes& content) {
  FileBytes element;
  AppendNumber(element, tag, tag > 0xFF ? 2 : 1);
  const auto length = static_cast<std::uint32_t>(content.size());
  const unsigned bytes = length < 0x80 ? 0 : length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : 3;
  if (bytes > 0) element.push_back(static_cast<std::uint8_t>(0x80U | bytes));
  AppendNumber(element, length, bytes == 0 ? 1 : bytes);
  Append(element, content);
  return element;
}

FileBytes Joined(std::initializer_list<FileBytes> parts) {
  FileBytes joined;
  for (const FileBytes& part : parts) Append(joined, part);
  return joined;
}

FileBytes DerNumberBytes(int value) {
  FileBytes bytes;
  AppendNumber(bytes, static_cast<std::uint32_t>(value), value < 0x80 ? 1 : value < 0x8000 ? 2 : 3);
  return bytes;
}

FileBytes BuildMpeg4Landmark(int code, int x, int y) {
  return BuildLandmark(Der(0xA0, Der(0x80, DerNumberBytes(code))), x, y);
}

FileBytes BuildAnthropometricLandmark(int choice, int code, int x, int y) {
  const FileBytes name =
      Der(0xA0U + static_cast<std::uint32_t>(choice), Der(0x80, DerNumberBytes(code)));
  return BuildLandmark(Der(0xA1, Choice(0xA0, name)), x, y);
}

FileBytes BuildIso39794(const Iso39794Record& record) {
  constexpr int kYear = 2019;
  FileBytes representations;
  for (int i = 0; i < record.representations; ++i) {
    Append(representations, BuildRepresentation(record));
  }
  return Der(0x65, Joined({Der(0xA0, Joined({Der(0x80, DerNumberBytes(record.generation)),
                                             Der(0x81, DerNumberBytes(kYear))})),
                           Der(0xA1, representations)}));
}

FileBytes BuildDataGroup2(const FileBytes& record, const CbeffWrapping& wrapping) {
  const FileBytes header = Der(0xA1, Joined({Der(0x80, {0x01, 0x01}), Der(0x81, {0x02}),
                                             Der(0x87, {0x01, 0x01}), Der(0x88, {0x00, 0x08})}));
  const FileBytes block =
      wrapping.constructed ? Der(0x7F2E, Der(0xA1, record)) : Der(0x5F2E, record);
  FileBytes group = Der(0x02, DerNumberBytes(wrapping.count.value_or(wrapping.templates)));
  for (int i = 0; i < wrapping.templates; ++i) {
    Append(group, Der(0x7F60, Joined({header, block})));
  }
  return Der(0x75, Der(0x7F61, group));
}

}  // namespace portcullis::testing
