#include "report/forsaken.h"

#include <algorithm>

#include "core/time_text.h"

namespace asyncsim {
namespace {

constexpr ClientSpan kLeastPatience{std::chrono::minutes{1}};
constexpr int kGaps = 3;
/// What the documentation calls the longest: who has asked for so long may give up.
constexpr Span kLongestWait = std::chrono::hours{8};

ClientSpan patience_with(const JobRecord& job, const ClientClock& clock) {
  const Span gap = (job.last_polled - job.submitted) / job.polls;
  return std::max(kLeastPatience, ClientSpan{clock.felt(gap).value * kGaps});
}

}  // namespace

std::optional<FindingId> forsaken(const JobRecord& job, TimePoint newest_poll,
                                  const ClientClock& clock) {
  if (job.polls == 0 || job.collected != kNever || job.has_hook) return std::nullopt;
  if (job.last_polled - job.submitted >= kLongestWait) return std::nullopt;
  const bool once = job.polls == 1;
  const bool expired = job.state == JobState::expired;
  const bool pending = expired ? job.ended_pending : job.state == JobState::pending;
  TimePoint silent_from = job.last_polled;
  TimePoint silent_to = clock.now;
  if (!pending) {
    silent_from = std::max(silent_from, job.ready);
  } else if (!expired) {
    if (!once) return std::nullopt;
    silent_to = newest_poll;
  }
  if (clock.between(silent_from, silent_to) <= patience_with(job, clock)) return std::nullopt;
  return once ? FindingId::took_202_for_result : FindingId::gave_up;
}

std::string story_of(const JobRecord& job) {
  return std::to_string(job.polls) + (job.polls == 1 ? " poll" : " polls") +
         " heard 202, the last " + format_span(job.last_polled - job.submitted) +
         " after the submit";
}

}  // namespace asyncsim
