// How far a search has to reach to find what is nearest.
#pragma once

#include <vector>

namespace portcullis {

/// What was measured with a sample of probes: which share of the references, cluster after cluster
/// from the nearest on, each of them had to be compared with until the nearest was among them.
/// Immutable.
class Reach {
 public:
  /// Nothing was measured.
  Reach() = default;
  /// One share for each probe of the sample, in [0, 1].
  explicit Reach(std::vector<double> shares);

  bool is_measured() const { return !shares_.empty(); }

  /// The smallest share with which at least `recall` of the sample found their nearest; 1 if the
  /// sample is too small to tell, that is, if it could not hold a single miss.
  double ShareFor(double recall) const;

 private:
  std::vector<double> shares_;  // ascending
};

}  // namespace portcullis
