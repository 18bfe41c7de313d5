// How long the vendor takes for one job: a distribution, drawn once at submission.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/random.h"
#include "core/virtual_time.h"

namespace asyncsim {

struct Fixed {
  Span value{};
  bool operator==(const Fixed&) const = default;
};

/// Uniform over [from, to], both reached.
struct Uniform {
  Span from{}, to{};
  bool operator==(const Uniform&) const = default;
};

/// Lognormal with the given median and 99th percentile (sigma = ln(p99/median) / 2.3263).
/// Draws above `max` are drawn again.
struct LogNormal {
  Span median{}, p99{}, max{};
  bool operator==(const LogNormal&) const = default;
};

/// Never by itself: pending until told (a job verb, or its polls).
struct Hold {
  bool operator==(const Hold&) const = default;
};

using LatencyModel = std::variant<Fixed, Uniform, LogNormal, Hold>;

/// One draw, multiplied by `slowdown` (>= 1 at peak hours); nothing for Hold.
/// A lognormal's `max` bounds the result, slowdown included: nothing takes longer than the vendor
/// says.
std::optional<Span> draw(const LatencyModel& model, double slowdown, Random& random);

/// "lognormal (median 2m, p99 5m, at most 8h)"
std::string describe(const LatencyModel& model);

}  // namespace asyncsim
