// What runs when time passes: completions, deliveries, answers, expiries.
#include "account/world.h"

namespace asyncsim {

std::string_view name_of(Rank rank) {
  switch (rank) {
    case Rank::completion:
      return "completion";
    case Rank::delivery:
      return "delivery";
    case Rank::answer:
      return "answer";
    case Rank::timeline:
      return "timeline";
    case Rank::expiry:
      return "expiry";
  }
  return "";
}

Pause World::run(const RunLimit& limit, Ran& ran) {
  for (std::uint64_t n = 0;; ++n) {
    const TimePoint to = goal_met(limit) ? std::min(now(), limit.to) : limit.to;
    const auto next = scheduler_.next();
    if (reply_owed(next)) return Pause::waiting;
    if (!next || next->when > to) {
      if (!limit.has_goal()) move_clock(to);
      return Pause::quiet;
    }
    if (answer_owed(*next)) return Pause::waiting;
    if (n == limit.max_events) return Pause::more;
    run_event(*scheduler_.run_next(to), ran);
    if (pace_) return Pause::pace;
  }
}

// While time stands, no moment is over while a delivery waits for the written reply of its cause
// ...
bool World::reply_owed(const std::optional<Event>& next) const {
  return standing_ && webhooks_.withheld() > 0 && (!next || next->when > now());
}

// ... and time runs up to the moment of an answer and not past it until the answer is in.
bool World::answer_owed(const Event& next) const {
  return standing_ && next.rank() == Rank::answer && !webhooks_.has_arrived(next.subject);
}

bool World::goal_met(const RunLimit& limit) const {
  return (limit.until_settled && settled()) || (limit.job && job_done(*limit.job));
}

bool World::settled() const {
  return scheduler_.pending(Rank::completion) + scheduler_.pending(Rank::delivery) +
                 scheduler_.pending(Rank::answer) + webhooks_.withheld() + webhooks_.in_flight() ==
             0 &&
         !one_shot_pending();
}

bool World::job_done(JobOrdinal ordinal) const {
  const JobRecord* job = jobs_.find(ordinal);
  if (!job || job->state == JobState::expired) return true;
  if (job->state == JobState::pending) return false;
  if (job->delivery == 0) return true;
  const Delivery* delivery = webhooks_.find(job->delivery - 1);
  if (!delivery || delivery->deferred()) return true;
  return !delivery->attempts.empty() && delivery->attempts.front().result;
}

void World::run_event(const Event& event, Ran& ran) {
  ++events_run_;
  switch (event.rank()) {
    case Rank::completion:
      ++ran.completed;
      complete(event.subject);
      break;
    case Rank::delivery:
      deliver(event.subject, ran);
      break;
    case Rank::answer:
      if (webhooks_.answer_due(event.subject)) end_attempt(event.subject, ran);
      break;
    case Rank::timeline:
      run_timeline(event.subject);
      break;
    case Rank::expiry:
      ++ran.expired;
      expire(event.subject);
      break;
  }
}

void World::complete(JobOrdinal ordinal) {
  JobRecord& job = *jobs_.find(ordinal);
  life_.complete(job);
  --pending_jobs_;
  Entry entry = entry_about(Happening::completed, ordinal, job);
  entry.word = static_cast<std::uint8_t>(job.failure);
  happen(entry);
  tell(ordinal, job);
}

void World::expire(JobOrdinal ordinal) {
  JobRecord& job = *jobs_.find(ordinal);
  Entry entry = entry_about(Happening::expired, ordinal, job);
  entry.word = static_cast<std::uint8_t>(job.state);
  entry.count = job.collected != kNever;
  if (job.state == JobState::pending) --pending_jobs_;
  lean_on_retention(zones_.at(job.zone).retention);
  life_.expire(job);
  happen(entry);
  if (job.delivery != 0 && webhooks_.cancel(job.delivery - 1)) {
    happen(entry_about_delivery(Happening::webhook_cancelled, job.delivery - 1));
  }
  if (const auto oldest = jobs_.remember_expired(ordinal)) forget_job(*oldest);
}

void World::forget_job(JobOrdinal ordinal) {
  const JobRecord* job = jobs_.find(ordinal);
  if (job && job->delivery != 0) webhooks_.forget(job->delivery - 1);
  queues_.forget(ordinal);
  jobs_.forget(ordinal);
}

void World::lean_on_retention(Span kept) {
  constexpr Span kDisputed[]{std::chrono::hours{48}, std::chrono::hours{24}};  // as in the table
  for (std::uint8_t value = 0; value < 2; ++value) {
    if (kept == kDisputed[value]) assumptions_.lean(Knob::retention, value);
  }
}

}  // namespace asyncsim
