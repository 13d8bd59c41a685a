// The network type of dlib-resnet-v1. In a file of its own: it takes long to compile.
#include <dlib/dnn.h>

#include "matcher/vision/dlib_embedders.h"
#include "matcher/vision/dlib_graph_builder.h"
#include "matcher/vision/dlib_layers.inl"
#include "matcher/vision/dlib_network.h"

namespace portcullis {
namespace {

template <long filters, int stride, typename Below>
using ResidualBranch = dlib::affine<
    dlib::con<filters, 3, 3, 1, 1,
              dlib::relu<dlib::affine<dlib::con<filters, 3, 3, stride, stride, Below>>>>>;

template <long filters, typename Below>
using Residual = dlib::relu<dlib::add_prev1<ResidualBranch<filters, 1, dlib::tag1<Below>>>>;

/// Halves the sides. The shortcut is an average, padded with zero channels where filters grow.
template <long filters, typename Below>
using ResidualDown = dlib::relu<dlib::add_prev2<dlib::avg_pool<
    2, 2, 2, 2, dlib::skip1<dlib::tag2<ResidualBranch<filters, 2, dlib::tag1<Below>>>>>>>;

using Stem = dlib::max_pool<
    3, 3, 2, 2,
    dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, dlib::input_rgb_image_sized<150>>>>>;
using Level4 = Residual<32, Residual<32, Residual<32, Stem>>>;
using Level3 = Residual<64, Residual<64, Residual<64, ResidualDown<64, Level4>>>>;
using Level2 = Residual<128, Residual<128, ResidualDown<128, Level3>>>;
using Level1 = Residual<256, Residual<256, ResidualDown<256, Level2>>>;
using Level0 = ResidualDown<256, Level1>;
using ResNet = dlib::loss_metric<dlib::fc_no_bias<128, dlib::avg_pool_everything<Level0>>>;

}  // namespace

absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeDlibResNetEmbedder(
    const ModelInfo& model, std::span<const std::uint8_t> weights) {
  return LoadDlibNetwork<ResNet>(model, weights);
}

absl::StatusOr<LayerGraph> ReadDlibResNet(const ModelInfo& model,
                                          std::span<const std::uint8_t> weights) {
  return ReadDlibGraph<ResNet>(model, weights);
}

}  // namespace portcullis
