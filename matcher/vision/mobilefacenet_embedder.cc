#include "matcher/vision/mobilefacenet_embedder.h"

#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/model_file.h"

namespace portcullis {
namespace {

constexpr std::size_t kLength = 128;

/// Scaled as in training: by the statistics of ImageNet, for values in 0..1.
cv::Mat InputOf(const Image& chip) {
  const cv::Mat rgb(chip.height(), chip.width(), CV_8UC3,
                    const_cast<std::uint8_t*>(chip.pixels().data()));  // only read
  cv::Mat scaled;
  rgb.convertTo(scaled, CV_32FC3, 1 / 255.0);
  cv::subtract(scaled, cv::Scalar(0.485, 0.456, 0.406), scaled);
  cv::divide(scaled, cv::Scalar(0.229, 0.224, 0.225), scaled);
  return cv::dnn::blobFromImage(scaled);
}

class MobileFaceNetEmbedder : public FaceEmbedder {
 public:
  MobileFaceNetEmbedder(const ModelInfo& model, cv::dnn::Net network)
      : name_(model.id), weights_sha256_(model.sha256), network_(std::move(network)) {}

  absl::StatusOr<Embedding> Embed(const FaceChip& chip) override {
    if (chip.image.width() != kMobileFaceNetSidePx || chip.image.height() != kMobileFaceNetSidePx) {
      return absl::InvalidArgumentError(fmt::format("chip is {}x{} px, {} takes {}x{}",
                                                    chip.image.width(), chip.image.height(), name_,
                                                    kMobileFaceNetSidePx, kMobileFaceNetSidePx));
    }
    try {
      network_.setInput(InputOf(chip.image));
      const cv::Mat output = network_.forward();
      if (output.total() != kLength) {
        return absl::InternalError(
            fmt::format("{} gave {} values instead of {}", name_, output.total(), kLength));
      }
      const double length = cv::norm(output);
      if (!(length > 0)) return absl::InternalError(fmt::format("{} gave only zeros", name_));
      cv::Mat unit;
      output.convertTo(unit, CV_32F, 1 / length);
      const auto* values = unit.ptr<float>();
      return Embedding(model_for(chip.alignment), std::vector<float>(values, values + kLength));
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
  cv::dnn::Net network_;
};

}  // namespace

FivePointFrame MobileFaceNetFrame() {
  return {.points = {{{38.2946F, 51.6963F},
                      {73.5318F, 51.5014F},
                      {56.0252F, 71.7366F},
                      {41.5493F, 92.3655F},
                      {70.7299F, 92.2041F}}},
          .side_px = kMobileFaceNetSidePx,
          .views = kTwoViews,
          .alignment = kMobileFaceNetAlignment};
}

absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeMobileFaceNetEmbedder(
    const ModelInfo& model, std::span<const std::uint8_t> weights) {
  try {
    cv::dnn::Net network =
        cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(weights.data()), weights.size());
    network.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    auto embedder = std::make_unique<MobileFaceNetEmbedder>(model, std::move(network));
    // What another network would say to such a chip shows only when it is asked.
    const std::vector<std::uint8_t> grey(
        std::size_t{3} * kMobileFaceNetSidePx * kMobileFaceNetSidePx, 128);
    const FaceChip chip{Image(kMobileFaceNetSidePx, kMobileFaceNetSidePx, grey),
                        {},
                        std::string(kMobileFaceNetAlignment)};
    if (const absl::Status works = embedder->Embed(chip).status(); !works.ok()) {
      return ModelFileInvalid(
          model, fmt::format("is of another network ({})", std::string(works.message())));
    }
    return embedder;
  } catch (const std::exception& error) {
    return ModelFileInvalid(model, fmt::format("is of another network ({})", error.what()));
  }
}

}  // namespace portcullis
