// How the client under test feels virtual time, and which gaps of it can be judged at all.
#pragma once

#include <algorithm>

#include "core/virtual_time.h"
#include "scenario/scenario.h"

namespace asyncsim {

struct ClientClock {
  TimePoint now{};
  ClockMode mode = ClockMode::manual;
  double speed = 1;          ///< virtual seconds in one of the client's
  TimePoint steady_since{};  ///< the clock was set, or time jumped while paced, then

  ClientSpan felt(Span span) const { return client_span(span, speed); }
  /// The time since then, at least: what lay before the clock was set does not count.
  ClientSpan since(TimePoint from) const { return between(from, now); }
  ClientSpan between(TimePoint from, TimePoint to) const {
    return felt(std::max(Span{0}, to - std::max(from, steady_since)));
  }
  /// Whether the gap from there to now says how long the client paused: not if the clock was set
  /// meanwhile, nor if it stands and the gap is nothing.
  bool judges(TimePoint from) const { return from >= steady_since && !stood_since(from); }
  bool stood_since(TimePoint from) const { return mode != ClockMode::paced && from == now; }
};

}  // namespace asyncsim
