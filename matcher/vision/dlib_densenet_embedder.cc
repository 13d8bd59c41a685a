// The network type of dlib-densenet-v1. In a file of its own: it takes long to compile.
#include <dlib/dnn.h>

#include "matcher/vision/dlib_embedders.h"
#include "matcher/vision/dlib_graph_builder.h"
#include "matcher/vision/dlib_layers.inl"
#include "matcher/vision/dlib_network.h"

namespace portcullis {
namespace {

constexpr long kGrowth = 16;

template <long filters, long side, int stride, typename Below>
using Convolution =
    dlib::add_layer<dlib::con_<filters, side, side, stride, stride, side / 2, side / 2>, Below>;

template <typename Below>
using Activation = dlib::relu<dlib::affine<Below>>;

/// What comes in, with kGrowth new channels behind it.
template <typename Below>
using DenseLayer = dlib::concat2<
    dlib::tag1, dlib::tag2,
    dlib::tag2<Convolution<
        kGrowth, 3, 1, Activation<Convolution<4 * kGrowth, 1, 1, Activation<dlib::tag1<Below>>>>>>>;

template <long filters, typename Below>
using Transition = dlib::avg_pool<2, 2, 2, 2, Convolution<filters, 1, 1, Activation<Below>>>;

template <typename Below>
using Stem = dlib::add_layer<dlib::max_pool_<3, 3, 2, 2, 1, 1>,
                             Activation<Convolution<2 * kGrowth, 7, 2, Below>>>;

// Each block adds kGrowth channels a layer, each transition halves them: 32+3*16=80, 40+6*16=136,
// 68+12*16=260, 130+8*16=258.
using Block1 = dlib::repeat<3, DenseLayer, Stem<dlib::input_rgb_image>>;
using Block2 = dlib::repeat<6, DenseLayer, Transition<40, Block1>>;
using Block3 = dlib::repeat<12, DenseLayer, Transition<68, Block2>>;
using Block4 = dlib::repeat<8, DenseLayer, Transition<130, Block3>>;
using DenseNet =
    dlib::loss_metric<dlib::fc_no_bias<128, dlib::avg_pool_everything<Activation<Block4>>>>;

}  // namespace

absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeDlibDenseNetEmbedder(
    const ModelInfo& model, std::span<const std::uint8_t> weights) {
  return LoadDlibNetwork<DenseNet>(model, weights);
}

absl::StatusOr<LayerGraph> ReadDlibDenseNet(const ModelInfo& model,
                                            std::span<const std::uint8_t> weights) {
  return ReadDlibGraph<DenseNet>(model, weights);
}

}  // namespace portcullis
