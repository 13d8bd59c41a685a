// What the layers of a graph give, by loops as plain as their definitions.
#pragma once

#include <vector>

#include "matcher/core/image.h"
#include "matcher/vision/onednn/layer_graph.h"

namespace portcullis::testing {

/// [channels][height][width] for each of graph.outputs(). `image` has the size of the input.
std::vector<std::vector<float>> RunPlainly(const LayerGraph& graph, const Image& image);

}  // namespace portcullis::testing
