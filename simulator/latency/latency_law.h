// The laws behind the latency models, solved. Milliseconds in doubles; drawn values are not yet
// rounded. Every law has the same four functions: draw, cdf (P(X <= t)), quantile (the smallest
// value whose cdf reaches p), mean.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/random.h"
#include "latency/latency_model.h"

namespace asyncsim {

/// The probability that a standard normal is at most z.
double normal_cdf(double z);

struct PointLaw {
  double at;

  double draw(double slowdown, Random&) const { return at * slowdown; }
  double cdf(double t) const { return t < at ? 0 : 1; }
  double quantile(double) const { return at; }
  double mean() const { return at; }
};

/// Uniform over the whole numbers of [from, to].
struct WholeNumbersLaw {
  std::int64_t from, to;

  double draw(double slowdown, Random& random) const;
  double cdf(double t) const;
  double quantile(double p) const;
  double mean() const;
};

/// scale * exp(sigma * Z), given that it is at most max.
struct LogNormalLaw {
  double scale, sigma, max;
  double kept;  ///< the probability that a draw is at most max

  /// Solved for the stated quantiles; the error says why no law has them.
  static Result<LogNormalLaw> solve(const LogNormal& model);
  /// The law whose stated quantiles hold but for the truncation.
  static LogNormalLaw untruncated(const LogNormal& model);

  double draw(double slowdown, Random& random) const;
  double cdf(double t) const;
  double quantile(double p) const;
  double mean() const;
};

/// Exponential of that mean, given that it is at most max.
struct ExponentialLaw {
  double parent_mean, max;
  double kept;  ///< the probability that a draw is at most max

  static Result<ExponentialLaw> solve(const Exponential& model);
  static ExponentialLaw untruncated(const Exponential& model);

  double draw(double slowdown, Random& random) const;
  double cdf(double t) const;
  double quantile(double p) const;
  double mean() const;
};

using PartLaw = std::variant<PointLaw, WholeNumbersLaw, LogNormalLaw, ExponentialLaw>;

struct MixtureLaw {
  struct Part {
    double share, up_to;  ///< of all draws; the sum of the shares up to and with this one
    PartLaw law;
  };
  std::vector<Part> parts;

  double draw(double slowdown, Random& random) const;
  double cdf(double t) const;
  double quantile(double p) const;
  double mean() const;
};

struct QuantileLaw {
  std::vector<Empirical::Quantile> points;  ///< from share 0 to share 1

  static QuantileLaw of(const Empirical& model);

  double draw(double slowdown, Random& random) const;
  double cdf(double t) const;
  double quantile(double p) const;
  double mean() const;
};

}  // namespace asyncsim
