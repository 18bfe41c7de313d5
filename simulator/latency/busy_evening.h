// An evening of other tenants, for the tests of queues.
#pragma once

#include <string_view>
#include <vector>

#include "core/time_text.h"
#include "latency/load_curve.h"

namespace asyncsim {

inline TimePoint at(std::string_view text) { return *parse_time(text); }

/// Above capacity from 17:00 to 21:00: a surplus of 1.5 hours, which is gone at 00:30.
inline LoadCurve evening() {
  return *LoadCurve::make(std::vector<LoadPoint>{
      {0x7f, 960, 0.5}, {0x7f, 1080, 1.5}, {0x7f, 1200, 1.5}, {0x7f, 1320, 0.5}});
}

}  // namespace asyncsim
