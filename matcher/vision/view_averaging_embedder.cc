#include "matcher/vision/view_averaging_embedder.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

double LengthOf(const std::vector<double>& values) {
  double squares = 0;
  for (const double value : values) squares += value * value;
  return std::sqrt(squares);
}

class ViewAveragingEmbedder : public FaceEmbedder {
 public:
  ViewAveragingEmbedder(std::unique_ptr<FaceEmbedder> inner, bool unit_length)
      : inner_(std::move(inner)), unit_length_(unit_length) {}

  absl::StatusOr<Embedding> Embed(const FaceChip& chip) override {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Embedding> views, inner_->EmbedViews(chip));
    std::vector<double> sum(views.front().values().size());
    for (const Embedding& view : views) {
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += view.values()[i];
    }
    const double divisor = unit_length_ ? LengthOf(sum) : static_cast<double>(views.size());
    if (!(divisor > 0)) return absl::InternalError("the views of a face cancel each other out");
    std::vector<float> mean;
    for (const double value : sum) mean.push_back(static_cast<float>(value / divisor));
    return Embedding(views.front().model(), std::move(mean));
  }

  ModelId model_for(const std::string& alignment) const override {
    return inner_->model_for(alignment);
  }

 private:
  std::unique_ptr<FaceEmbedder> inner_;
  bool unit_length_;
};

}  // namespace

std::unique_ptr<FaceEmbedder> MakeViewAveragingEmbedder(std::unique_ptr<FaceEmbedder> inner,
                                                        bool unit_length) {
  return std::make_unique<ViewAveragingEmbedder>(std::move(inner), unit_length);
}

}  // namespace portcullis
