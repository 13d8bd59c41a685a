#include "eval/progress.h"

#include <cmath>
#include <utility>

#include "fmt/format.h"

namespace portcullis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kSilence{2};
constexpr milliseconds kOnTerminal{200};
constexpr milliseconds kInFile{5000};

std::string Duration(double in_seconds) {
  const auto whole = static_cast<long>(std::ceil(in_seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  return fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

}  // namespace

Progress::Progress(std::ostream& out, ProgressOptions options)
    : out_(out),
      options_(std::move(options)),
      started_(options_.clock()),
      next_line_(started_ + kSilence) {}

Progress::~Progress() {
  const absl::MutexLock lock(&mutex_);
  if (began_line_ && options_.on_terminal) out_ << '\n' << std::flush;
}

void Progress::Advance() {
  const absl::MutexLock lock(&mutex_);
  ++done_;
  const TimePoint now = options_.clock();
  const bool is_last_of_shown = began_line_ && done_ == options_.total;
  if (now < next_line_ && !is_last_of_shown) return;
  began_line_ = true;
  next_line_ = now + (options_.on_terminal ? kOnTerminal : kInFile);
  // The escape clears what a longer line before has left.
  out_ << (options_.on_terminal ? "\r\033[K" : "") << Line(now)
       << (options_.on_terminal ? "" : "\n") << std::flush;
}

std::string Progress::Line(TimePoint now) const {
  const double elapsed = std::chrono::duration<double>(now - started_).count();
  const double rate = static_cast<double>(done_) / elapsed;
  const std::size_t left = options_.total - done_;
  return fmt::format("{}: {} of {} {}, {:.1f}/s, {}", options_.task, done_, options_.total,
                     options_.unit, rate,
                     left == 0 ? Duration(elapsed) + " in all"
                               : Duration(static_cast<double>(left) / rate) + " left");
}

}  // namespace portcullis
