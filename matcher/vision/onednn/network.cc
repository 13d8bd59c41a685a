#include "matcher/vision/onednn/network.h"

#include <exception>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/aligned_vector.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/onednn/onednn_runtime.h"
#include "matcher/vision/onednn/packed_weights.h"
#include "matcher/vision/onednn/simplify_graph.h"
#include "matcher/vision/onednn/step.h"
#include "matcher/vision/onednn/step_plan.h"

namespace portcullis {
namespace {

/// Of a network and all that were compiled from it.
struct NetworkParts {
  LayerList layers;
  PackedWeights weights;
};

std::size_t ScratchBytes(const StepPlan& plan) {
  std::size_t bytes = 0;
  for (const PlannedStep& planned : plan.steps) {
    bytes = std::max(bytes, planned.step->scratch_bytes());
  }
  return bytes;
}

class PlannedNetwork : public CompiledNetwork {
 public:
  PlannedNetwork(std::shared_ptr<const NetworkParts> parts, StepPlan plan, int batch)
      : parts_(std::move(parts)),
        plan_(std::move(plan)),
        batch_(batch),
        image_step_(plan_.image, batch),
        memory_(plan_.floats),
        scratch_(ScratchBytes(plan_)) {
    image_step_.Bind(Data(plan_.image_buffer));
    for (const PlannedStep& planned : plan_.steps) {
      StepMemory memory{.inputs = {}, .output = Data(planned.output), .scratch = scratch_.data()};
      for (const int input : planned.inputs) memory.inputs.push_back(Data(input));
      planned.step->Bind(memory);
    }
  }

  int batch() const override { return batch_; }

  absl::Status Run(std::span<const Image* const> images) override {
    if (images.size() != static_cast<std::size_t>(batch_)) {
      return absl::InvalidArgumentError(
          fmt::format("{} images for a batch of {}", images.size(), batch_));
    }
    for (const Image* image : images) {
      if (image->width() > plan_.image.width || image->height() > plan_.image.height) {
        return absl::InvalidArgumentError(fmt::format("image of {}x{} px, the network takes {}x{}",
                                                      image->width(), image->height(),
                                                      plan_.image.width, plan_.image.height));
      }
    }
    KeepOnednnOnThisThread();
    for (int i = 0; i < batch_; ++i) image_step_.Load(*images[static_cast<std::size_t>(i)], i);
    try {
      for (const PlannedStep& planned : plan_.steps) planned.step->Run();
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("oneDNN failed: {}", error.what()));
    }
    return absl::OkStatus();
  }

  std::span<const float> output(int index) const override {
    const int buffer = plan_.outputs[static_cast<std::size_t>(index)];
    const PlannedBuffer& planned = plan_.buffers[static_cast<std::size_t>(buffer)];
    return {memory_.data() + planned.offset, planned.floats};
  }

  std::size_t bytes() const override { return memory_.size() * sizeof(float) + scratch_.size(); }

  std::vector<std::string> Implementations() const override {
    std::vector<std::string> names;
    for (const PlannedStep& planned : plan_.steps) names.push_back(planned.step->implementation());
    return names;
  }

 private:
  float* Data(int buffer) {
    return memory_.data() + plan_.buffers[static_cast<std::size_t>(buffer)].offset;
  }

  std::shared_ptr<const NetworkParts> parts_;  // the steps read its layers and weights
  StepPlan plan_;
  int batch_;
  ImageStep image_step_;
  AlignedFloats memory_;
  AlignedVector<std::byte> scratch_;
};

class SimplifiedNetwork : public Network {
 public:
  SimplifiedNetwork(LayerList layers, CpuPath path)
      : parts_(std::make_shared<NetworkParts>()), path_(path) {
    parts_->layers = std::move(layers);
  }

  absl::StatusOr<std::unique_ptr<CompiledNetwork>> Compile(int batch) const override {
    KeepOnednnOnThisThread();
    try {
      PORTCULLIS_ASSIGN_OR_RETURN(StepPlan plan,
                                  PlanSteps(parts_->layers, batch, path_, parts_->weights));
      return std::make_unique<PlannedNetwork>(parts_, std::move(plan), batch);
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("oneDNN cannot run the network: {}", error.what()));
    }
  }

  std::size_t packed_bytes() const override { return parts_->weights.bytes(); }

 private:
  std::shared_ptr<NetworkParts> parts_;
  CpuPath path_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const Network>> Network::Create(const LayerGraph& graph,
                                                               CpuPath path) {
  PORTCULLIS_RETURN_IF_ERROR(graph.status());
  if (graph.outputs().empty()) return absl::InvalidArgumentError("a network without an output");
  PORTCULLIS_RETURN_IF_ERROR(ChooseOnednnPath(path));
  return std::make_shared<const SimplifiedNetwork>(SimplifyGraph(graph), path);
}

}  // namespace portcullis
