// From layers to steps, and where in memory what they give lies.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/cpu_path.h"
#include "matcher/vision/onednn/packed_weights.h"
#include "matcher/vision/onednn/simplify_graph.h"
#include "matcher/vision/onednn/step.h"

namespace portcullis {

/// Needed from step `first` to step `last`, both included.
struct PlannedBuffer {
  std::size_t floats = 0;
  int first = 0;
  int last = 0;
  std::size_t offset = 0;  // in floats, from the start of the memory
};

struct PlannedStep {
  std::unique_ptr<Step> step;
  std::vector<int> inputs;  // indices of buffers
  int output = 0;
};

struct StepPlan {
  ImageInput image;
  int image_buffer = 0;
  std::vector<PlannedStep> steps;
  std::vector<PlannedBuffer> buffers;
  std::vector<int> outputs;  // indices of buffers
  std::size_t floats = 0;    // of memory for all buffers
};

/// `layers` must outlive the steps. Buffers whose times overlap lie apart. UNIMPLEMENTED for what
/// no step does. May throw what oneDNN throws.
absl::StatusOr<StepPlan> PlanSteps(const LayerList& layers, int batch, CpuPath path,
                                   PackedWeights& weights);

}  // namespace portcullis
