#include "job/zone_queue.h"

#include <utility>

namespace asyncsim {

Result<Queue> make_queue(const ZoneQueue& zone_queue) {
  const OtherTenants& others = zone_queue.load;
  if (others.points.empty()) return Queue::make(zone_queue.capacity, LoadCurve::constant(0));
  auto curve = LoadCurve::make(others.points, others.offset);
  if (!curve) return curve.error();
  return Queue::make(zone_queue.capacity, *std::move(curve));
}

}  // namespace asyncsim
