#include "tests/matcher/vision/decode/jpeg2000_files.h"

#include <openjpeg.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace portcullis::testing {
namespace {

template <typename Bytes>
void Append(FileBytes& file, const Bytes& bytes) {
  for (const auto byte : bytes) file.push_back(static_cast<std::uint8_t>(byte));
}

void AppendBigEndian32(FileBytes& bytes, std::size_t value) {
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

struct Sink {
  FileBytes bytes;
  std::size_t at = 0;

  static OPJ_SIZE_T Write(void* from, OPJ_SIZE_T count, void* user) {
    auto* sink = static_cast<Sink*>(user);
    sink->bytes.resize(std::max(sink->bytes.size(), sink->at + count));
    std::memcpy(sink->bytes.data() + sink->at, from, count);
    sink->at += count;
    return count;
  }
  static OPJ_OFF_T Skip(OPJ_OFF_T count, void* user) {
    auto* sink = static_cast<Sink*>(user);
    sink->at += static_cast<std::size_t>(count);
    sink->bytes.resize(std::max(sink->bytes.size(), sink->at));
    return count;
  }
  static OPJ_BOOL Seek(OPJ_OFF_T to, void* user) {
    static_cast<Sink*>(user)->at = static_cast<std::size_t>(to);
    return OPJ_TRUE;
  }
};

opj_cparameters_t Parameters(const Jpeg2000Options& options, bool colour) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = options.layers;
  parameters.cp_disto_alloc = 1;
  for (int layer = 0; layer < options.layers; ++layer) {
    parameters.tcp_rates[layer] = options.ratio * static_cast<float>(options.layers - layer);
  }
  parameters.irreversible = options.ratio > 0 ? 1 : 0;
  parameters.numresolution = options.resolutions;
  parameters.tcp_mct = colour ? 1 : 0;
  parameters.cblockw_init = options.code_block;
  parameters.cblockh_init = options.code_block;
  if (options.tile_side > 0) {
    parameters.tile_size_on = OPJ_TRUE;
    parameters.cp_tdx = options.tile_side;
    parameters.cp_tdy = options.tile_side;
  }
  if (options.precinct > 0) {
    parameters.csty |= 1;
    parameters.res_spec = 1;
    parameters.prcw_init[0] = options.precinct;
    parameters.prch_init[0] = options.precinct;
  }
  return parameters;
}

}  // namespace

FileBytes Jpeg2000Codestream(int width, int height, const std::vector<Jpeg2000Samples>& components,
                             const Jpeg2000Options& options) {
  std::vector<opj_image_cmptparm_t> shapes;
  bool same_shape = components.size() == 3;
  for (const Jpeg2000Samples& component : components) {
    opj_image_cmptparm_t shape = {};
    shape.dx = static_cast<OPJ_UINT32>(component.dx);
    shape.dy = static_cast<OPJ_UINT32>(component.dy);
    shape.w = static_cast<OPJ_UINT32>((width + component.dx - 1) / component.dx);
    shape.h = static_cast<OPJ_UINT32>((height + component.dy - 1) / component.dy);
    shape.x0 = static_cast<OPJ_UINT32>(options.left);
    shape.prec = static_cast<OPJ_UINT32>(options.bits);
    shape.sgnd = options.is_signed ? 1 : 0;
    shapes.push_back(shape);
    same_shape = same_shape && component.dx == 1 && component.dy == 1;
  }
  opj_image_t* image = opj_image_create(static_cast<OPJ_UINT32>(shapes.size()), shapes.data(),
                                        shapes.size() >= 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
  image->x0 = static_cast<OPJ_UINT32>(options.left);
  image->x1 = static_cast<OPJ_UINT32>(options.left + width);
  image->y1 = static_cast<OPJ_UINT32>(height);
  for (std::size_t i = 0; i < components.size(); ++i) {
    std::copy(components[i].samples.begin(), components[i].samples.end(), image->comps[i].data);
  }
  opj_cparameters_t parameters = Parameters(options, same_shape);
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  Sink sink;
  opj_stream_t* stream = opj_stream_default_create(OPJ_FALSE);
  opj_stream_set_user_data(stream, &sink, nullptr);
  opj_stream_set_write_function(stream, Sink::Write);
  opj_stream_set_skip_function(stream, Sink::Skip);
  opj_stream_set_seek_function(stream, Sink::Seek);
  const bool good = opj_setup_encoder(codec, &parameters, image) != OPJ_FALSE &&
                    opj_start_compress(codec, image, stream) != OPJ_FALSE &&
                    opj_encode(codec, stream) != OPJ_FALSE &&
                    opj_end_compress(codec, stream) != OPJ_FALSE;
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return good ? sink.bytes : FileBytes();
}

FileBytes Jpeg2000Codestream(const Image& image, const Jpeg2000Options& options) {
  std::vector<Jpeg2000Samples> components(3);
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    components[i % 3].samples.push_back(image.pixels()[i]);
  }
  return Jpeg2000Codestream(image.width(), image.height(), components, options);
}

FileBytes Jp2Box(std::string_view type, const FileBytes& content) {
  FileBytes box;
  AppendBigEndian32(box, 8 + content.size());
  Append(box, type);
  Append(box, content);
  return box;
}

FileBytes EnumeratedColours(std::uint8_t space) {
  return Jp2Box("colr", {1, 0, 0, 0, 0, 0, space});
}

FileBytes ProfileColours(const FileBytes& profile) {
  FileBytes content = {2, 0, 0};
  Append(content, profile);
  return Jp2Box("colr", content);
}

FileBytes Jp2File(const FileBytes& codestream, const FileBytes& header_boxes,
                  const FileBytes& more_boxes) {
  FileBytes header = Jp2Box("ihdr", FileBytes(14));
  Append(header, header_boxes);
  FileBytes file = Jp2Box("jP  ", {'\r', '\n', 0x87, '\n'});
  Append(file, Jp2Box("ftyp", {'j', 'p', '2', ' ', 0, 0, 0, 0, 'j', 'p', '2', ' '}));
  Append(file, Jp2Box("jp2h", header));
  Append(file, more_boxes);
  Append(file, Jp2Box("jp2c", codestream));
  return file;
}

}  // namespace portcullis::testing
