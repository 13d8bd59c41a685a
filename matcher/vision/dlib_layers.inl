// Tells a DlibGraphBuilder the layers of a dlib network. For the .cc files that spell out a network
// type and no others, as it names dlib; they include <dlib/dnn.h> before it.
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>

#include "matcher/vision/dlib_graph_builder.h"
#include "matcher/vision/dlib_network.h"

namespace portcullis {

/// Called by dlib::visit_layers_backwards, from the input on.
class DlibLayerVisitor {
 public:
  explicit DlibLayerVisitor(DlibGraphBuilder* builder) : builder_(builder) {}

  template <typename Input>
  void operator()(std::size_t /*index*/, const Input& /*input*/) {}

  template <typename Loss, typename Below>
  void operator()(std::size_t /*index*/, const dlib::add_loss_layer<Loss, Below>& /*layer*/) {}

  template <typename Details, typename Below, typename Enabled>
  void operator()(std::size_t /*index*/, const dlib::add_layer<Details, Below, Enabled>& layer) {
    Tell(layer.layer_details());
  }

  template <unsigned long kId, typename Below, typename Enabled>
  void operator()(std::size_t /*index*/,
                  const dlib::add_tag_layer<kId, Below, Enabled>& /*layer*/) {
    builder_->Tag(kId);
  }

  template <template <typename> class Tag, typename Below>
  void operator()(std::size_t /*index*/, const dlib::add_skip_layer<Tag, Below>& /*layer*/) {
    builder_->Skip(dlib::tag_id<Tag>::id);
  }

 private:
  template <typename Windowed>
  static DlibWindow WindowOf(const Windowed& details) {
    return {.side = {details.nr(), details.nc()},
            .stride = {details.stride_y(), details.stride_x()},
            .padding = {details.padding_y(), details.padding_x()}};
  }

  static std::span<const float> ValuesOf(const dlib::tensor& tensor) {
    return {tensor.host(), tensor.size()};
  }

  template <long kFilters, long kRows, long kColumns, int kStrideY, int kStrideX, int kPadY,
            int kPadX>
  void Tell(
      const dlib::con_<kFilters, kRows, kColumns, kStrideY, kStrideX, kPadY, kPadX>& details) {
    builder_->Convolve(details.num_filters(), WindowOf(details),
                       ValuesOf(details.get_layer_params()), !details.bias_is_disabled());
  }

  void Tell(const dlib::affine_& details) {
    const auto scale = details.get_gamma();
    const auto shift = details.get_beta();
    builder_->ScaleAndShift(ValuesOf(scale.get()), ValuesOf(shift.get()));
  }

  void Tell(const dlib::relu_& /*details*/) { builder_->Relu(); }

  template <long kRows, long kColumns, int kStrideY, int kStrideX, int kPadY, int kPadX>
  void Tell(const dlib::max_pool_<kRows, kColumns, kStrideY, kStrideX, kPadY, kPadX>& details) {
    builder_->PoolOver(Pool::Kind::kMaximum, WindowOf(details));
  }

  template <long kRows, long kColumns, int kStrideY, int kStrideX, int kPadY, int kPadX>
  void Tell(const dlib::avg_pool_<kRows, kColumns, kStrideY, kStrideX, kPadY, kPadX>& details) {
    builder_->PoolOver(Pool::Kind::kAverage, WindowOf(details));
  }

  template <template <typename> class Tag>
  void Tell(const dlib::add_prev_<Tag>& /*details*/) {
    builder_->AddTagged(dlib::tag_id<Tag>::id);
  }

  template <template <typename> class... Tags>
  void Tell(const dlib::concat_<Tags...>& /*details*/) {
    builder_->ConcatenateTagged({dlib::tag_id<Tags>::id...});
  }

  template <unsigned long kOutputs>
  void Tell(const dlib::fc_<kOutputs, dlib::FC_NO_BIAS>& details) {
    builder_->ConnectFully(details.get_num_outputs(), ValuesOf(details.get_layer_params()));
  }

  DlibGraphBuilder* builder_;
};

/// `model` names the file in the error. MODEL_FILE_INVALID if `weights` are of another network.
template <typename Network>
absl::StatusOr<LayerGraph> ReadDlibGraph(const ModelInfo& model,
                                         std::span<const std::uint8_t> weights) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<Network> network,
                              ReadDlibNetwork<Network>(model, weights));
  try {
    const auto& input = network->input_layer();
    DlibGraphBuilder builder(kChipSidePx,
                             {input.get_avg_red(), input.get_avg_green(), input.get_avg_blue()});
    dlib::visit_layers_backwards(*network, DlibLayerVisitor(&builder));
    absl::StatusOr<LayerGraph> graph = builder.Build();
    if (graph.ok()) return graph;
    return ModelFileInvalid(
        model, fmt::format("is of another network ({})", std::string(graph.status().message())));
  } catch (const std::exception& error) {
    return ModelFileInvalid(model, fmt::format("is of another network ({})", error.what()));
  }
}

}  // namespace portcullis
