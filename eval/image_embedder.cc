#include "eval/image_embedder.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "fmt/format.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

absl::StatusOr<std::vector<std::uint8_t>> ReadFile(const std::filesystem::path& file) {
  std::error_code error;
  std::ifstream in(file, std::ios::binary);
  if (!in || !std::filesystem::is_regular_file(file, error)) {
    return absl::NotFoundError(fmt::format("cannot read {}", file.string()));
  }
  return std::vector<std::uint8_t>{std::istreambuf_iterator<char>(in),
                                   std::istreambuf_iterator<char>()};
}

// What the workers share.
struct Work {
  std::span<const std::filesystem::path> files;
  const EncoderFactory& make_encoder;
  const std::optional<EmbeddingCache>& cache;
  Progress& progress;
  std::vector<absl::StatusOr<EmbeddedImage>>& images;  // each place is written by one worker
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> from_cache = 0;

  absl::Mutex mutex;
  absl::Status cache_problem ABSL_GUARDED_BY(mutex);
};

absl::StatusOr<EmbeddedImage> EmbedOne(const std::filesystem::path& file, Work& work,
                                       std::optional<FaceEncoder>& encoder) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> bytes, ReadFile(file));
  const ContentHash content = HashContent(bytes);
  if (work.cache) {
    if (std::optional<EmbeddedImage> known = work.cache->Find(content)) {
      ++work.from_cache;
      return *std::move(known);
    }
  }
  if (!encoder) {
    PORTCULLIS_ASSIGN_OR_RETURN(encoder, work.make_encoder());
  }
  PORTCULLIS_ASSIGN_OR_RETURN(
      EmbeddedImage image, EmbeddedImageFrom(encoder->Encode(bytes, QualityBar{}, AlwaysContinue)));
  if (work.cache) {
    const absl::Status put = work.cache->Put(content, image);
    const absl::MutexLock lock(&work.mutex);
    work.cache_problem.Update(put);
  }
  return image;
}

void RunWorker(Work& work) {
  std::optional<FaceEncoder> encoder;
  for (std::size_t i = work.next++; i < work.files.size(); i = work.next++) {
    work.images[i] = EmbedOne(work.files[i], work, encoder);
    work.progress.Advance();
  }
}

}  // namespace

EmbeddedImages EmbedImages(std::span<const std::filesystem::path> files,
                           const EncoderFactory& make_encoder,
                           const std::optional<EmbeddingCache>& cache, int threads,
                           Progress& progress) {
  EmbeddedImages result;
  result.images.resize(files.size(), absl::UnknownError("not embedded"));
  Work work{files, make_encoder, cache, progress, result.images, 0, 0, {}, {}};
  {
    std::vector<std::jthread> workers;
    const std::size_t useful = std::min(static_cast<std::size_t>(threads), files.size());
    for (std::size_t i = 0; i < useful; ++i) workers.emplace_back([&work] { RunWorker(work); });
  }
  result.from_cache = work.from_cache;
  const absl::MutexLock lock(&work.mutex);
  result.cache = work.cache_problem;
  return result;
}

}  // namespace portcullis
