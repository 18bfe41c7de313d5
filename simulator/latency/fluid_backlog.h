// What is left undone when load comes as a fluid and a constant capacity serves it.
#pragma once

#include "core/virtual_time.h"
#include "latency/load_curve.h"

namespace asyncsim {

/// The backlog at `to`, when at `from` it was `backlog`: dB/dt = load(t) - capacity, never below 0.
/// Backlogs are in load times milliseconds: what full capacity 1 does in so many milliseconds.
/// Exact; costs as much as the curve has points on the way, at most those of some weeks.
double backlog_after(const LoadCurve& curve, double backlog, double capacity, TimePoint from,
                     TimePoint to);

/// The backlog at `time` when the curve has always been like this and its mean is at most 1.
double lasting_backlog(const LoadCurve& curve, TimePoint time);

}  // namespace asyncsim
