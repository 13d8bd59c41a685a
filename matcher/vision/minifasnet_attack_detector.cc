#include "matcher/vision/minifasnet_attack_detector.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/attack_crop.h"
#include "matcher/vision/model_file.h"

namespace portcullis {
namespace {

constexpr int kSidePx = 80;
constexpr std::size_t kClasses = 3;   // a print, bona fide, a screen
constexpr std::size_t kBonaFide = 1;  // place among them

/// Of the bona fide class.
double Softmax(std::span<const float> logits) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
  return std::exp(static_cast<double>(logits[kBonaFide]) - largest) / sum;
}

class Network {
 public:
  Network(std::string id, float crop_scale, cv::dnn::Net network)
      : id_(std::move(id)), crop_scale_(crop_scale), network_(std::move(network)) {}

  absl::StatusOr<double> BonaFide(const cv::Mat& rgb, const Box& face) {
    PORTCULLIS_ASSIGN_OR_RETURN(const PixelRectangle crop,
                                AttackCrop(face, rgb.cols, rgb.rows, crop_scale_));
    try {
      cv::Mat input;
      cv::resize(rgb(cv::Rect(crop.left, crop.top, crop.width, crop.height)), input,
                 cv::Size(kSidePx, kSidePx));
      network_.setInput(cv::dnn::blobFromImage(input, 1.0, cv::Size(), cv::Scalar(),
                                               /*swapRB=*/true));  // the networks take BGR
      const cv::Mat output = network_.forward();
      if (output.total() != kClasses || output.type() != CV_32F) {
        return absl::InternalError(
            fmt::format("{} gave {} values instead of {}", id_, output.total(), kClasses));
      }
      const auto* logits = output.ptr<float>();
      const double score = Softmax({logits, kClasses});
      if (!std::isfinite(score)) return absl::InternalError(id_ + " gave no number");
      return score;
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("{} failed: {}", id_, error.what()));
    }
  }

 private:
  std::string id_;
  float crop_scale_;
  cv::dnn::Net network_;
};

/// INTERNAL where the network is of another kind.
absl::StatusOr<Network> LoadNetwork(const MiniFasNet& from) {
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(from.weights.data()),
                                                from.weights.size());
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    Network network(from.model.id, from.crop_scale, std::move(net));
    // What another network would say to such an image shows only when it is asked.
    const cv::Mat grey(kSidePx, kSidePx, CV_8UC3, cv::Scalar::all(128));
    PORTCULLIS_RETURN_IF_ERROR(network.BonaFide(grey, {20, 20, 40, 40}).status());
    return network;
  } catch (const std::exception& error) {
    return absl::InternalError(error.what());
  }
}

class MiniFasNetAttackDetector : public PresentationAttackDetector {
 public:
  explicit MiniFasNetAttackDetector(std::vector<Network> networks)
      : networks_(std::move(networks)) {}

  absl::StatusOr<BonaFideScore> Check(const Image& image, const Face& face) override {
    const cv::Mat rgb(image.height(), image.width(), CV_8UC3,
                      const_cast<std::uint8_t*>(image.pixels().data()));  // only read
    double sum = 0;
    for (Network& network : networks_) {
      PORTCULLIS_ASSIGN_OR_RETURN(const double score, network.BonaFide(rgb, face.box));
      sum += score;
    }
    return BonaFideScore{sum / static_cast<double>(networks_.size())};
  }

 private:
  std::vector<Network> networks_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PresentationAttackDetector>> MakeMiniFasNetAttackDetector(
    std::span<const MiniFasNet> networks) {
  assert(!networks.empty());
  std::vector<Network> loaded;
  for (const MiniFasNet& one : networks) {
    absl::StatusOr<Network> network = LoadNetwork(one);
    if (!network.ok()) {
      return ModelFileInvalid(one.model, fmt::format("is of another network ({})",
                                                     std::string(network.status().message())));
    }
    loaded.push_back(*std::move(network));
  }
  return std::make_unique<MiniFasNetAttackDetector>(std::move(loaded));
}

}  // namespace portcullis
