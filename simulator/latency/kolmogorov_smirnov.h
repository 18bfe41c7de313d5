// How well a sample fits a law; for tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace asyncsim {

/// Kolmogorov and Smirnov's distance of a sorted sample from a continuous law.
template <class Cdf>
double ks_distance(const std::vector<double>& sorted, Cdf cdf) {
  const auto n = static_cast<double>(sorted.size());
  double distance = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double expected = cdf(sorted[i]);
    distance = std::max({distance, static_cast<double>(i + 1) / n - expected,
                         expected - static_cast<double>(i) / n});
  }
  return distance;
}

/// The probability that a sample of that law is farther from it; Stephens' form for finite n.
inline double ks_p_value(double distance, std::size_t sample) {
  const double root = std::sqrt(static_cast<double>(sample));
  const double x = (root + 0.12 + 0.11 / root) * distance;
  double sum = 0, sign = 1;
  for (int k = 1; k <= 100; ++k, sign = -sign) sum += sign * std::exp(-2 * k * k * x * x);
  return std::clamp(2 * sum, 0.0, 1.0);
}

}  // namespace asyncsim
