// Changes an image file part by part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>

#include "tests/fuzz/file_parts.h"

namespace portcullis::testing {

/// Changes `size` bytes at `data` in place, up to `max_size`, and returns the new size, as
/// LLVMFuzzerMutate does.
using MutateBytes =
    std::function<std::size_t(std::uint8_t* data, std::size_t size, std::size_t max_size)>;

/// One change to one part: its content, its place, its number, its tag; or a part that the file did
/// not have. The content of nested boxes is changed as parts again, compressed pixels of a PNG are
/// unpacked first. One time in eight the bytes are changed as they lie.
FuzzBytes MutateFile(const FuzzBytes& file, std::size_t max_size, std::minstd_rand& random,
                     const MutateBytes& mutate);

}  // namespace portcullis::testing
