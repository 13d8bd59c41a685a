// The network type in the words of dlib's example of face recognition, not in ours: that the two
// agree is what the test is about.
#include "bench/random_resnet.h"

#include <dlib/dnn.h>

#include <cstring>
#include <memory>
#include <sstream>
#include <string>

namespace portcullis {
namespace {

using namespace dlib;  // NOLINT: as in the example, so that the two can be laid side by side

template <template <int, template <typename> class, int, typename> class block, int N,
          template <typename> class BN, typename SUBNET>
using residual = add_prev1<block<N, BN, 1, tag1<SUBNET>>>;

template <template <int, template <typename> class, int, typename> class block, int N,
          template <typename> class BN, typename SUBNET>
using residual_down = add_prev2<avg_pool<2, 2, 2, 2, skip1<tag2<block<N, BN, 2, tag1<SUBNET>>>>>>;

template <int N, template <typename> class BN, int stride, typename SUBNET>
using block = BN<con<N, 3, 3, 1, 1, relu<BN<con<N, 3, 3, stride, stride, SUBNET>>>>>;

template <int N, typename SUBNET>
using ares = relu<residual<block, N, affine, SUBNET>>;
template <int N, typename SUBNET>
using ares_down = relu<residual_down<block, N, affine, SUBNET>>;

template <typename SUBNET>
using alevel0 = ares_down<256, SUBNET>;
template <typename SUBNET>
using alevel1 = ares<256, ares<256, ares_down<256, SUBNET>>>;
template <typename SUBNET>
using alevel2 = ares<128, ares<128, ares_down<128, SUBNET>>>;
template <typename SUBNET>
using alevel3 = ares<64, ares<64, ares<64, ares_down<64, SUBNET>>>>;
template <typename SUBNET>
using alevel4 = ares<32, ares<32, ares<32, SUBNET>>>;

using anet_type = loss_metric<fc_no_bias<
    128, avg_pool_everything<alevel0<alevel1<alevel2<alevel3<alevel4<max_pool<
             3, 3, 2, 2, relu<affine<con<32, 7, 7, 2, 2, input_rgb_image_sized<150>>>>>>>>>>>>>;

/// One scale and shift for each channel, as where batch normalisation was trained; by themselves
/// these layers would take one for each pixel.
void MakeAffineOfChannels(anet_type& network) {
  visit_computational_layers(network, [](affine_& layer) { layer = affine_(CONV_MODE); });
}

void DrawAffine(anet_type& network) {
  dlib::rand random(1);
  visit_computational_layers(network, [&](affine_& layer) {
    auto scales = layer.get_gamma();
    for (float& scale : scales) {
      scale = static_cast<float>(random.get_double_in_range(0.5, 1.5));
    }
    auto shifts = layer.get_beta();
    for (float& shift : shifts) {
      shift = static_cast<float>(random.get_double_in_range(-0.2, 0.2));
    }
  });
}

}  // namespace

RandomResNet MakeRandomResNet(const Image& chip) {
  matrix<rgb_pixel> pixels(chip.height(), chip.width());
  std::memcpy(&pixels(0, 0), chip.pixels().data(), chip.pixels().size());
  const auto network = std::make_unique<anet_type>();
  MakeAffineOfChannels(*network);
  (*network)(pixels);  // the first run draws the weights
  DrawAffine(*network);
  const matrix<float, 0, 1> embedding = (*network)(pixels);
  network->clean();
  std::ostringstream out;
  serialize(*network, out);
  const std::string file = out.str();
  return {{file.begin(), file.end()}, {embedding.begin(), embedding.end()}};
}

}  // namespace portcullis
