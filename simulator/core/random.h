// Deterministic randomness: own generator, own samplers, so that every platform draws the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace asyncsim {

/// A well-mixed 64-bit hash of `text`. Stable for ever: fates and ids rest on it.
std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0);

/// Mixes 64 bits so that each bit of the input moves half of the output (SplitMix64's finisher).
std::uint64_t mix_bits(std::uint64_t value);

/// The z below which a standard normal falls with probability p (Wichura's AS 241); 0 < p < 1.
double normal_quantile(double p);

/// A stream of random numbers (SplitMix64). Copying forks it: both copies draw the same.
class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed), state_(seed) {}

  /// An independent stream, a pure function of (this stream's seed, name, ordinal):
  /// what was drawn from this or any other stream before changes nothing.
  Random stream(std::string_view name, std::uint64_t ordinal) const;

  std::uint64_t next();
  /// Uniform in [0, 1), 53 bits.
  double unit();
  /// Uniform in [0, bound); bound > 0. Without modulo bias.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal, by inversion of one unit().
  double normal();

 private:
  std::uint64_t seed_;
  std::uint64_t state_;
};

/// One of the texts, each as likely as the next.
template <std::size_t N>
std::string draw_one(const std::array<std::string_view, N>& texts, Random& random) {
  return std::string(texts[random.below(N)]);
}

}  // namespace asyncsim
