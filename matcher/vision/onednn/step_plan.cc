#include "matcher/vision/onednn/step_plan.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/aligned_vector.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/onednn/onednn_runtime.h"

namespace portcullis {
namespace {

/// What a layer gives, or one of the tensors that a concatenation only names.
struct Piece {
  int buffer = -1;
  TensorLayout layout;
  std::vector<int> parts;  // channels; each is filled up to a whole block, layout counts that in
};

class Planner {
 public:
  Planner(const LayerList& list, int batch, CpuPath path, PackedWeights& weights)
      : list_(list),
        batch_(batch),
        block_(ChannelBlock(path)),
        scale_block_(ScaleBlockFor(path)),
        weights_(weights) {}

  absl::StatusOr<StepPlan> Plan() {
    for (index_ = 0; index_ < list_.layers.size(); ++index_) {
      const Layer& layer = list_.layers[index_];
      PORTCULLIS_RETURN_IF_ERROR(
          std::visit([&](const auto& kind) { return Lower(layer, kind); }, layer.kind));
    }
    for (const int output : list_.outputs) {
      PORTCULLIS_ASSIGN_OR_RETURN(const Piece piece, OnePiece(output));
      PORTCULLIS_RETURN_IF_ERROR(CheckUnfilled(piece));
      const TensorLayout plain = {piece.layout.shape, batch_, 1};
      plan_.outputs.push_back(AddBuffer(plain));
      AddStep(MakePlainStep(piece.layout, plain), {piece.buffer}, plan_.outputs.back());
    }
    // They are read after the last step.
    for (const int output : plan_.outputs) {
      plan_.buffers[At(output)].last = static_cast<int>(plan_.steps.size());
    }
    PlaceBuffers();
    return std::move(plan_);
  }

 private:
  static std::size_t At(int index) { return static_cast<std::size_t>(index); }

  TensorLayout Blocked(const TensorShape& shape) const { return {shape, batch_, block_}; }

  int AddBuffer(const TensorLayout& layout) {
    const int now = static_cast<int>(plan_.steps.size());
    plan_.buffers.push_back({.floats = layout.size(), .first = now, .last = now});
    return static_cast<int>(plan_.buffers.size()) - 1;
  }

  void AddStep(std::unique_ptr<Step> step, std::vector<int> inputs, int output) {
    const int now = static_cast<int>(plan_.steps.size());
    for (const int input : inputs) plan_.buffers[At(input)].last = now;
    plan_.buffers[At(output)].last = now;
    plan_.steps.push_back({std::move(step), std::move(inputs), output});
  }

  /// Of the layer that is being lowered.
  void Give(int buffer, const TensorShape& shape, std::vector<int> parts) {
    pieces_.push_back({Piece{buffer, Blocked(shape), std::move(parts)}});
  }

  const std::vector<Piece>& PiecesOf(int layer) const { return pieces_[At(layer)]; }

  /// What `layer` gives as one tensor, blocked. Puts it together where it is a concatenation.
  absl::StatusOr<Piece> OnePiece(int layer) {
    if (PiecesOf(layer).size() > 1) {
      if (const auto found = gathered_.find(layer); found != gathered_.end()) return found->second;
      PORTCULLIS_ASSIGN_OR_RETURN(Piece gathered, Gather(PiecesOf(layer), nullptr, false));
      return gathered_[layer] = std::move(gathered);
    }
    PORTCULLIS_RETURN_IF_ERROR(CheckBlocked(PiecesOf(layer)[0]));
    return PiecesOf(layer)[0];
  }

  absl::Status CheckBlocked(const Piece& piece) const {
    if (piece.layout.block == block_) return absl::OkStatus();
    return absl::UnimplementedError("only a convolution can read the image itself");
  }

  static absl::Status CheckUnfilled(const Piece& piece) {
    if (piece.parts.size() == 1) return absl::OkStatus();
    return absl::UnimplementedError(
        "a concatenation can go into scale and shift, relus, pools and convolutions only");
  }

  absl::StatusOr<Piece> Gather(const std::vector<Piece>& pieces, const ScaleShift* scale_shift,
                               bool relu) {
    GatherSpec spec{
        .parts = {}, .scale_shift = scale_shift, .relu = relu, .scale_block = scale_block_};
    std::vector<int> inputs;
    std::vector<int> parts;
    TensorShape shape = {0, pieces[0].layout.shape.height, pieces[0].layout.shape.width};
    for (const Piece& piece : pieces) {
      PORTCULLIS_RETURN_IF_ERROR(CheckBlocked(piece));
      PORTCULLIS_RETURN_IF_ERROR(CheckUnfilled(piece));
      spec.parts.push_back(piece.layout);
      inputs.push_back(piece.buffer);
      parts.push_back(piece.layout.shape.channels);
      shape.channels += static_cast<int>(piece.layout.blocks()) * block_;
    }
    if (pieces.size() == 1) shape = pieces[0].layout.shape;
    const Piece gathered = {AddBuffer(Blocked(shape)), Blocked(shape), std::move(parts)};
    AddStep(MakeGatherStep(spec), std::move(inputs), gathered.buffer);
    return gathered;
  }

  absl::Status Lower(const Layer& layer, const ImageInput& image) {
    plan_.image = image;
    const TensorLayout plain = {layer.shape, batch_, 1};
    plan_.image_buffer = AddBuffer(plain);
    pieces_.push_back({Piece{plan_.image_buffer, plain, {layer.shape.channels}}});
    return absl::OkStatus();
  }

  absl::Status Lower(const Layer& layer, const Convolution& convolution) {
    const bool reads_image = PiecesOf(layer.inputs[0])[0].layout.block == 1;
    Piece input = PiecesOf(layer.inputs[0])[0];
    if (!reads_image) {
      PORTCULLIS_ASSIGN_OR_RETURN(input, OnePiece(layer.inputs[0]));
    }
    const bool adds = layer.inputs.size() > 1;
    if (adds) PORTCULLIS_RETURN_IF_ERROR(CheckUnfilled(PiecesOf(layer.inputs[1])[0]));
    const int output = adds ? PiecesOf(layer.inputs[1])[0].buffer : AddBuffer(Blocked(layer.shape));
    AddStep(MakeConvolutionStep({.convolution = &convolution,
                                 .input = input.layout,
                                 .parts = input.parts,
                                 .output = Blocked(layer.shape),
                                 .adds = adds,
                                 .relu = layer.relu,
                                 .name = std::to_string(index_)},
                                weights_),
            {input.buffer}, output);
    Give(output, layer.shape, {layer.shape.channels});
    return absl::OkStatus();
  }

  absl::Status Lower(const Layer& layer, const ScaleShift& scale_shift) {
    const std::vector<Piece> pieces = PiecesOf(layer.inputs[0]);
    PORTCULLIS_ASSIGN_OR_RETURN(Piece piece, Gather(pieces, &scale_shift, layer.relu));
    pieces_.push_back({std::move(piece)});
    return absl::OkStatus();
  }

  absl::Status Lower(const Layer& layer, const Pool& pool) {
    PORTCULLIS_ASSIGN_OR_RETURN(const Piece input, OnePiece(layer.inputs[0]));
    TensorShape shape = layer.shape;
    shape.channels = input.layout.shape.channels;
    const int output = AddBuffer(Blocked(shape));
    AddStep(MakePoolStep(pool, input.layout, Blocked(shape)), {input.buffer}, output);
    Give(output, shape, input.parts);
    return absl::OkStatus();
  }

  absl::Status Lower(const Layer& layer, const GlobalAverage& /*kind*/) {
    PORTCULLIS_ASSIGN_OR_RETURN(const Piece input, OnePiece(layer.inputs[0]));
    const TensorShape shape = {input.layout.shape.channels, 1, 1};
    const int output = AddBuffer(Blocked(shape));
    AddStep(MakeGlobalAverageStep(input.layout, Blocked(shape)), {input.buffer}, output);
    Give(output, shape, input.parts);
    return absl::OkStatus();
  }

  absl::Status Lower(const Layer& layer, const Sum& /*kind*/) {
    PORTCULLIS_ASSIGN_OR_RETURN(const Piece a, OnePiece(layer.inputs[0]));
    PORTCULLIS_ASSIGN_OR_RETURN(const Piece b, OnePiece(layer.inputs[1]));
    PORTCULLIS_RETURN_IF_ERROR(CheckUnfilled(a));
    PORTCULLIS_RETURN_IF_ERROR(CheckUnfilled(b));
    const int output = AddBuffer(Blocked(layer.shape));
    AddStep(MakeSumStep(a.layout, b.layout, Blocked(layer.shape), layer.relu), {a.buffer, b.buffer},
            output);
    Give(output, layer.shape, {layer.shape.channels});
    return absl::OkStatus();
  }

  absl::Status Lower(const Layer& layer, const Concat& /*kind*/) {
    std::vector<Piece> pieces;
    for (const int input : layer.inputs) {
      pieces.insert(pieces.end(), PiecesOf(input).begin(), PiecesOf(input).end());
    }
    pieces_.push_back(std::move(pieces));
    return absl::OkStatus();
  }

  absl::Status Lower(const Layer& layer, const CutOff& /*kind*/) {
    PORTCULLIS_ASSIGN_OR_RETURN(const Piece input, OnePiece(layer.inputs[0]));
    const int output = AddBuffer(input.layout);
    AddStep(MakeReluStep(input.layout), {input.buffer}, output);
    Give(output, input.layout.shape, input.parts);
    return absl::OkStatus();
  }

  /// The largest first, each at the lowest place where nothing lies at the same time.
  void PlaceBuffers() {
    std::vector<std::size_t> order(plan_.buffers.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return plan_.buffers[a].floats > plan_.buffers[b].floats;
    });
    std::vector<const PlannedBuffer*> placed;  // by place
    for (const std::size_t index : order) {
      PlannedBuffer& buffer = plan_.buffers[index];
      for (const PlannedBuffer* other : placed) {
        if (other->last < buffer.first || buffer.last < other->first) continue;
        if (buffer.offset + buffer.floats <= other->offset) break;
        buffer.offset = std::max(buffer.offset, EndOf(*other));
      }
      const auto place = std::upper_bound(
          placed.begin(), placed.end(), &buffer,
          [](const PlannedBuffer* a, const PlannedBuffer* b) { return a->offset < b->offset; });
      placed.insert(place, &buffer);
      plan_.floats = std::max(plan_.floats, EndOf(buffer));
    }
  }

  /// On the next cache line.
  static std::size_t EndOf(const PlannedBuffer& buffer) {
    constexpr std::size_t kLine = kCacheLineBytes / sizeof(float);
    return (buffer.offset + buffer.floats + kLine - 1) / kLine * kLine;
  }

  const LayerList& list_;
  int batch_;
  int block_;
  ScaleBlock scale_block_;
  PackedWeights& weights_;
  std::size_t index_ = 0;                   // of the layer that is being lowered
  std::vector<std::vector<Piece>> pieces_;  // of each layer before it; several: a concatenation
  std::map<int, Piece> gathered_;           // concatenations that were put together
  StepPlan plan_;
};

}  // namespace

absl::StatusOr<StepPlan> PlanSteps(const LayerList& layers, int batch, CpuPath path,
                                   PackedWeights& weights) {
  return Planner(layers, batch, path, weights).Plan();
}

}  // namespace portcullis
