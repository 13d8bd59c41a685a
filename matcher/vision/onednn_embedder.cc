#include "matcher/vision/onednn_embedder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// The largest first: more views than that go through in several runs.
constexpr std::array<int, 3> kBatches = {4, 2, 1};

class OnednnEmbedder : public FaceEmbedder {
 public:
  OnednnEmbedder(const ModelInfo& model, int side_px,
                 std::vector<std::unique_ptr<CompiledNetwork>> by_batch)
      : name_(model.id),
        weights_sha256_(model.sha256),
        side_px_(side_px),
        by_batch_(std::move(by_batch)) {}

  absl::StatusOr<Embedding> Embed(const FaceChip& chip) override {
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Embedding> only,
                                EmbedImages({&chip.image}, chip.alignment));
    return std::move(only.front());
  }

  absl::StatusOr<std::vector<Embedding>> EmbedViews(const FaceChip& chip) override {
    std::vector<const Image*> views = {&chip.image};
    for (const Image& view : chip.further_views) views.push_back(&view);
    return EmbedImages(views, chip.alignment);
  }

  ModelId model_for(const std::string& alignment) const override {
    return {name_, weights_sha256_, alignment};
  }

 private:
  absl::StatusOr<std::vector<Embedding>> EmbedImages(const std::vector<const Image*>& images,
                                                     const std::string& alignment) {
    for (const Image* image : images) {
      if (image->width() == side_px_ && image->height() == side_px_) continue;
      return absl::InvalidArgumentError(fmt::format("chip is {}x{} px, {} takes {}x{}",
                                                    image->width(), image->height(), name_,
                                                    side_px_, side_px_));
    }
    std::vector<Embedding> embeddings;
    std::span<const Image* const> left = images;
    while (!left.empty()) {
      CompiledNetwork& network = LargestFor(left.size());
      const auto batch = static_cast<std::size_t>(network.batch());
      PORTCULLIS_RETURN_IF_ERROR(network.Run(left.first(batch)));
      const std::span<const float> values = network.output(0);
      const std::size_t length = values.size() / batch;
      for (std::size_t i = 0; i < batch; ++i) {
        const auto one = values.subspan(i * length, length);
        embeddings.emplace_back(model_for(alignment), std::vector<float>(one.begin(), one.end()));
      }
      left = left.subspan(batch);
    }
    return embeddings;
  }

  CompiledNetwork& LargestFor(std::size_t images) {
    return **std::find_if(by_batch_.begin(), by_batch_.end(), [&](const auto& network) {
      return static_cast<std::size_t>(network->batch()) <= images;
    });
  }

  std::string name_;
  std::string weights_sha256_;
  int side_px_;
  std::vector<std::unique_ptr<CompiledNetwork>> by_batch_;  // for each of kBatches
};

}  // namespace

absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeOnednnEmbedder(
    const ModelInfo& model, std::shared_ptr<const Network> network, int side_px) {
  std::vector<std::unique_ptr<CompiledNetwork>> by_batch;
  for (const int batch : kBatches) {
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<CompiledNetwork> compiled, network->Compile(batch));
    by_batch.push_back(std::move(compiled));
  }
  return std::make_unique<OnednnEmbedder>(model, side_px, std::move(by_batch));
}

}  // namespace portcullis
