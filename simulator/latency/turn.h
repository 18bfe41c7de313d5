// When an own job's turn comes in a queue, and why.
#pragma once

#include <cstdint>

#include "core/virtual_time.h"

namespace asyncsim {

struct Turn {
  TimePoint start;              ///< service begins; never before the arrival
  Span wait;                    ///< from the arrival to the start
  double load = 0;              ///< of other tenants, at the arrival
  std::uint64_t own_ahead = 0;  ///< own jobs that waited then
  double others_ahead = 0;      ///< jobs of other tenants that waited then; a fluid
};

}  // namespace asyncsim
