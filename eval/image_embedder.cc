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
  const EncoderFactory& make_encoder;
  const std::optional<EmbeddingCache>& cache;
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

/// Calls `work` with every place below `count`, on `threads` threads, each with a worker that
/// `make_worker` makes for it.
template <typename MakeWorker>
void OnEveryThread(std::size_t count, int threads, Progress& progress, MakeWorker make_worker) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> running;
  const std::size_t useful = std::min(static_cast<std::size_t>(threads), count);
  for (std::size_t thread = 0; thread < useful; ++thread) {
    running.emplace_back([&] {
      auto work = make_worker();
      for (std::size_t i = next++; i < count; i = next++) {
        work(i);
        progress.Advance();
      }
    });
  }
}

absl::StatusOr<EmbeddedImage> AssessOne(const std::filesystem::path& file,
                                        const EncoderFactory& make_encoder, const QualityBar& bar,
                                        std::optional<FaceEncoder>& encoder) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> bytes, ReadFile(file));
  if (!encoder) {
    PORTCULLIS_ASSIGN_OR_RETURN(encoder, make_encoder());
  }
  return EmbeddedImageFrom(encoder->Assess(bytes, bar, AlwaysContinue));
}

}  // namespace

std::vector<absl::StatusOr<EmbeddedImage>> AssessImages(
    std::span<const std::filesystem::path> files, const EncoderFactory& make_encoder,
    const QualityBar& bar, int threads, Progress& progress) {
  std::vector<absl::StatusOr<EmbeddedImage>> images(files.size(),
                                                    absl::UnknownError("not assessed"));
  OnEveryThread(files.size(), threads, progress, [&] {
    return [&, encoder = std::optional<FaceEncoder>()](std::size_t i) mutable {
      images[i] = AssessOne(files[i], make_encoder, bar, encoder);
    };
  });
  return images;
}

EmbeddedImages EmbedImages(std::span<const std::filesystem::path> files,
                           const EncoderFactory& make_encoder,
                           const std::optional<EmbeddingCache>& cache, int threads,
                           Progress& progress) {
  EmbeddedImages result;
  result.images.resize(files.size(), absl::UnknownError("not embedded"));
  Work work{make_encoder, cache, 0, {}, {}};
  OnEveryThread(files.size(), threads, progress, [&] {
    return [&, encoder = std::optional<FaceEncoder>()](std::size_t i) mutable {
      result.images[i] = EmbedOne(files[i], work, encoder);  // each place by one thread
    };
  });
  result.from_cache = work.from_cache;
  const absl::MutexLock lock(&work.mutex);
  result.cache = work.cache_problem;
  return result;
}

}  // namespace portcullis
