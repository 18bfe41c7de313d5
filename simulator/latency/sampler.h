// A latency model, checked and solved: what many draws are made from.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "core/random.h"
#include "core/result.h"
#include "core/virtual_time.h"
#include "latency/latency_law.h"
#include "latency/latency_model.h"

namespace asyncsim {

/// An immutable law, shared by its copies. Draws what draw(model, ...) does.
class Sampler {
 public:
  using Law = std::variant<PointLaw, WholeNumbersLaw, LogNormalLaw, ExponentialLaw, MixtureLaw,
                           QuantileLaw>;

  Sampler() = default;  ///< of Hold
  explicit Sampler(Law law) : law_(std::make_shared<const Law>(std::move(law))) {}

  /// One draw, multiplied by `slowdown`, a maximum kept; nothing for Hold. Without allocation.
  std::optional<Span> draw(double slowdown, Random& random) const;

  // The law itself, without slowdown. Draws are its values rounded to whole milliseconds.

  /// The share of jobs that take `time` or less.
  double cdf(Span time) const;
  /// The time within which a share p (0 < p < 1) of the jobs is done; nothing for Hold.
  std::optional<Span> quantile(double p) const;
  std::optional<Span> mean() const;

 private:
  std::shared_ptr<const Law> law_;  ///< null: never by itself
};

/// Whether the numbers of `model` make sense, one by one and together.
Outcome check_values(const LatencyModel& model);

/// Solves what check_values() finds sound. check() tells its error.
Result<Sampler> prepare(const LatencyModel& model);

/// The same of any model. A lognormal or exponential that check() refuses has the law whose maximum
/// moves no quantile; any other takes no time.
Sampler sampler_of(const LatencyModel& model);

}  // namespace asyncsim
