// Weights in the order in which the kernels read them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "matcher/core/aligned_vector.h"

namespace portcullis {

/// Packs each set of weights once, however many lanes use it. Thread-safe.
class PackedWeights {
 public:
  /// The weights of this name, of `bytes` bytes; written by `pack` if nobody asked before. The name
  /// tells the order too.
  std::shared_ptr<AlignedVector<std::byte>> Get(const std::string& name, std::size_t bytes,
                                                const std::function<void(std::byte*)>& pack);

  /// Bytes of all weights packed so far.
  std::size_t bytes() const;

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<AlignedVector<std::byte>>> packed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis
