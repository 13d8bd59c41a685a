#include "matcher/vision/onednn/packed_weights.h"

namespace portcullis {

std::shared_ptr<AlignedVector<std::byte>> PackedWeights::Get(
    const std::string& name, std::size_t bytes, const std::function<void(std::byte*)>& pack) {
  const absl::MutexLock lock(&mutex_);
  std::shared_ptr<AlignedVector<std::byte>>& packed = packed_[name];
  if (packed == nullptr) {
    auto fresh = std::make_shared<AlignedVector<std::byte>>(bytes);
    pack(fresh->data());
    packed = std::move(fresh);
  }
  return packed;
}

std::size_t PackedWeights::bytes() const {
  const absl::MutexLock lock(&mutex_);
  std::size_t bytes = 0;
  for (const auto& [name, packed] : packed_) bytes += packed->size();
  return bytes;
}

}  // namespace portcullis
