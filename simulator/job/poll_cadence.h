// How often the vendor's documentation tells clients to poll: after 20 s, after 10 s more, then
// every 5 s.
#pragma once

#include "job/job_store.h"

namespace asyncsim {

inline constexpr Span kFirstPollAfter = std::chrono::seconds{20};
inline constexpr Span kSecondPollAfter = std::chrono::seconds{10};
inline constexpr Span kLaterPollsAfter = std::chrono::seconds{5};

/// When the next poll of that job is documented to come at the earliest.
inline TimePoint documented_poll(const JobRecord& job) {
  if (job.polls == 0) return job.submitted + kFirstPollAfter;
  return job.last_polled + (job.polls == 1 ? kSecondPollAfter : kLaterPollsAfter);
}

}  // namespace asyncsim
