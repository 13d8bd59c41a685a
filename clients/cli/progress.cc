#include "clients/cli/progress.h"

#include <cmath>

#include "clients/cli/numbers.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kLineEvery{5};
constexpr std::chrono::seconds kWindow{10};
constexpr std::chrono::seconds kFirstRate{1};
constexpr std::size_t kBarWidth = 24;
constexpr char kClearLine[] = "\r\033[K";

std::string FormatTimeLeft(double seconds) {
  if (seconds < 90) return fmt::format("about {:.0f} s left", std::ceil(seconds));
  if (seconds < 5400) return fmt::format("about {:.0f} min left", std::ceil(seconds / 60));
  return fmt::format("about {:.1f} h left", seconds / 3600);
}

std::string Commas(std::size_t count) { return FormatCount(static_cast<long long>(count)); }

}  // namespace

std::string DescribeProgress(const Progress& progress) {
  const std::size_t filled =
      progress.total == 0 ? kBarWidth : kBarWidth * progress.done / progress.total;
  std::string text =
      fmt::format("[{}{}] {} of {}", std::string(filled, '#'), std::string(kBarWidth - filled, '-'),
                  Commas(progress.done), Commas(progress.total));
  if (progress.per_second > 0) {
    text += fmt::format(", {:.{}f}/s", progress.per_second, progress.per_second < 10 ? 1 : 0);
    const auto left = static_cast<double>(progress.total - progress.done);
    if (left > 0) text += ", " + FormatTimeLeft(left / progress.per_second);
  }
  if (progress.refused > 0) text += fmt::format(", {} refused", Commas(progress.refused));
  return text;
}

ProgressLine::ProgressLine(std::ostream& out, bool on_terminal, Clock::time_point now)
    : out_(out), on_terminal_(on_terminal), drawn_(now), window_begin_(now) {}

void ProgressLine::Show(Progress progress, Clock::time_point now) {
  progress.per_second = Rate(progress.done, now);
  if (on_terminal_ ? now - drawn_ < kRedraw : now - drawn_ < kLineEvery) return;
  drawn_ = now;
  const std::string text = DescribeProgress(progress);
  out_ << (on_terminal_ ? kClearLine + text : text + '\n') << std::flush;
}

double ProgressLine::Rate(std::size_t done, Clock::time_point now) {
  const std::chrono::duration<double> passed = now - window_begin_;
  const bool is_early = last_rate_ == 0 && passed >= kFirstRate;
  if (is_early || passed >= kWindow) {
    last_rate_ = static_cast<double>(done - window_done_) / passed.count();
  }
  if (passed >= kWindow) {
    window_begin_ = now;
    window_done_ = done;
  }
  return last_rate_;
}

void ProgressLine::Remark(const std::string& text) {
  End();
  out_ << text << std::endl;
}

void ProgressLine::End() {
  if (on_terminal_) out_ << kClearLine << std::flush;
}

}  // namespace portcullis::cli
