// A face embedder around any dlib network type. Names nothing of dlib itself: the .cc that
// instantiates it includes dlib and spells out the network, once, because that takes a minute.
#pragma once

#include <cstdint>
#include <cstring>
#include <exception>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "matcher/core/face_embedder.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/chip_frame.h"
#include "matcher/vision/model_file.h"
#include "matcher/vision/span_stream_buffer.h"

namespace portcullis {

template <typename Network>
class DlibNetworkEmbedder : public FaceEmbedder {
 public:
  DlibNetworkEmbedder(const ModelInfo& model, std::unique_ptr<Network> network)
      : name_(model.id), weights_sha256_(model.sha256), network_(std::move(network)) {}

  absl::StatusOr<Embedding> Embed(const FaceChip& chip) override {
    if (chip.image.width() != kChipSidePx || chip.image.height() != kChipSidePx) {
      return absl::InvalidArgumentError(fmt::format("chip is {}x{} px, {} takes {}x{}",
                                                    chip.image.width(), chip.image.height(), name_,
                                                    kChipSidePx, kChipSidePx));
    }
    try {
      using Pixels = typename Network::input_type;
      static_assert(sizeof(typename Pixels::type) == 3, "the network takes 8-bit RGB");
      Pixels pixels(kChipSidePx, kChipSidePx);
      std::memcpy(&pixels(0, 0), chip.image.pixels().data(), chip.image.pixels().size());
      const auto& values = (*network_)(pixels);
      return Embedding(model_for(chip.alignment), std::vector<float>(values.begin(), values.end()));
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("{} failed: {}", name_, error.what()));
    }
  }

  ModelId model_for(const std::string& alignment) const override {
    return {name_, weights_sha256_, alignment};
  }

 private:
  std::string name_;
  std::string weights_sha256_;
  std::unique_ptr<Network> network_;  // on the heap: network types are too large for a stack
};

/// MODEL_FILE_INVALID if `weights` are of another network.
template <typename Network>
absl::StatusOr<std::unique_ptr<Network>> ReadDlibNetwork(const ModelInfo& model,
                                                         std::span<const std::uint8_t> weights) {
  try {
    auto network = std::make_unique<Network>();
    SpanStreamBuffer buffer(weights);
    std::istream stream(&buffer);
    deserialize(*network, stream);
    if (stream.peek() != std::istream::traits_type::eof()) {
      return ModelFileInvalid(model, "is of another network: it goes on beyond the last layer");
    }
    return network;
  } catch (const std::exception& error) {
    return ModelFileInvalid(model, fmt::format("is of another network ({})", error.what()));
  }
}

template <typename Network>
absl::StatusOr<std::unique_ptr<FaceEmbedder>> LoadDlibNetwork(
    const ModelInfo& model, std::span<const std::uint8_t> weights) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Network> network,
                              ReadDlibNetwork<Network>(model, weights));
  return std::make_unique<DlibNetworkEmbedder<Network>>(model, std::move(network));
}

}  // namespace portcullis
