// The inner loop of putting channels together: scale, shift, cut off.
#pragma once

#include <cstddef>

namespace portcullis {

enum class CpuPath;  // cpu_path.h is not for files compiled for other instructions

/// For `pixels` times ChannelBlock values, channel c of each pixel:
/// out = max(floor, in * scale[c] + shift[c]). `out` does not overlap the others.
using ScaleBlock = void (*)(const float* in, float* out, std::size_t pixels, const float* scale,
                            const float* shift, float floor);

/// The one for blocks of ChannelBlock(path) channels.
ScaleBlock ScaleBlockFor(CpuPath path);

// Each in a file of its own, compiled for its instructions: call them through ScaleBlockFor.
void ScaleBlockAvx2(const float* in, float* out, std::size_t pixels, const float* scale,
                    const float* shift, float floor);
void ScaleBlockAvx512(const float* in, float* out, std::size_t pixels, const float* scale,
                      const float* shift, float floor);

}  // namespace portcullis
