// From dlib's chain of layers to a graph. Names nothing of dlib; dlib_layers.inl walks the chain.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/vision/onednn/layer_graph.h"

namespace portcullis {

/// What dlib says of a convolution or a pool; sides of 0: the whole of what comes in.
struct DlibWindow {
  std::array<long, 2> side = {1, 1};  // rows, columns; likewise the others
  std::array<long, 2> stride = {1, 1};
  std::array<long, 2> padding = {0, 0};
};

/// Told the layers of a dlib network in the order of a run; each works on what the one before it
/// gave, but for what Skip, AddTagged and ConcatenateTagged say. What the layers of the network
/// types do not have in common with LayerGraph makes Build fail.
class DlibGraphBuilder {
 public:
  /// `side_px`: of the square images that the network will be asked about.
  DlibGraphBuilder(int side_px, std::array<float, 3> mean_rgb);

  /// `parameters`: [filters][channels][rows][columns], then the biases where there are any.
  void Convolve(long filters, const DlibWindow& window, std::span<const float> parameters,
                bool has_bias);
  void ScaleAndShift(std::span<const float> scale, std::span<const float> shift);
  void Relu();
  void PoolOver(Pool::Kind kind, const DlibWindow& window);
  /// `weights`: [inputs][outputs].
  void ConnectFully(unsigned long outputs, std::span<const float> weights);

  /// What the layer before gave is found by this number until another has it.
  void Tag(unsigned long id);
  void Skip(unsigned long id);
  void AddTagged(unsigned long id);
  void ConcatenateTagged(const std::vector<unsigned long>& ids);

  /// With the last layer as its only output. INVALID_ARGUMENT with the first problem.
  absl::StatusOr<LayerGraph> Build();

 private:
  LayerGraph::Tensor Tagged(unsigned long id);
  void Fail(const std::string& problem);

  LayerGraph graph_;
  LayerGraph::Tensor last_;
  std::map<unsigned long, LayerGraph::Tensor> tagged_;
  absl::Status problem_;
};

}  // namespace portcullis
