#include "matcher/vision/onednn/simplify_graph.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace portcullis {
namespace {

class Simplifier {
 public:
  explicit Simplifier(const LayerGraph& graph) : graph_(graph), readers_(graph.layers().size()) {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      for (const int input : graph.layers()[i].inputs) {
        readers_[At(input)].push_back(static_cast<int>(i));
      }
    }
    for (const int output : graph.outputs()) {
      readers_[At(output)].push_back(static_cast<int>(readers_.size()));
    }
  }

  LayerList Simplify() {
    for (const Layer& layer : graph_.layers()) {
      if (!Absorb(layer)) Append(layer);
    }
    for (const int output : graph_.outputs()) list_.outputs.push_back(now_[At(output)]);
    return WithoutUnread();
  }

 private:
  static std::size_t At(int index) { return static_cast<std::size_t>(index); }

  void Append(const Layer& layer) {
    Layer copy = layer;
    copy.inputs.clear();
    for (const int input : layer.inputs) {
      const int now = now_[At(input)];
      const Layer& below = list_.layers[At(now)];
      const bool nested =
          std::holds_alternative<Concat>(layer.kind) && std::holds_alternative<Concat>(below.kind);
      if (nested) {
        copy.inputs.insert(copy.inputs.end(), below.inputs.begin(), below.inputs.end());
      } else {
        copy.inputs.push_back(now);
      }
    }
    list_.layers.push_back(std::move(copy));
    now_.push_back(static_cast<int>(list_.layers.size()) - 1);
  }

  /// False if `layer` stays one of its own.
  bool Absorb(const Layer& layer) {
    if (std::holds_alternative<ScaleShift>(layer.kind)) return FoldScaleShift(layer);
    if (std::holds_alternative<CutOff>(layer.kind)) return FuseRelu(layer);
    if (std::holds_alternative<Sum>(layer.kind)) return FuseSum(layer, 0) || FuseSum(layer, 1);
    if (std::holds_alternative<Pool>(layer.kind)) return AverageFirst(layer);
    return false;
  }

  /// The layer that gives `input` now, if nobody else reads it and it has no relu yet.
  Layer* OwnedBy(int input) {
    Layer& below = list_.layers[At(now_[At(input)])];
    const bool is_owned = readers_[At(input)].size() == 1;
    return is_owned && !below.relu ? &below : nullptr;
  }

  bool FoldScaleShift(const Layer& layer) {
    Layer* below = OwnedBy(layer.inputs[0]);
    auto* convolution = below == nullptr ? nullptr : std::get_if<Convolution>(&below->kind);
    if (convolution == nullptr || below->inputs.size() > 1) return false;
    const auto& [scale, shift] = std::get<ScaleShift>(layer.kind);
    const std::size_t per_filter = convolution->weights.size() / scale.size();
    for (std::size_t i = 0; i < convolution->weights.size(); ++i) {
      convolution->weights[i] *= scale[i / per_filter];
    }
    for (std::size_t filter = 0; filter < scale.size(); ++filter) {
      convolution->bias[filter] = convolution->bias[filter] * scale[filter] + shift[filter];
    }
    now_.push_back(now_[At(layer.inputs[0])]);
    return true;
  }

  bool FuseRelu(const Layer& layer) {
    Layer* below = OwnedBy(layer.inputs[0]);
    if (below == nullptr) return false;
    const bool takes_relu = std::holds_alternative<ScaleShift>(below->kind) ||
                            std::holds_alternative<Sum>(below->kind) ||
                            std::holds_alternative<Convolution>(below->kind);
    if (!takes_relu) return false;
    below->relu = true;
    now_.push_back(now_[At(layer.inputs[0])]);
    return true;
  }

  /// Into the convolution that is its input number `which`; what the other gives is overwritten, so
  /// it must not be read later. A concatenation only names what it reads: who reads it does so
  /// later.
  bool FuseSum(const Layer& layer, std::size_t which) {
    const int mine = layer.inputs[which];
    const int other = layer.inputs[1 - which];
    Layer* below = OwnedBy(mine);
    if (below == nullptr || !std::holds_alternative<Convolution>(below->kind)) return false;
    const Layer& added = list_.layers[At(now_[At(other)])];
    const bool fits =
        added.shape == below->shape && below->inputs.size() == 1 &&
        now_[At(other)] < now_[At(mine)] && below->inputs[0] != now_[At(other)] &&
        (std::holds_alternative<Convolution>(added.kind) ||
         std::holds_alternative<Sum>(added.kind) || std::holds_alternative<Pool>(added.kind));
    const bool read_later =
        std::any_of(readers_[At(other)].begin(), readers_[At(other)].end(), [&](int reader) {
          if (reader >= static_cast<int>(now_.size())) {
            return reader != static_cast<int>(now_.size());
          }
          return now_[At(reader)] >= now_[At(mine)] ||
                 std::holds_alternative<Concat>(graph_.layers()[At(reader)].kind);
        });
    if (!fits || read_later) return false;
    below->inputs.push_back(now_[At(other)]);
    now_.push_back(now_[At(mine)]);
    return true;
  }

  bool AverageFirst(const Layer& layer) {
    const Pool& pool = std::get<Pool>(layer.kind);
    Layer* below = OwnedBy(layer.inputs[0]);
    auto* convolution = below == nullptr ? nullptr : std::get_if<Convolution>(&below->kind);
    if (pool.kind != Pool::Kind::kAverage || pool.padding != 0 || convolution == nullptr ||
        below != &list_.layers.back() || below->inputs.size() > 1 || convolution->side != 1 ||
        convolution->stride != 1) {
      return false;
    }
    Layer after = std::move(*below);
    Layer before = layer;
    before.inputs = after.inputs;
    before.shape.channels = list_.layers[At(before.inputs[0])].shape.channels;
    after.inputs = {static_cast<int>(list_.layers.size()) - 1};
    after.shape = layer.shape;
    list_.layers.back() = std::move(before);
    list_.layers.push_back(std::move(after));
    now_.push_back(static_cast<int>(list_.layers.size()) - 1);
    return true;
  }

  /// Those are left by concatenations that went into others.
  LayerList WithoutUnread() {
    std::vector<bool> is_read(list_.layers.size(), false);
    for (const int output : list_.outputs) is_read[At(output)] = true;
    for (std::size_t i = list_.layers.size(); i-- > 0;) {
      if (!is_read[i]) continue;
      for (const int input : list_.layers[i].inputs) is_read[At(input)] = true;
    }
    LayerList read;
    std::vector<int> place(list_.layers.size(), -1);
    for (std::size_t i = 0; i < list_.layers.size(); ++i) {
      if (!is_read[i]) continue;
      place[i] = static_cast<int>(read.layers.size());
      for (int& input : list_.layers[i].inputs) input = place[At(input)];
      read.layers.push_back(std::move(list_.layers[i]));
    }
    for (const int output : list_.outputs) read.outputs.push_back(place[At(output)]);
    return read;
  }

  const LayerGraph& graph_;
  std::vector<std::vector<int>> readers_;  // of each layer of graph_; a last index: it is an output
  LayerList list_;
  std::vector<int> now_;  // where in list_ each layer of graph_ that was looked at is
};

}  // namespace

LayerList SimplifyGraph(const LayerGraph& graph) { return Simplifier(graph).Simplify(); }

}  // namespace portcullis
