// Random numbers with a standard normal distribution, the same on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace portcullis {

/// The standard fixes the bits of std::mt19937_64 but not of its distributions, and libraries of
/// mathematical functions differ in the last bit. What is here is made of additions,
/// multiplications, divisions and square roots alone, which IEEE 754 fixes. Thread-compatible.
class NormalDeviates {
 public:
  explicit NormalDeviates(std::uint64_t seed) : random_(seed) {}

  /// Uniform in (0, 1): the odd multiples of 2^-54.
  double NextUniform();

  /// Mean 0, standard deviation 1.
  double Next();

 private:
  std::mt19937_64 random_;
};

/// The value that a standard normal variable does not exceed with `probability`, in (0, 1): Wichura
/// (1988), algorithm AS 241, PPND16; relative error about 1e-16.
double NormalQuantile(double probability);

}  // namespace portcullis
