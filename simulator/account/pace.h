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
    constexpr double kDay = 86'400e9;
    constexpr std::chrono::nanoseconds kStep{1};
    const double wait = std::ceil(static_cast<double>((when - at).count()) / speed * 1e6);
    if (wait >= kDay) return real + std::chrono::hours{24};
    RealTime due = real + std::chrono::nanoseconds{static_cast<std::int64_t>(std::max(wait, 0.0))};
    // Both ways are rounded: who comes at `due` must not find that it is a millisecond before it.
    while (virtual_at(due) < std::min(when, kLatest)) due += kStep;
    while (due > real && virtual_at(due - kStep) >= when) due -= kStep;
    return due;
  }
};

}  // namespace asyncsim
