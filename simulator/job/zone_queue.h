// A zone's queue as a scenario has it.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "core/result.h"
#include "latency/queue.h"

namespace asyncsim {

/// What other tenants put on the zone, in shares of its capacity, the same every week.
struct OtherTenants {
  std::chrono::minutes offset{};    ///< how far the local time of the points is ahead of UTC
  std::vector<LoadPoint> points{};  ///< none: there are no other tenants
  bool operator==(const OtherTenants&) const = default;
};

struct ZoneQueue {
  QueueCapacity capacity{};
  OtherTenants load{};
  bool operator==(const ZoneQueue&) const = default;
};

/// The error says in one line why there is no such queue.
Result<Queue> make_queue(const ZoneQueue& zone_queue);

}  // namespace asyncsim
