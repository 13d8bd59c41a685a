// A whole encoder without models: images are short texts, faces are what the texts say.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matcher/core/encoder_parts.h"
#include "matcher/core/error_reason.h"

namespace portcullis::testing {

/// The image format of the fake encoder, as text:
///   "face X Y"   one face whose embedding is (X, Y), two integers 0..255
///   "tiny X Y"   the same, with eyes 4 px apart
///   "print X Y"  the same as "face X Y", but of a photograph that is held before the camera
///   "no face"    a picture without a face
///   "two faces"  a picture with two faces of one size
/// Everything else is IMAGE_UNREADABLE.
inline std::string FakeFace(int x, int y) {
  return "face " + std::to_string(x) + " " + std::to_string(y);
}
inline std::string FakePrint(int x, int y) {
  return "print " + std::to_string(x) + " " + std::to_string(y);
}

inline const ModelId kFakeModel{"fake-v1", std::string(64, 'f'), "fake-alignment-v1"};

/// Puts what the text says into the pixels at the corners, so that it is there however the picture
/// is turned: red = number of faces, green and blue = X and Y of the embedding. The others are a
/// pattern, as sharp and as bright as a good portrait. The picture of a tiny face is 20 px wide,
/// others are 250 px. The second pixel of a print is black.
class FakeDecoder : public ImageDecoder {
 public:
  absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t> bytes) override {
    const std::string text(bytes.begin(), bytes.end());
    if (text == "no face") return Picture(250, 0, 0, 0);
    if (text == "two faces") return Picture(250, 2, 0, 0);
    int x = 0;
    int y = 0;
    if (std::sscanf(text.c_str(), "face %d %d", &x, &y) == 2) return Picture(250, 1, x, y);
    if (std::sscanf(text.c_str(), "tiny %d %d", &x, &y) == 2) return Picture(20, 1, x, y);
    if (std::sscanf(text.c_str(), "print %d %d", &x, &y) == 2) return Print(x, y);
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     "not a fake image");
  }

 private:
  static DecodedImage Picture(int side, int faces, int x, int y) {
    return {Image(side, side, Pixels(side, faces, x, y)), {}};
  }

  static DecodedImage Print(int x, int y) {
    std::vector<std::uint8_t> pixels = Pixels(250, 1, x, y);
    std::fill_n(pixels.begin() + 3, 3, std::uint8_t{0});
    return {Image(250, 250, std::move(pixels)), {}};
  }

  static std::vector<std::uint8_t> Pixels(int side, int faces, int x, int y) {
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < side * side; ++i) {
      const bool light = (i % side / 4 + i / side / 4) % 2 == 0;
      pixels.insert(pixels.end(), 3, light ? 160 : 100);
    }
    for (const int corner : {0, side - 1, side * (side - 1), side * side - 1}) {
      const auto at = static_cast<std::size_t>(corner) * 3;
      pixels[at] = static_cast<std::uint8_t>(faces);
      pixels[at + 1] = static_cast<std::uint8_t>(x);
      pixels[at + 2] = static_cast<std::uint8_t>(y);
    }
    return pixels;
  }
};

class FakeDetector : public FaceDetector {
 public:
  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override {
    const auto side = static_cast<float>(image.width());
    Face face;
    face.box = {0, 0, side, side};
    face.detector_confidence = 1;
    // The eyes a fifth of the side apart: the whole head is in the picture.
    face.points = FacePoints{{0.4F * side, 0.45F * side},
                             {0.6F * side, 0.45F * side},
                             {0.5F * side, 0.562F * side},
                             {0.41F * side, 0.638F * side},
                             {0.59F * side, 0.638F * side}};
    return std::vector<Face>(image.pixels()[0], face);
  }
};

class FakeAligner : public FaceAligner {
 public:
  absl::StatusOr<FaceChip> Align(const Image& image, const Face& /*face*/) override {
    return FaceChip{image, {}, kFakeModel.alignment};
  }
  const std::string& alignment() const override { return kFakeModel.alignment; }
};

class FakeEmbedder : public FaceEmbedder {
 public:
  absl::StatusOr<Embedding> Embed(const FaceChip& chip) override {
    return Embedding(model_for(chip.alignment), {static_cast<float>(chip.image.pixels()[1]),
                                                 static_cast<float>(chip.image.pixels()[2])});
  }
  ModelId model_for(const std::string& alignment) const override {
    return {kFakeModel.name, kFakeModel.weights_sha256, alignment};
  }
};

/// 0.1 for a print, 0.9 for a face.
class FakeAttackDetector : public PresentationAttackDetector {
 public:
  absl::StatusOr<BonaFideScore> Check(const Image& image, const Face& /*face*/) override {
    const bool is_print = image.pixels()[3] == 0;
    return BonaFideScore{is_print ? 0.1 : 0.9};
  }
};

/// The attack check is off.
inline EncoderParts MakeFakeEncoderParts() {
  return {std::make_unique<FakeDecoder>(), std::make_unique<FakeDetector>(),
          std::make_unique<FakeAligner>(), std::make_unique<FakeEmbedder>()};
}

inline std::span<const std::uint8_t> BytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace portcullis::testing
