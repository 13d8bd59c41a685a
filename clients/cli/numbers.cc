#include "clients/cli/numbers.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <ctime>

#include "fmt/chrono.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

/// Two significant digits, rounded down or up: a claim is never made stronger by its rounding. The
/// tiny margin keeps exact values, such as 1 / 0.0001, where they are. `value` is positive.
double TwoDigitsDown(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value) + 1e-9) - 1);
  return std::floor(value / unit + 1e-6) * unit;
}

double TwoDigitsUp(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value) + 1e-9) - 1);
  return std::ceil(value / unit - 1e-6) * unit;
}

}  // namespace

std::string FormatDistance(double distance) { return fmt::format("{:.3f}", distance); }

std::string FormatCount(long long count) {
  std::string digits = fmt::format("{}", std::llabs(count));
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  }
  if (count < 0) digits.insert(0, 1, '-');
  return digits;
}

std::string FormatOneIn(double rate) {
  if (!(rate > 0)) return "none";
  const double one_in = TwoDigitsDown(1 / rate);
  if (one_in < 9.95) return fmt::format("1 in {:.1f}", one_in);
  return "1 in " + FormatCount(std::llround(one_in));
}

std::string FormatFmr(const v1::MatchScore& score) {
  const std::string one_in = FormatOneIn(score.fmr());
  return score.beyond_measured_range() ? "finer than measured: below " + one_in : one_in;
}

std::string FormatExpectedFalseAlarms(const v1::MatchScore& score) {
  const double expected = score.expected_false_alarms();
  if (!(expected > 0)) return "none";
  const double rounded = TwoDigitsUp(expected);
  const int decimals = std::max(0, 1 - static_cast<int>(std::floor(std::log10(rounded))));
  const std::string text =
      decimals > 0 ? fmt::format("{:.{}f}", rounded, decimals) : FormatCount(std::llround(rounded));
  return score.beyond_measured_range() ? "below " + text : text;
}

std::string FormatConfidence(const v1::MatchScore& score) {
  const double confidence = score.confidence();
  if (confidence > 0.99) return "above 0.99";
  if (score.beyond_measured_range()) {
    return fmt::format("above {:.2f}", std::floor(confidence * 100) / 100);
  }
  if (confidence < 0.01) return "below 0.01";
  return fmt::format("{:.2f}", confidence);
}

std::string FormatLeastPercent(double share) {
  return fmt::format("{:.2f}", std::floor(share * 10'000) / 100);
}

std::string FormatTime(const google::protobuf::Timestamp& time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(std::time_t{time.seconds()}));
}

std::string FormatMilliseconds(double milliseconds) {
  if (milliseconds == 0) return "-";
  if (milliseconds < 0.05) return "<0.1 ms";
  return fmt::format("{:.1f} ms", milliseconds);
}

}  // namespace portcullis::cli
