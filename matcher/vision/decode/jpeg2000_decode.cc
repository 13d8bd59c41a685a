#include "matcher/vision/decode/jpeg2000_decode.h"

#include <openjpeg.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/exif_orientation.h"
#include "matcher/vision/decode/jpeg2000_boxes.h"
#include "matcher/vision/decode/jpeg2000_codestream.h"
#include "matcher/vision/decode/jpeg2000_samples.h"
#include "matcher/vision/decode/srgb_conversion.h"
#include "matcher/vision/decode/upright_image.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Bytes = std::span<const std::uint8_t>;

struct DestroyCodec {
  void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
};
struct DestroyStream {
  void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};
struct DestroyImage {
  void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};
using Codec = std::unique_ptr<opj_codec_t, DestroyCodec>;
using Stream = std::unique_ptr<opj_stream_t, DestroyStream>;
using CodecImage = std::unique_ptr<opj_image_t, DestroyImage>;

/// Bytes in memory as openjpeg reads them.
struct Source {
  Bytes bytes;
  std::size_t at = 0;

  static OPJ_SIZE_T Read(void* to, OPJ_SIZE_T count, void* user) {
    auto* source = static_cast<Source*>(user);
    const std::size_t left = source->bytes.size() - source->at;
    if (left == 0) return static_cast<OPJ_SIZE_T>(-1);
    const std::size_t taken = std::min<std::size_t>(count, left);
    std::memcpy(to, source->bytes.data() + source->at, taken);
    source->at += taken;
    return taken;
  }

  static OPJ_OFF_T Skip(OPJ_OFF_T count, void* user) {
    auto* source = static_cast<Source*>(user);
    const auto left = static_cast<OPJ_OFF_T>(source->bytes.size() - source->at);
    if (count < 0 || left == 0) return -1;
    const OPJ_OFF_T skipped = std::min(count, left);
    source->at += static_cast<std::size_t>(skipped);
    return skipped;
  }

  static OPJ_BOOL Seek(OPJ_OFF_T to, void* user) {
    auto* source = static_cast<Source*>(user);
    if (to < 0 || static_cast<std::size_t>(to) > source->bytes.size()) return OPJ_FALSE;
    source->at = static_cast<std::size_t>(to);
    return OPJ_TRUE;
  }
};

Stream OpenStream(Source& source) {
  constexpr std::size_t kBufferBytes = 64U << 10U;
  Stream stream(opj_stream_create(kBufferBytes, /*is input*/ OPJ_TRUE));
  if (!stream) return stream;
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), source.bytes.size());
  opj_stream_set_read_function(stream.get(), Source::Read);
  opj_stream_set_skip_function(stream.get(), Source::Skip);
  opj_stream_set_seek_function(stream.get(), Source::Seek);
  return stream;
}

void Keep(const char* message, void* user) {
  auto* first = static_cast<std::string*>(user);
  if (!first->empty()) return;
  const std::string_view text(message);
  *first = text.substr(0, std::min(text.find('\n'), text.size()));
}

void SayNothing(const char* /*message*/, void* /*user*/) {}

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("JPEG 2000 is corrupt or cut off: {}", what));
}

/// openjpeg goes on with zeros where data is missing or damaged and only warns. Half a face must
/// not be compared: a warning is an error here.
absl::StatusOr<CodecImage> RunCodec(Bytes codestream) {
  std::string complaint;
  Source source = {.bytes = codestream};
  const Stream stream = OpenStream(source);
  const Codec codec(opj_create_decompress(OPJ_CODEC_J2K));
  if (!stream || !codec) return Unreadable("openjpeg does not start");
  opj_set_info_handler(codec.get(), SayNothing, nullptr);
  opj_set_warning_handler(codec.get(), Keep, &complaint);
  opj_set_error_handler(codec.get(), Keep, &complaint);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* raw_image = nullptr;
  bool good = opj_setup_decoder(codec.get(), &parameters) != OPJ_FALSE &&
              opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) != OPJ_FALSE &&
              opj_read_header(stream.get(), codec.get(), &raw_image) != OPJ_FALSE;
  CodecImage image(raw_image);
  good = good && opj_decode(codec.get(), stream.get(), image.get()) != OPJ_FALSE &&
         opj_end_decompress(codec.get(), stream.get()) != OPJ_FALSE;
  if (good && complaint.empty()) return image;
  return Unreadable(complaint.empty() ? "its data cannot be decoded" : complaint);
}

/// openjpeg's reading must be that which was held against the limits.
absl::StatusOr<std::vector<Jpeg2000Plane>> Planes(const opj_image_t& image,
                                                  const Jpeg2000Codestream& header) {
  std::vector<Jpeg2000Plane> planes;
  if (image.numcomps != header.components.size()) return Unreadable("components are missing");
  for (std::size_t i = 0; i < header.components.size(); ++i) {
    const opj_image_comp_t& got = image.comps[i];
    const Jpeg2000Component& want = header.components[i];
    const auto width = static_cast<OPJ_UINT32>((header.width + want.dx - 1) / want.dx);
    const auto height = static_cast<OPJ_UINT32>((header.height + want.dy - 1) / want.dy);
    if (got.data == nullptr || got.w != width || got.h != height) {
      return Unreadable("a component has not all of its samples");
    }
    planes.push_back({.samples = {got.data, std::size_t{width} * height},
                      .width = static_cast<int>(width),
                      .component = want});
  }
  return planes;
}

absl::StatusOr<bool> IsYcc(const Jpeg2000File& file, const Jpeg2000Codestream& header) {
  const bool is_colour = header.components.size() == 3;
  switch (file.colours) {
    case Jpeg2000Colours::kGrey:
      if (is_colour) return Unreadable("it says grey and has three components");
      return false;
    case Jpeg2000Colours::kSrgb:
    case Jpeg2000Colours::kSycc:
      if (!is_colour) return Unreadable("it says colour and has one component");
      return file.colours == Jpeg2000Colours::kSycc;
    case Jpeg2000Colours::kUnsaid: break;
  }
  return is_colour && !file.profile && (header.components[1].dx > 1 || header.components[1].dy > 1);
}

}  // namespace

absl::StatusOr<Image> DecodeJpeg2000(Bytes bytes, const DecodeLimits& limits) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Jpeg2000File file, ReadJpeg2000Boxes(bytes));
  PORTCULLIS_ASSIGN_OR_RETURN(const Jpeg2000Codestream header,
                              ReadJpeg2000Codestream(file.codestream, limits));
  PORTCULLIS_ASSIGN_OR_RETURN(const bool is_ycc, IsYcc(file, header));
  ExifOrientation orientation = ExifOrientation::kUpright;
  if (file.exif) {
    PORTCULLIS_ASSIGN_OR_RETURN(orientation, ReadExifOrientation(*file.exif));
  }
  std::optional<SrgbConversion> conversion;
  if (file.profile) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        conversion, SrgbConversion::FromProfile(*file.profile, limits.max_profile_bytes,
                                                /*grey_image=*/header.components.size() == 1));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const CodecImage decoded, RunCodec(file.codestream));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Jpeg2000Plane> planes, Planes(*decoded, header));
  UprightImage image(header.width, header.height, orientation, std::move(conversion));
  for (int y = 0; y < header.height; ++y) {
    WriteRgbRow(planes, is_ycc, y, image.row());
    image.PutRow(y);
  }
  return std::move(image).Take();
}

}  // namespace portcullis
