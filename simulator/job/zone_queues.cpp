#include "job/zone_queues.h"

#include <algorithm>
#include <utility>

namespace asyncsim {

void ZoneQueues::replace(const std::vector<Zone>& zones) {
  auto before = std::exchange(lines_, {});
  for (const Zone& zone : zones) {
    const auto settings = queue_of(zone);
    if (!settings) continue;
    const auto known = before.find(zone.name);
    if (known != before.end() && known->second.settings == *settings) {
      lines_.insert(before.extract(known));
    } else if (auto queue = make_queue(*settings)) {  // of a sound scenario each can be
      lines_.emplace(zone.name, Line{*settings, *std::move(queue)});
    }
  }
}

Queue* ZoneQueues::find(std::string_view zone) {
  if (lines_.empty()) return nullptr;
  const auto found = lines_.find(zone);
  return found == lines_.end() ? nullptr : &found->second.queue;
}

const Turn* ZoneQueues::turn_of(JobOrdinal job) const {
  const auto found = turns_.find(job);
  return found == turns_.end() ? nullptr : &found->second;
}

Stay stay_of(const Zone& zone, const Turn& turn, Span service) {
  constexpr Span kForEver = std::chrono::years{100};  // as far as times can be written
  const Span whole = std::min(turn.wait, kForEver) + service;
  const auto longest = longest_of(zone.latency);
  if (longest && whole > *longest) return {*longest, true};
  return {whole, false};
}

}  // namespace asyncsim
