// How virtual time follows the wall clock: from one anchor, never by adding ticks.
#pragma once

#include <algorithm>
#include <cmath>

#include "core/virtual_time.h"
#include "scenario/scenario.h"

namespace asyncsim {

/// At `real` it was `at`; since then `speed` virtual seconds have passed in a real one.
struct Pace {
  ClockMode mode = ClockMode::manual;
  double speed = 60;
  TimePoint at{};
  RealTime real{};

  /// Virtual now at that real time, when paced. Never before the anchor, never past kLatest.
  TimePoint virtual_at(RealTime when) const {
    const std::chrono::duration<double, std::milli> passed = when - real;
    const double room = static_cast<double>((kLatest - at).count());
    const double moved = std::clamp(std::floor(passed.count() * speed), 0.0, room);
    return at + Span{static_cast<Span::rep>(moved)};
  }

  /// The earliest real time at which virtual_at reaches `when`; at most a day ahead.
  RealTime real_at(TimePoint when) const {
    const double wait = std::ceil(static_cast<double>((when - at).count()) / speed * 1e6);
    const auto nanoseconds = static_cast<std::int64_t>(std::clamp(wait, 0.0, 86'400e9));
    return real + std::chrono::nanoseconds{nanoseconds};
  }
};

}  // namespace asyncsim
