// Fewer, larger layers that give the same.
#pragma once

#include <vector>

#include "matcher/vision/onednn/layer_graph.h"

namespace portcullis {

/// As in LayerGraph; and the second input of a Convolution, where there is one, is added to what
/// it gives before it is cut off. Nothing else reads that input afterwards.
struct LayerList {
  std::vector<Layer> layers;
  std::vector<int> outputs;
};

/// Scale and shift go into the weights of the convolution before them, relus and sums into
/// the layer before them, averages before pointwise convolutions (both are linear; there are fewer
/// pixels after the average), concatenations into those of which they are an input. Exact in real
/// numbers; floats round differently. `graph.status()` is OK.
LayerList SimplifyGraph(const LayerGraph& graph);

}  // namespace portcullis
