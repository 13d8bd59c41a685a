#include "store/start_cache/chunk_opener.h"

#include <utility>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::size_t kSlotsOfAThread = 3;

}  // namespace

ChunkOpener::ChunkOpener(const RawFile& file, const ChunkSealer& sealer,
                         std::vector<ChunkPlace> places, std::size_t threads)
    : file_(file), sealer_(sealer), places_(std::move(places)), slots_(kSlotsOfAThread * threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { OpenAll(); });
}

ChunkOpener::~ChunkOpener() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool ChunkOpener::IsAtEnd() const {
  const absl::MutexLock lock(&mutex_);
  return taken_ == places_.size();
}

absl::Status ChunkOpener::Take(std::string& chunk) {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &ChunkOpener::HasNext));
  Slot& slot = SlotOf(taken_);
  absl::Status status = *std::exchange(slot.opened, std::nullopt);
  chunk.swap(slot.plain);
  ++taken_;
  return status;
}

bool ChunkOpener::MayOpen() const {
  return stopping_ || begun_ == places_.size() || begun_ < taken_ + slots_.size();
}

bool ChunkOpener::HasNext() const { return slots_[taken_ % slots_.size()].opened.has_value(); }

void ChunkOpener::OpenAll() {
  std::string sealed;
  std::string plain;
  while (true) {
    std::size_t number = 0;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &ChunkOpener::MayOpen));
      if (stopping_ || begun_ == places_.size()) return;
      number = begun_++;
      plain.swap(SlotOf(number).plain);
    }
    absl::Status status = OpenOne(number, sealed, plain);
    const absl::MutexLock lock(&mutex_);
    Slot& slot = SlotOf(number);
    slot.plain.swap(plain);
    slot.opened = std::move(status);
  }
}

absl::Status ChunkOpener::OpenOne(std::size_t number, std::string& sealed,
                                  std::string& plain) const {
  const ChunkPlace& place = places_[number];
  sealed.resize(place.bytes);
  PORTCULLIS_RETURN_IF_ERROR(file_.ReadAt(place.begin, sealed.data(), sealed.size()));
  if (sealer_.Open(sealed, number, plain)) return absl::OkStatus();
  return absl::FailedPreconditionError("a chunk is damaged");
}

}  // namespace portcullis
