#include "matcher/vision/sandbox/decode_protocol.h"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint32_t kRequestMagic = 0x71435250;  // "PRCq"
constexpr std::uint32_t kFrameMagic = 0x72435250;    // "PRCr"
constexpr std::size_t kVersionBytes = 2;
constexpr std::size_t kMaxText = 500;
constexpr std::size_t kMaxPointName = 64;
constexpr int kNotSaid = 255;  // month or day

// What an image can be refused for; an honest decoder gives no other reason.
constexpr std::array kRefusals = {ErrorReason::kImageUnreadable, ErrorReason::kImageUnsupported,
                                  ErrorReason::kImageTooLarge, ErrorReason::kImageTooManyPixels};

class Writer {
 public:
  void Number(std::uint64_t value, std::size_t width = 8) {
    for (std::size_t i = 0; i < width; ++i) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
  }
  void Text(std::string_view text, std::size_t limit) {
    text = text.substr(0, limit);
    Number(text.size(), 2);
    for (const char letter : text) bytes_.push_back(static_cast<std::uint8_t>(letter));
  }
  void Float(float value) { Number(std::bit_cast<std::uint32_t>(value), 4); }

  ProtocolBytes Take() { return std::move(bytes_); }

 private:
  ProtocolBytes bytes_;
};

/// Reads as long as all is well; after the first thing that is not, everything is 0.
class Reader {
 public:
  explicit Reader(Bytes bytes) : rest_(bytes) {}

  std::uint64_t Number(std::size_t width = 8) {
    if (!Has(width)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{rest_[i]} << (8 * i);
    rest_ = rest_.subspan(width);
    return value;
  }

  /// A number from `low` to `high`; anything else fails.
  template <typename Value>
  Value Between(Value low, Value high, std::size_t width) {
    const std::uint64_t value = Number(width);
    if (value < static_cast<std::uint64_t>(low) || value > static_cast<std::uint64_t>(high)) {
      Fail();
      return low;
    }
    return static_cast<Value>(value);
  }

  std::string Text(std::size_t limit) {
    const std::size_t length = Between<std::size_t>(0, limit, 2);
    if (!Has(length)) return {};
    std::string text;
    for (const std::uint8_t byte : rest_.first(length)) {
      text.push_back(byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '?');
    }
    rest_ = rest_.subspan(length);
    return text;
  }

  float Float() {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(Number(4)));
    if (std::isfinite(value)) return value;
    Fail();
    return 0;
  }

  void Fail() {
    failed_ = true;
    rest_ = {};
  }

  bool ended_well() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }

 private:
  bool Has(std::size_t length) {
    if (length <= rest_.size()) return true;
    Fail();
    return false;
  }

  Bytes rest_;
  bool failed_ = false;
};

void WriteRecord(Writer& writer, const FaceRecordFacts& record) {
  writer.Number(static_cast<std::uint64_t>(record.kind), 1);
  writer.Number(record.cbeff ? 1 : 0, 1);
  writer.Number(static_cast<std::uint64_t>(record.image_type), 1);
  writer.Number(record.capture_date ? 1 : 0, 1);
  const CaptureDate date = record.capture_date.value_or(CaptureDate());
  writer.Number(static_cast<std::uint64_t>(date.year), 4);
  writer.Number(static_cast<std::uint64_t>(date.month.value_or(kNotSaid)), 1);
  writer.Number(static_cast<std::uint64_t>(date.day.value_or(kNotSaid)), 1);
  writer.Number(static_cast<std::uint64_t>(record.images), 4);
  writer.Number(record.points.size(), 4);
  for (const RecordPoint& point : record.points) {
    writer.Text(point.name, kMaxPointName);
    writer.Float(point.at.x);
    writer.Float(point.at.y);
  }
}

std::optional<int> ReadPartOfDate(Reader& reader, int most) {
  const int value = reader.Between(0, kNotSaid, 1);
  if (value == kNotSaid) return std::nullopt;
  if (value > most) reader.Fail();
  return value;
}

std::optional<CaptureDate> ReadDate(Reader& reader) {
  const bool is_said = reader.Between(0, 1, 1) == 1;
  CaptureDate date;
  date.year = reader.Between(0, 9999, 4);
  date.month = ReadPartOfDate(reader, 12);
  date.day = ReadPartOfDate(reader, 31);
  if (date.day && !date.month) reader.Fail();
  if (!is_said) return std::nullopt;
  return date;
}

FaceRecordFacts ReadRecord(Reader& reader) {
  FaceRecordFacts record;
  record.kind = reader.Between(FaceRecordKind::kIso19794_5, FaceRecordKind::kIso39794_5, 1);
  record.cbeff = reader.Between(0, 1, 1) == 1;
  record.image_type = reader.Between(FaceImageType::kUnspecified, FaceImageType::kOther, 1);
  record.capture_date = ReadDate(reader);
  record.images = reader.Between(1, kMaxRecordImages + kMaxWrappedRecords - 1, 4);
  const int points = reader.Between(0, kMaxRecordPoints, 4);
  // Memory is taken point by point as they are read, not for as many as are announced.
  for (int i = 0; i < points && !reader.failed(); ++i) {
    RecordPoint point;
    point.name = reader.Text(kMaxPointName);
    point.at.x = reader.Float();
    point.at.y = reader.Float();
    record.points.push_back(std::move(point));
  }
  return record;
}

/// In the order in which they travel.
template <typename Limits, typename Visit>
void ForEachLimit(Limits& limits, Visit visit) {
  static_assert(sizeof(DecodeLimits) == (kRequestHeaderBytes / 8 - 2) * 8,
                "a limit that does not travel does not hold in the worker");
  visit(limits.max_bytes);
  visit(limits.max_side_px);
  visit(limits.max_pixels);
  visit(limits.max_scan_pixels);
  visit(limits.max_png_pixels);
  visit(limits.max_jpeg2000_pixels);
  visit(limits.max_jpeg2000_bytes);
  visit(limits.max_profile_bytes);
}

absl::Status ReadRefusal(Reader& reader) {
  const std::size_t reason = reader.Between<std::size_t>(0, kRefusals.size() - 1, 1);
  const std::string message = reader.Text(kMaxText);
  return MakeError(absl::StatusCode::kInvalidArgument, kRefusals[reason], message);
}

}  // namespace

ProtocolBytes SerializeRequest(const DecodeRequest& request) {
  Writer writer;
  writer.Number(kRequestMagic);
  ForEachLimit(request.limits,
               [&writer](auto limit) { writer.Number(static_cast<std::uint64_t>(limit)); });
  writer.Number(request.image_bytes);
  return writer.Take();
}

std::optional<DecodeRequest> ParseRequest(Bytes header) {
  Reader reader(header);
  if (reader.Number() != kRequestMagic) return std::nullopt;
  DecodeRequest request;
  ForEachLimit(request.limits, [&reader]<typename Limit>(Limit& limit) {
    limit = reader.Between<Limit>(0, std::numeric_limits<Limit>::max(), 8);
  });
  request.image_bytes = reader.Between<std::uint64_t>(0, request.limits.max_bytes, 8);
  if (!reader.ended_well()) return std::nullopt;
  return request;
}

ProtocolBytes FrameOf(const ProtocolBytes& content) {
  Writer writer;
  writer.Number(kFrameMagic, 4);
  writer.Number(content.size(), 4);
  ProtocolBytes frame = writer.Take();
  for (const std::uint8_t byte : content) frame.push_back(byte);
  return frame;
}

std::optional<std::size_t> FrameLength(Bytes header) {
  Reader reader(header);
  if (reader.Number(4) != kFrameMagic) return std::nullopt;
  const std::size_t length = reader.Between<std::size_t>(0, kMaxFrameBytes, 4);
  if (!reader.ended_well()) return std::nullopt;
  return length;
}

ProtocolBytes SerializeHello(const absl::Status& locked_in) {
  Writer writer;
  writer.Number(kProtocolVersion, kVersionBytes);
  writer.Text(std::string(locked_in.message()), kMaxText);
  return writer.Take();
}

absl::Status ParseHello(Bytes content) {
  Reader reader(content);
  const std::uint64_t version = reader.Number(kVersionBytes);
  if (!reader.failed() && version != kProtocolVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "it is of another build: its protocol is {}, this server's {}", version, kProtocolVersion));
  }
  const std::string fault = reader.Text(kMaxText);
  if (!reader.ended_well()) return absl::FailedPreconditionError("it is no decoder of this server");
  if (!fault.empty()) return absl::FailedPreconditionError(fault);
  return absl::OkStatus();
}

ProtocolBytes SerializeReply(const DecodeReply& reply) {
  Writer writer;
  writer.Number(reply.refusal.ok() ? 1 : 0, 1);
  if (!reply.refusal.ok()) {
    const ErrorReason reason = ErrorReasonOf(reply.refusal).value_or(ErrorReason::kImageUnreadable);
    std::size_t at = 0;
    while (at < kRefusals.size() && kRefusals[at] != reason) ++at;
    writer.Number(at, 1);
    writer.Text(std::string(reply.refusal.message()), kMaxText);
    return writer.Take();
  }
  writer.Number(static_cast<std::uint64_t>(reply.width), 4);
  writer.Number(static_cast<std::uint64_t>(reply.height), 4);
  writer.Number(static_cast<std::uint64_t>(reply.source.coding), 1);
  writer.Number(reply.source.record ? 1 : 0, 1);
  if (reply.source.record) WriteRecord(writer, *reply.source.record);
  return writer.Take();
}

absl::StatusOr<DecodeReply> ParseReply(Bytes content, const DecodeLimits& limits,
                                       std::size_t memory_bytes) {
  Reader reader(content);
  DecodeReply reply;
  if (reader.Between(0, 1, 1) == 0) {
    reply.refusal = ReadRefusal(reader);
  } else {
    reply.width = reader.Between(1, limits.max_side_px, 4);
    reply.height = reader.Between(1, limits.max_side_px, 4);
    const auto pixels =
        static_cast<std::uint64_t>(reply.width) * static_cast<std::uint64_t>(reply.height);
    if (pixels > memory_bytes / 3 || pixels > static_cast<std::uint64_t>(limits.max_pixels)) {
      reader.Fail();
    }
    reply.source.coding = reader.Between(ImageCoding::kJpeg, ImageCoding::kJpeg2000, 1);
    if (reader.Between(0, 1, 1) == 1) reply.source.record = ReadRecord(reader);
  }
  if (!reader.ended_well()) return absl::DataLossError("its answer makes no sense");
  return reply;
}

}  // namespace portcullis
