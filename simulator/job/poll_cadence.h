// How often the vendor's documentation tells clients to poll: after 20 s, after 10 s more, then
// every 5 s.
#pragma once

#include "job/job_store.h"

namespace asyncsim {

inline constexpr Span kFirstPollAfter = std::chrono::seconds{20};
inline constexpr Span kSecondPollAfter = std::chrono::seconds{10};
inline constexpr Span kLaterPollsAfter = std::chrono::seconds{5};

/// What a poll may come earlier without being called early: clocks and networks jitter.
inline constexpr Span kCadenceSlack{250};

/// How long after the submit, or the poll before, a poll is documented to come.
inline Span documented_gap(std::uint32_t polls) {
  return polls == 0 ? kFirstPollAfter : polls == 1 ? kSecondPollAfter : kLaterPollsAfter;
}

/// When the next poll of that job is documented to come at the earliest.
inline TimePoint documented_poll(const JobRecord& job) {
  return (job.polls == 0 ? job.submitted : job.last_polled) + documented_gap(job.polls);
}

}  // namespace asyncsim
