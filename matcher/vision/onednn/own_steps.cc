#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>

#include "matcher/vision/onednn/step.h"

namespace portcullis {
namespace {

class GatherStep : public Step {
 public:
  explicit GatherStep(const GatherSpec& spec)
      : parts_(spec.parts),
        scale_block_(spec.scale_block),
        floor_(spec.relu ? 0.0F : -std::numeric_limits<float>::infinity()) {
    std::size_t channel = 0;
    for (const TensorLayout& part : parts_) {
      const auto block = static_cast<std::size_t>(part.block);
      for (std::size_t c = 0; c < part.blocks() * block; ++c) {
        const bool is_filling = c >= static_cast<std::size_t>(part.shape.channels);
        const bool is_given = spec.scale_shift != nullptr && !is_filling;
        scale_.push_back(is_given ? spec.scale_shift->scale[channel] : is_filling ? 0.0F : 1.0F);
        shift_.push_back(is_given ? spec.scale_shift->shift[channel] : 0.0F);
        if (!is_filling) ++channel;
      }
      blocks_ += part.blocks();
    }
  }

  void Bind(const StepMemory& memory) override { memory_ = memory; }

  void Run() override {
    const std::size_t block = static_cast<std::size_t>(parts_[0].block);
    const std::size_t plane = parts_[0].pixels() * block;
    for (std::size_t image = 0; image < static_cast<std::size_t>(parts_[0].batch); ++image) {
      float* out = memory_.output + image * blocks_ * plane;
      std::size_t channel = 0;
      for (std::size_t part = 0; part < parts_.size(); ++part) {
        const std::size_t blocks = parts_[part].blocks();
        const float* in = memory_.inputs[part] + image * blocks * plane;
        for (std::size_t i = 0; i < blocks; ++i, in += plane, out += plane, channel += block) {
          scale_block_(in, out, parts_[0].pixels(), &scale_[channel], &shift_[channel], floor_);
        }
      }
    }
  }

 private:
  std::vector<TensorLayout> parts_;
  ScaleBlock scale_block_;
  std::vector<float> scale_;  // for all channels with the filling
  std::vector<float> shift_;
  float floor_;
  std::size_t blocks_ = 0;
  StepMemory memory_;
};

class SumStep : public Step {
 public:
  SumStep(const TensorLayout& a, const TensorLayout& b, const TensorLayout& output, bool relu)
      : a_(a), b_(b), output_(output), relu_(relu) {}

  void Bind(const StepMemory& memory) override { memory_ = memory; }

  void Run() override {
    std::fill_n(memory_.output, output_.size(), 0.0F);
    AddRows(a_, memory_.inputs[0]);
    AddRows(b_, memory_.inputs[1]);
    if (!relu_) return;
    for (std::size_t i = 0; i < output_.size(); ++i) {
      memory_.output[i] = std::max(memory_.output[i], 0.0F);
    }
  }

 private:
  void AddRows(const TensorLayout& layout, const float* in) {
    const auto row = static_cast<std::size_t>(layout.shape.width * layout.block);
    const auto out_row = static_cast<std::size_t>(output_.shape.width * output_.block);
    const auto rows = static_cast<std::size_t>(layout.shape.height);
    const auto out_rows = static_cast<std::size_t>(output_.shape.height);
    for (std::size_t image = 0; image < static_cast<std::size_t>(layout.batch); ++image) {
      for (std::size_t block = 0; block < layout.blocks(); ++block) {
        float* out = memory_.output + (image * output_.blocks() + block) * out_rows * out_row;
        for (std::size_t y = 0; y < rows; ++y, in += row, out += out_row) {
          for (std::size_t i = 0; i < row; ++i) out[i] += in[i];
        }
      }
    }
  }

  TensorLayout a_;
  TensorLayout b_;
  TensorLayout output_;
  bool relu_;
  StepMemory memory_;
};

}  // namespace

std::unique_ptr<Step> MakeGatherStep(const GatherSpec& spec) {
  return std::make_unique<GatherStep>(spec);
}

std::unique_ptr<Step> MakeSumStep(const TensorLayout& a, const TensorLayout& b,
                                  const TensorLayout& output, bool relu) {
  return std::make_unique<SumStep>(a, b, output, relu);
}

ImageStep::ImageStep(const ImageInput& input, int batch) : input_(input), batch_(batch) {
  for (std::size_t c = 0; c < 3; ++c) {
    for (int value = 0; value < 256; ++value) {
      values_.push_back((static_cast<float>(value) - input.mean[c]) * input.scale[c]);
    }
  }
}

void ImageStep::Load(const Image& image, int place) {
  assert(place < batch_ && image.width() <= input_.width && image.height() <= input_.height);
  const auto width = static_cast<std::size_t>(image.width());
  const auto height = static_cast<std::size_t>(image.height());
  const auto full_width = static_cast<std::size_t>(input_.width);
  const std::size_t plane = full_width * static_cast<std::size_t>(input_.height);
  for (std::size_t c = 0; c < 3; ++c) {
    float* out = output_ + (static_cast<std::size_t>(place) * 3 + c) * plane;
    const float* values = &values_[c * 256];
    const std::uint8_t* in = image.pixels().data() + c;
    for (std::size_t y = 0; y < height; ++y, out += full_width) {
      for (std::size_t x = 0; x < width; ++x, in += 3) out[x] = values[*in];
      std::fill(out + width, out + full_width, values[0]);
    }
    std::fill(out, output_ + (static_cast<std::size_t>(place) * 3 + c + 1) * plane, values[0]);
  }
}

}  // namespace portcullis
