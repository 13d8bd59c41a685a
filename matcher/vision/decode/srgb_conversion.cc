#include "matcher/vision/decode/srgb_conversion.h"

#include <lcms2.h>
#include <lcms2_plugin.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Bytes = std::span<const std::uint8_t>;

// A colour table may declare a hundred megabytes in a profile of a few bytes.
constexpr cmsUInt32Number kMaxAllocation = 8U << 20U;

void* BoundedMalloc(cmsContext /*context*/, cmsUInt32Number size) {
  return size > kMaxAllocation ? nullptr : std::malloc(size);
}

void BoundedFree(cmsContext /*context*/, void* memory) { std::free(memory); }

void* BoundedRealloc(cmsContext /*context*/, void* memory, cmsUInt32Number size) {
  return size > kMaxAllocation ? nullptr : std::realloc(memory, size);
}

void SayNothing(cmsContext /*context*/, cmsUInt32Number /*code*/, const char* /*text*/) {}

struct DeleteContext {
  void operator()(void* context) const { cmsDeleteContext(static_cast<cmsContext>(context)); }
};
struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Context = std::unique_ptr<void, DeleteContext>;
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

Context MakeContext() {
  cmsPluginMemHandler memory = {{cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, nullptr},
                                BoundedMalloc,
                                BoundedFree,
                                BoundedRealloc,
                                nullptr,
                                nullptr,
                                nullptr};
  Context context(cmsCreateContext(&memory, nullptr));
  if (context) cmsSetLogErrorHandlerTHR(static_cast<cmsContext>(context.get()), SayNothing);
  return context;
}

/// Checks of our own on the header of 128 bytes (ICC.1, clause 7.2).
absl::Status CheckHeader(Bytes profile, std::size_t max_bytes) {
  constexpr std::size_t kHeaderBytes = 128;
  constexpr std::size_t kSignatureAt = 36;
  if (profile.size() > max_bytes) {
    return MakeError(
        StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
        fmt::format("colour profile has {} bytes, limit is {}", profile.size(), max_bytes));
  }
  if (profile.size() < kHeaderBytes) return DamagedProfile("its header is cut off");
  const std::size_t size = (std::size_t{profile[0]} << 24U) | (std::size_t{profile[1]} << 16U) |
                           (std::size_t{profile[2]} << 8U) | profile[3];
  if (size < kHeaderBytes || size > profile.size()) {
    return DamagedProfile(fmt::format("it says {} bytes and has {}", size, profile.size()));
  }
  constexpr std::string_view kSignature = "acsp";
  if (!std::equal(kSignature.begin(), kSignature.end(), profile.begin() + kSignatureAt,
                  [](char want, std::uint8_t got) { return want == static_cast<char>(got); })) {
    return DamagedProfile("it has no signature");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status DamagedProfile(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("colour profile is damaged: {}", what));
}

struct SrgbConversion::Engine {
  Context context;  // outlives the transform
  Transform transform;
  bool grey = false;
  std::vector<std::uint8_t> grey_values;  // of one call, kept for the next

  void Convert(std::span<std::uint8_t> rgb) {
    const auto pixels = static_cast<cmsUInt32Number>(rgb.size() / 3);
    if (!grey) {
      cmsDoTransform(transform.get(), rgb.data(), rgb.data(), pixels);
      return;
    }
    grey_values.resize(pixels);
    for (std::size_t i = 0; i < grey_values.size(); ++i) grey_values[i] = rgb[3 * i];
    cmsDoTransform(transform.get(), grey_values.data(), rgb.data(), pixels);
  }

  bool ChangesMoreThanOne() {
    constexpr int kStep = 15;  // 18 values from 0 to 255
    std::vector<std::uint8_t> grid;
    for (int r = 0; r < 256; r += kStep) {
      for (int g = 0; g < 256; g += kStep) {
        for (int b = 0; b < 256; b += kStep) {
          if (grey && (r != g || g != b)) continue;
          for (const int value : {r, g, b}) grid.push_back(static_cast<std::uint8_t>(value));
        }
      }
    }
    std::vector<std::uint8_t> converted = grid;
    Convert(converted);
    for (std::size_t i = 0; i < grid.size(); ++i) {
      if (std::abs(int{grid[i]} - int{converted[i]}) > 1) return true;
    }
    return false;
  }
};

absl::StatusOr<std::optional<SrgbConversion>> SrgbConversion::FromProfile(Bytes profile,
                                                                          std::size_t max_bytes,
                                                                          bool grey_image) {
  PORTCULLIS_RETURN_IF_ERROR(CheckHeader(profile, max_bytes));
  auto engine = std::make_unique<Engine>();
  engine->context = MakeContext();
  const auto context = static_cast<cmsContext>(engine->context.get());
  const Profile from(cmsOpenProfileFromMemTHR(context, profile.data(),
                                              static_cast<cmsUInt32Number>(profile.size())));
  if (!from) return DamagedProfile("it cannot be opened");
  const cmsColorSpaceSignature space = cmsGetColorSpace(from.get());
  if (space != cmsSigRgbData && space != cmsSigGrayData) {
    return DamagedProfile("it is for colours other than RGB and grey");
  }
  engine->grey = space == cmsSigGrayData;
  if (engine->grey && !grey_image) {
    return DamagedProfile("it is for grey, the image has colours");
  }
  const Profile srgb(cmsCreate_sRGBProfileTHR(context));
  if (!srgb) return DamagedProfile("it cannot be opened");
  engine->transform.reset(cmsCreateTransformTHR(
      context, from.get(), engine->grey ? TYPE_GRAY_8 : TYPE_RGB_8, srgb.get(), TYPE_RGB_8,
      INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION));
  if (!engine->transform) return DamagedProfile("no conversion can be made of it");
  if (!engine->ChangesMoreThanOne()) return std::optional<SrgbConversion>();
  return std::optional<SrgbConversion>(SrgbConversion(std::move(engine)));
}

SrgbConversion::SrgbConversion(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
SrgbConversion::~SrgbConversion() = default;
SrgbConversion::SrgbConversion(SrgbConversion&&) noexcept = default;
SrgbConversion& SrgbConversion::operator=(SrgbConversion&&) noexcept = default;

void SrgbConversion::Convert(std::span<std::uint8_t> rgb) { engine_->Convert(rgb); }

}  // namespace portcullis
