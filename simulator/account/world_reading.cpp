// What can be asked of a world; nothing here changes it.
#include <algorithm>

#include "account/world.h"
#include "core/time_text.h"
#include "job/poll_cadence.h"

namespace asyncsim {
namespace {

/// 20, 200, 2000 ...: a client that polls for ever is told rarely, whatever its pace.
bool is_milestone(std::uint32_t polls) {
  while (polls >= 200 && polls % 10 == 0) polls /= 10;
  return polls == 20;
}

}  // namespace

std::optional<NextEvent> World::next_event() {
  const auto next = scheduler_.next();
  if (!next) return std::nullopt;
  return NextEvent{next->when, next->rank()};
}

Result<JobOrdinal> World::find_job(std::string_view id) const {
  const auto parts = ids_.read(id);
  if (!parts || !jobs_.issued(parts->job)) {
    return not_found("no job \"" + std::string(id.substr(0, 64)) + "\" in account " + account_,
                     "GET /_sim/jobs lists this account's jobs; name the account by its key in "
                     "Authorization or by ?account=HANDLE");
  }
  const JobRecord* job = jobs_.find(parts->job);
  if (job && job->submitted == parts->submitted) return parts->job;
  return Error{ErrorKind::gone, "the job has expired and is forgotten",
               "the newest 10,000 expired jobs are remembered"};
}

Job World::job(JobOrdinal ordinal, const JobRecord& record) const {
  Job job;
  job.ordinal = ordinal;
  job.id = ids_.make(ordinal, record.submitted);
  job.zone = zones_.share(record.zone);
  job.state = record.state;
  job.failure = record.failure;
  job.held = record.held;
  job.submitted = record.submitted;
  if (record.ready != kNever) job.ready = record.ready;
  job.expires = record.expires;
  if (record.collected != kNever) job.collected = record.collected;
  job.polls = record.polls;
  job.occurrence = record.occurrence;
  if (record.delivery != 0) {
    const Delivery* delivery = webhooks_.find(record.delivery - 1);
    if (delivery) job.attempts = static_cast<std::uint32_t>(delivery->attempts.size());
  }
  job.request = unpack(record.request.view());
  return job;
}

Fate World::fate(const JobRecord& job) const {
  const Drawn drawn = circumstances(job);
  return draw_fate(Random(conditions_[job.conditions].seed), zones_.at(job.zone), job.key,
                   job.occurrence, drawn.under(), wishes_for(job));
}

void World::print_journal(
    std::uint64_t after,
    const std::function<bool(std::uint64_t number, std::string text)>& line) const {
  const EntryContext context = entry_context();
  journal_.each(after, [&](std::uint64_t number, const Entry& entry) {
    return line(number, print_entry(number, entry, context));
  });
}

std::optional<TimePoint> World::moment_of(const Poll& poll) const {
  const auto ordinal = find_job(poll.id);
  const JobRecord* job = ordinal ? jobs_.find(*ordinal) : nullptr;
  if (!job || job->state == JobState::expired || job->collected != kNever) return std::nullopt;
  if (was_told(*job)) return std::nullopt;
  const TimePoint moment = std::min(documented_poll(*job), kLatest);
  return moment > now() ? std::optional(moment) : std::nullopt;
}

bool World::was_told(const JobRecord& job) const {
  const Delivery* delivery = job.delivery != 0 ? webhooks_.find(job.delivery - 1) : nullptr;
  return delivery && std::ranges::any_of(delivery->attempts, [](const Attempt& attempt) {
           return !attempt.result || attempt.result->end != AttemptEnd::lost;
         });
}

std::string World::why_endless(JobOrdinal ordinal, const JobRecord& job) const {
  if (mode_ == ClockMode::manual && is_milestone(job.polls_at_once)) {
    return std::to_string(job.polls_at_once) +
           " polls of this job at one instant: the clock is manual and stands; POST "
           "/_sim/clock/advance?by=30s moves it, --clock polls lets the polls move it";
  }
  const bool only_polls = !job.held && job.ready == kNever;
  if (!is_milestone(job.polls) || only_polls) return "";
  const auto why = why_never(ordinal);
  return why ? "poll " + std::to_string(job.polls) + " in vain: " + why->message + "; " + why->hint
             : "";
}

std::optional<Error> World::why_never(JobOrdinal ordinal) const {
  const JobRecord* job = jobs_.find(ordinal);
  if (!job || job->state != JobState::pending || job->completion != 0) return std::nullopt;
  if (job->held) {
    return conflict("the job is held: time alone never completes it",
                    "POST /_sim/jobs/ID/release or /complete first");
  }
  if (job->ready == kNever) {
    return conflict("the job waits for its polls: time alone never completes it",
                    "poll it, or POST /_sim/jobs/ID/complete");
  }
  return conflict("the job expires pending at " + format_time(job->expires) +
                      ", before it would be ready at " + format_time(job->ready),
                  "POST /_sim/jobs/ID/complete ends it now");
}

}  // namespace asyncsim
