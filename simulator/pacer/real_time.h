// The wall clock. Read here and in http/ only; everywhere below, real time is a value that came in.
#pragma once

#include "core/virtual_time.h"

namespace asyncsim {

inline RealTime real_now() { return std::chrono::steady_clock::now(); }

/// The wall clock as a virtual instant, for a simulated clock that starts "now".
inline TimePoint wall_clock_as_start() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return TimePoint{std::chrono::duration_cast<Span>(since_1970)};
}

}  // namespace asyncsim
