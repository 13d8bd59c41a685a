// Whether the approximate search may be relied on, judged by searches that were made both ways.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace portcullis {

/// What was seen of the approximate search.
struct RecallReading {
  std::uint64_t searches = 0;   // made both ways
  std::uint64_t found_all = 0;  // of these: the approximate one found all that matters
  double lower_bound = 0;       // of its recall (LowerRateBound, 95 %); 0 without searches

  /// 0 without searches: nothing was measured, nothing is claimed.
  double recall() const {
    return searches == 0 ? 0 : static_cast<double>(found_all) / static_cast<double>(searches);
  }
};

enum class RecallChange {
  kNone,
  kEarned,     // from now on the approximate search may answer
  kNotEarned,  // a whole window was seen and did not show the recall demanded
  kLost,       // from now on it may not
};

/// The approximate search has to earn what it may do: it answers only after a whole window of
/// searches made both ways has shown, by the lower bound, the recall demanded, and only as long as
/// the last window shows it still. When it does not, the count begins anew. The bound is looked at
/// once for a window before anything is earned, so that trying again and again does not turn luck
/// into proof faster than one window at a time; afterwards it is looked at after every search,
/// which can only take away. Not thread-safe; knows no clock.
class RecallCanary {
 public:
  /// Nothing is earned yet. `demanded` is in [0, 1).
  explicit RecallCanary(double demanded);

  /// A search was made both ways.
  RecallChange Record(bool found_all);

  /// The approximate search failed: nothing is earned any more. kLost if something was.
  RecallChange Fail();

  bool allows() const { return earned_; }
  double demanded() const { return demanded_; }

  /// How many searches are judged together: with four times fewer misses than are permitted, 20
  /// permitted ones in a window, the bound holds in about 997 windows of 1,000. At most
  /// kLargestWindow; a demand so high that no window of that size could show it is never met.
  std::size_t window() const { return window_; }
  static constexpr std::size_t kLargestWindow = 200'000;

  /// What the index is to aim at: a quarter of the misses permitted, and after each window that did
  /// not show enough a quarter of that. An index that cannot do it by less ends up comparing all.
  double aim() const { return aim_; }

  /// Of the searches that are judged together now, or were when the count began anew and no other
  /// has come since.
  RecallReading reading() const;

 private:
  bool Holds() const;
  void BeginAnew();

  double demanded_;
  std::size_t window_;
  double aim_;
  bool earned_ = false;
  bool judged_ = false;          // the searches below are over and done with
  std::vector<bool> found_all_;  // a ring of the last window
  std::size_t next_ = 0;         // place in it of the next search
  std::uint64_t found_all_count_ = 0;
};

}  // namespace portcullis
