// A border check on a gallery with two people, with everything that it sees under the control of
// the test.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "border/screening/screening.h"
#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_check_log.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/fake_policy.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

/// Counts what FakeEmbedder embeds.
class CountingEmbedder : public FaceEmbedder {
 public:
  explicit CountingEmbedder(int& count) : count_(count) {}

  absl::StatusOr<Embedding> Embed(const FaceChip& chip) override {
    ++count_;
    return embedder_.Embed(chip);
  }
  ModelId model_for(const std::string& alignment) const override {
    return embedder_.model_for(alignment);
  }

 private:
  FakeEmbedder embedder_;
  int& count_;
};

/// The second coordinate of the face in hundredths: FakeFace(x, 60) has a score of 0.6.
class CoordinateAttackDetector : public PresentationAttackDetector {
 public:
  absl::StatusOr<BonaFideScore> Check(const Image& image, const Face& /*face*/) override {
    return BonaFideScore{image.pixels()[2] / 100.0};
  }
};

/// lists/demo has entry 1 at (100, 100) and entry 2 at (200, 100). Frames whose distance is above
/// 40 do not show one person (fake_calibration.h).
class ScreeningUnderTest {
 public:
  explicit ScreeningUnderTest(bool has_attack_detector = false)
      : ScreeningUnderTest(*CreateFlatReferenceIndex(kFakeModel, 2), has_attack_detector) {}
  explicit ScreeningUnderTest(std::unique_ptr<ReferenceIndex> index,
                              bool has_attack_detector = false)
      : gallery(std::move(index)), encoder(MakeParts(has_attack_detector), {}) {
    gallery.PutList(ListId{"demo"});
    Enrol(1, {100, 100});
    Enrol(2, {200, 100});
    gallery.MarkComplete(Sequence{4});
  }

  void Enrol(std::int64_t id, std::vector<float> values) {
    EXPECT_OK(gallery.PutEntry({EntryId{id},
                                {ListId{"demo"}},
                                {{ReferenceId{id}, Embedding(kFakeModel, std::move(values))}}}));
  }

  void SetPolicy(const Policy& content) {
    policy.Set(std::vector{ApprovedVersion(content, ++policies, now)});
  }

  absl::StatusOr<IdentifyAnswer> Identify(const std::vector<std::string>& images,
                                          CheckTerms terms = {}) {
    return screening.Identify({.images = BytesOfAll(images), .terms = std::move(terms)}, encoder,
                              AlwaysContinue);
  }

  absl::StatusOr<TravellerAnswer> CheckTraveller(const std::string& document,
                                                 const std::vector<std::string>& live,
                                                 CheckTerms terms = {}) {
    return screening.CheckTraveller(
        {.document = BytesOf(document), .live = BytesOfAll(live), .terms = std::move(terms)},
        encoder, AlwaysContinue);
  }

  CapturedFrame Capture(const std::string& image) {
    const auto frame = CaptureFrame(BytesOf(image), QualityBar{}, encoder, AlwaysContinue);
    EXPECT_OK(frame);
    return *frame;
  }

  std::vector<CheckRecord> Records() {
    recorder.Flush();
    std::vector<CheckRecord> records;
    EXPECT_OK(log.VisitChecks(absl::InfinitePast(), absl::InfiniteFuture(),
                              [&records](const CheckRecord& record) {
                                records.push_back(record);
                                return absl::OkStatus();
                              }));
    return records;
  }

  static std::vector<ImageBytes> BytesOfAll(const std::vector<std::string>& images) {
    std::vector<ImageBytes> bytes;
    for (const std::string& image : images) bytes.push_back(BytesOf(image));
    return bytes;
  }

  Gallery gallery;
  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  std::int64_t policies = 1;
  PolicyInForce policy{ApprovedVersion(Policy{}), [this] { return now; }};
  MemoryCheckLog log;
  CheckRecorder recorder{log};
  std::vector<RecallEvent> recall_events;
  Screening screening{
      gallery, FakeCalibration(), policy, recorder,
      RecallWatchOptions{
          .one_in = 10,
          .now = [this] { return now; },
          .report = [this](const RecallEvent& event) { recall_events.push_back(event); }}};
  int embedded = 0;  // faces that were embedded
  FaceEncoder encoder;

 private:
  EncoderParts MakeParts(bool has_attack_detector) {
    EncoderParts parts = MakeFakeEncoderParts();
    parts.embedder = std::make_unique<CountingEmbedder>(embedded);
    if (has_attack_detector) parts.attack_detector = std::make_unique<CoordinateAttackDetector>();
    return parts;
  }
};

}  // namespace portcullis::testing
