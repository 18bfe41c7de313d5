// How long the vendor takes for one job: a distribution, drawn once at submission.
//
// A maximum truncates: what is drawn above it is drawn again, and the median, quantile or mean that
// is stated is that of the truncated law. check() says where no such law exists.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/random.h"
#include "core/result.h"
#include "core/virtual_time.h"

namespace asyncsim {

struct Fixed {
  Span value{};
  bool operator==(const Fixed&) const = default;
};

/// Uniform over the whole milliseconds of [from, to], both reached.
struct Uniform {
  Span from{}, to{};
  bool operator==(const Uniform&) const = default;
};

/// Lognormal with the given median and one upper quantile, at most `max`. The 99th percentile is
/// taken at 2.3263 standard deviations (a share of 0.989999): fates rest on these four decimals.
struct LogNormal {
  Span median{}, p99{}, max{};
  std::optional<Span> p95{};  ///< stated in place of p99, which then says nothing
  bool operator==(const LogNormal&) const = default;

  static LogNormal by_p95(Span median, Span p95, Span max) { return {median, Span{0}, max, p95}; }
};

/// Exponential with the given mean, at most `max`.
struct Exponential {
  Span mean{}, max{};
  bool operator==(const Exponential&) const = default;
};

/// Never by itself: pending until told (a job verb, or its polls).
struct Hold {
  bool operator==(const Hold&) const = default;
};

/// Each draw comes from one part, chosen in proportion to the weights, which need no sum of 1.
struct Mixture {
  struct Part {
    double weight = 1;
    std::variant<Fixed, Uniform, LogNormal, Exponential> model{};
    bool operator==(const Part&) const = default;
  };
  std::vector<Part> parts{};
  bool operator==(const Mixture&) const = default;
};

/// A quantile function, linear between its points. Shares rise from 0 to 1; without a point at 0
/// it starts with 0 s there. measured_times.h reads it from CSV.
struct Empirical {
  struct Quantile {
    double share = 0;  ///< of jobs that take `value` or less
    Span value{};
    bool operator==(const Quantile&) const = default;
  };
  std::vector<Quantile> quantiles{};
  bool operator==(const Empirical&) const = default;
};

using LatencyModel = std::variant<Fixed, Uniform, LogNormal, Hold, Exponential, Mixture, Empirical>;

/// The error says in one line why nothing can be drawn from `model`: a median of nothing, a p99
/// below the median, NaN, a p99 so near the maximum that no lognormal has it ...
Outcome check(const LatencyModel& model);

/// One draw, multiplied by `slowdown` (>= 1 at peak hours); nothing for Hold.
/// A maximum bounds the result, slowdown included: nothing takes longer than the vendor says.
/// The model is solved at each call: who draws often prepares a Sampler. A lognormal or
/// exponential that check() refuses is drawn as if its maximum moved no quantile.
std::optional<Span> draw(const LatencyModel& model, double slowdown, Random& random);

/// "lognormal (median 2m, p99 5m, at most 8h)"
std::string describe(const LatencyModel& model);

}  // namespace asyncsim
