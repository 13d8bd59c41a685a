// A network that runs on oneDNN.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/image.h"
#include "matcher/vision/onednn/layer_graph.h"

namespace portcullis {

/// A network made ready for batches of one size: code, memory for what its layers give. Not
/// thread-safe: make one per lane. Runs on the calling thread alone.
class CompiledNetwork {
 public:
  virtual ~CompiledNetwork() = default;

  virtual int batch() const = 0;

  /// Runs on `images`, as many as batch(). INVALID_ARGUMENT for another number and for an image
  /// larger than the network's input; a smaller one lies in its upper left corner, on black.
  virtual absl::Status Run(std::span<const Image* const> images) = 0;

  /// Of the last Run: output number `index` in the order of AddOutput, as [batch][channels][height]
  /// [width]. Valid until the next Run.
  virtual std::span<const float> output(int index) const = 0;

  /// What the memory for activations takes; the weights are the network's.
  virtual std::size_t bytes() const = 0;

  /// The kernel behind each step in the order of the run, as oneDNN names it; "own" for ours.
  virtual std::vector<std::string> Implementations() const = 0;
};

/// Immutable but for weights that are put in order when a compiled network first asks for them.
/// Thread-safe.
class Network {
 public:
  /// Chooses oneDNN's instructions for the process (see ChooseOnednnPath). INVALID_ARGUMENT with
  /// graph.status(), or if it has no output.
  static absl::StatusOr<std::shared_ptr<const Network>> Create(const LayerGraph& graph,
                                                               CpuPath path);

  virtual ~Network() = default;

  /// `batch` is positive. Shares the weights of all others. UNIMPLEMENTED for what no step does (a
  /// concatenation or a pool of the image itself, a sum of what was concatenated); INTERNAL with
  /// what oneDNN said.
  virtual absl::StatusOr<std::unique_ptr<CompiledNetwork>> Compile(int batch) const = 0;

  /// What the weights in their present orders take, beside the plain ones.
  virtual std::size_t packed_bytes() const = 0;
};

}  // namespace portcullis
