#include "store/start_cache/chunk_opener.h"

#include <utility>

#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// So that the others go on opening while whoever takes the chunks puts a batch of them to use.
constexpr std::size_t kSlotsOfAThread = 24;

}  // namespace

absl::Status OpenChunk(const RawFile& file, const ChunkSealer& sealer, const ChunkPlace& place,
                       std::size_t number, ChunkBytes& bytes) {
  bytes.sealed.resize(place.bytes);
  PORTCULLIS_RETURN_IF_ERROR(file.ReadAt(place.begin, bytes.sealed.data(), bytes.sealed.size()));
  if (sealer.Open(bytes.sealed, number, bytes.plain)) return absl::OkStatus();
  return absl::FailedPreconditionError("a chunk is damaged");
}

ChunkOpener::ChunkOpener(const RawFile& file, const ChunkSealer& sealer,
                         const FacesDecoder& decoder, const std::vector<ChunkPlace>& places,
                         std::size_t first, std::size_t threads)
    : file_(file),
      sealer_(sealer),
      decoder_(decoder),
      places_(places),
      slots_(kSlotsOfAThread * threads),
      begun_(first),
      taken_(first) {
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

absl::StatusOr<std::vector<EntryFaces>> ChunkOpener::Take() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &ChunkOpener::HasNext));
  return *std::exchange(SlotOf(taken_++), std::nullopt);
}

bool ChunkOpener::MayOpen() const {
  return stopping_ || begun_ == places_.size() || begun_ < taken_ + slots_.size();
}

bool ChunkOpener::HasNext() const { return slots_[taken_ % slots_.size()].has_value(); }

void ChunkOpener::OpenAll() {
  ChunkBytes bytes;
  while (true) {
    std::size_t number = 0;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &ChunkOpener::MayOpen));
      if (stopping_ || begun_ == places_.size()) return;
      number = begun_++;
    }
    absl::StatusOr<std::vector<EntryFaces>> faces = OpenOne(number, bytes);
    const absl::MutexLock lock(&mutex_);
    SlotOf(number) = std::move(faces);
  }
}

absl::StatusOr<std::vector<EntryFaces>> ChunkOpener::OpenOne(std::size_t number,
                                                             ChunkBytes& bytes) const {
  PORTCULLIS_RETURN_IF_ERROR(OpenChunk(file_, sealer_, places_[number], number, bytes));
  std::optional<std::vector<EntryFaces>> faces = decoder_.Decode(bytes.plain);
  if (!faces) return absl::FailedPreconditionError("a chunk makes no sense");
  return *std::move(faces);
}

}  // namespace portcullis
