#include "report/activity.h"

#include <algorithm>

namespace asyncsim {
namespace {

int hour_of_day(TimePoint at) {
  return static_cast<int>(at.time_since_epoch() / std::chrono::hours{1} % 24);
}

std::size_t bucket_of_polls(std::uint32_t polls) {
  const auto above = std::ranges::upper_bound(kLeastPolls, polls);
  return static_cast<std::size_t>(above - kLeastPolls.begin()) - 1;
}

}  // namespace

void ActivityFold::take(const Entry& entry, std::uint32_t polls) {
  switch (entry.happening) {
    case Happening::submitted:
      in_flight_.change(entry.at, +1);
      break;
    case Happening::completed:
      in_flight_.change(entry.at, -1);
      latency_[hour_of_day(entry.submitted)].add(entry.at - entry.submitted);
      break;
    case Happening::polled:
      if (entry.count != 0) ++jobs_by_polls_[bucket_of_polls(polls)];
      break;
    case Happening::expired:
      if (static_cast<JobState>(entry.word) == JobState::pending) in_flight_.change(entry.at, -1);
      if (entry.count == 0) ++jobs_by_polls_[bucket_of_polls(polls)];
      break;
    default:
      break;
  }
}

Activity ActivityFold::activity(TimePoint now) const {
  Activity activity;
  for (const auto& [hour, latencies] : latency_) {
    activity.latency[static_cast<std::size_t>(hour)] = {latencies.count(), latencies.median(),
                                                        latencies.max()};
  }
  activity.in_flight = in_flight_.until(now);
  activity.jobs_by_polls = jobs_by_polls_;
  return activity;
}

}  // namespace asyncsim
