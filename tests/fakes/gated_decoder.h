// The fake decoder behind a gate, so that a test can say when an image is decoded.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "matcher/pipeline/face_encoder.h"
#include "tests/fakes/fake_encoder_parts.h"

namespace portcullis::testing {

/// Holds decoders back while it is closed and counts the images that came through. Thread-safe.
class Gate {
 public:
  void Close() ABSL_LOCKS_EXCLUDED(mutex_) { Set(false); }
  void Open() ABSL_LOCKS_EXCLUDED(mutex_) { Set(true); }

  /// Blocks until the gate is open.
  void Pass() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    ++waiting_;
    mutex_.Await(absl::Condition(&open_));
    --waiting_;
    ++passed_;
  }

  int passed() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return passed_;
  }

  /// Blocks until this many wait at the closed gate.
  void AwaitWaiting(int count) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    const auto enough = [this, count]()
                            ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return waiting_ >= count; };
    mutex_.Await(absl::Condition(&enough));
  }

 private:
  void Set(bool open) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    open_ = open;
  }

  mutable absl::Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  int passed_ ABSL_GUARDED_BY(mutex_) = 0;
};

class GatedDecoder : public ImageDecoder {
 public:
  explicit GatedDecoder(Gate& gate) : gate_(gate) {}
  absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t> bytes) override {
    gate_.Pass();
    return decoder_.Decode(bytes);
  }

 private:
  Gate& gate_;
  FakeDecoder decoder_;
};

/// `gate` outlives them. `checks_attacks`: with a FakeAttackDetector.
inline std::vector<FaceEncoder> MakeGatedEncoders(std::size_t count, Gate& gate,
                                                  bool checks_attacks = false) {
  std::vector<FaceEncoder> encoders;
  for (std::size_t i = 0; i < count; ++i) {
    EncoderParts parts = MakeFakeEncoderParts();
    parts.decoder = std::make_unique<GatedDecoder>(gate);
    if (checks_attacks) parts.attack_detector = std::make_unique<FakeAttackDetector>();
    encoders.emplace_back(std::move(parts), FaceEncoderOptions());
  }
  return encoders;
}

}  // namespace portcullis::testing
