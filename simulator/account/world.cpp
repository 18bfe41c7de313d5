#include "account/world.h"

#include "account/notification.h"
#include "core/time_text.h"
#include "scenario/field.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMaxLiveJobs = 2'000'000;
constexpr std::size_t kMostConditions = std::size_t{1} << 16;  // as a job record counts them

Conditions conditions_of(const Scenario& scenario) { return {scenario.seed, scenario.peak_hours}; }

std::string how_to_add(const std::string& zone) {
  return is_zone_name(zone) ? "add --zone " + zone : "a zone's name is 1 to 64 of A-Z a-z 0-9 _ -";
}

}  // namespace

World::World(std::string account, std::shared_ptr<const Scenario> scenario, TimePoint start,
             std::uint64_t epoch)
    : account_(std::move(account)),
      scenario_(std::move(scenario)),
      epoch_(epoch),
      mode_(scenario_->clock.mode),
      speed_(scenario_->clock.speed),
      standing_(scenario_->clock.mode != ClockMode::paced),
      scheduler_(start),
      zones_(scenario_->zones),
      conditions_{conditions_of(*scenario_)},
      life_(scheduler_, jobs_, scenario_->seed),
      ids_(scenario_->seed, account_) {}

Result<Submitted> World::apply(const Submit& input) {
  const auto index = zones_.find(input.zone);
  if (!index) {
    return not_found("zone \"" + input.zone + "\" not found",
                     "this world has " + zones_.names() + "; " + how_to_add(input.zone));
  }
  const Zone& zone = zones_.at(*index);
  if (zone.mode == ZoneMode::sync) {
    return invalid("async requests are not enabled for this zone",
                   "zone \"" + zone.name + "\" is sync; set zones." + zone.name + ".mode to async");
  }
  if (jobs_.live() >= kMaxLiveJobs) {
    return Error{ErrorKind::too_many, "too many live jobs in this account",
                 "an account holds 2,000,000; advance past their expiry, or reset"};
  }
  const double slowdown = slowdown_at(scenario_->peak_hours, now());
  const JobOrdinal ordinal = life_.begin(zone, *index, input.request, slowdown);
  JobRecord& job = *jobs_.find(ordinal);
  job.conditions = static_cast<std::uint16_t>(conditions_.size() - 1);
  ++pending_jobs_;
  ledger_.bill(zone, input.request.units);
  Entry entry = entry_about(Happening::submitted, ordinal, job);
  entry.text = input.request.url;
  happen(entry);
  job.answer_owed = !hook_url(input.request, zone).empty();
  return Submitted{ordinal, ids_.make(ordinal, now()), now(), job.answer_owed};
}

PollAnswer World::apply(const Poll& input) {
  const auto parts = ids_.read(input.id);
  if (!parts || !jobs_.issued(parts->job)) return hear_nothing(std::nullopt, nullptr);
  JobRecord* job = jobs_.find(parts->job);
  if (job && job->submitted != parts->submitted) return hear_nothing(std::nullopt, nullptr);
  if (!job || job->state == JobState::expired) return hear_nothing(parts, job);
  note_poll(*job);
  return job->state == JobState::pending ? hear_pending(parts->job, *job)
                                         : hear_result(parts->job, *job);
}

void World::note_poll(JobRecord& job) {
  const bool again = job.polls > 0 && job.last_polled == now();
  job.polls_at_once = again && job.polls_at_once < 0xffff ? job.polls_at_once + 1 : 1;
  ++job.polls;
  job.last_polled = now();
}

PollAnswer World::hear_pending(JobOrdinal ordinal, JobRecord& job) {
  Entry entry = entry_about(Happening::polled, ordinal, job);
  entry.word = static_cast<std::uint8_t>(Heard::pending);
  happen(entry);
  PollAnswer answer;
  answer.kind = PollAnswer::Kind::pending;
  answer.hint = why_endless(ordinal, job);
  answer.ordinal = ordinal;
  answer.now = now();
  const Zone& zone = zones_.at(job.zone);
  if (polls_until_ready(zone, wishes_of(job)) == job.polls && !job.held) {
    (void)life_.force_completion(ordinal, job.failure);
    job.answer_owed = !hook_url(unpack(job.request.view()), zone).empty();
    answer.tell_when_written = job.answer_owed;
  }
  return answer;
}

PollAnswer World::hear_result(JobOrdinal ordinal, JobRecord& job) {
  const bool ready = job.state == JobState::ready;
  const bool first = job.collected == kNever;
  if (first) job.collected = now();
  ledger_.retrieved(zones_.at(job.zone));
  Entry entry = entry_about(Happening::polled, ordinal, job);
  entry.word = static_cast<std::uint8_t>(ready ? Heard::ready : Heard::failed);
  entry.count = first;
  happen(entry);
  PollAnswer answer;
  answer.kind = ready ? PollAnswer::Kind::ready : PollAnswer::Kind::failed;
  answer.job = this->job(ordinal, job);
  answer.ordinal = ordinal;
  answer.seed = conditions_[job.conditions].seed;
  answer.now = now();
  return answer;
}

PollAnswer World::hear_nothing(std::optional<ResponseIds::Parts> parts, const JobRecord* job) {
  Entry entry;
  entry.at = now();
  entry.happening = Happening::polled;
  entry.word = static_cast<std::uint8_t>(parts ? Heard::expired : Heard::unknown);
  if (parts) {
    entry.job = parts->job;
    entry.submitted = parts->submitted;
  }
  happen(entry);
  PollAnswer answer;
  answer.now = now();
  if (!parts) {
    answer.hint = "this account never issued that response_id";
    return answer;
  }
  answer.kind = PollAnswer::Kind::expired;
  answer.hint = "expired; submitted " + format_time(parts->submitted);
  if (job) {
    const Span late = now() - job->expires;
    answer.hint += ", kept " + format_span(job->expires - job->submitted) +
                   (late == Span{0} ? ", gone from this very instant on"
                                    : ", asked " + format_span(late) + " too late");
  }
  return answer;
}

Outcome World::apply(const Refusal& input) {
  Entry entry;
  entry.at = now();
  entry.happening = Happening::refused;
  entry.word = static_cast<std::uint8_t>(input.call);
  entry.status = static_cast<std::uint16_t>(input.status);
  entry.text = input.code;
  happen(entry);
  return success();
}

Outcome World::apply(const AnswerWritten& input) {
  JobRecord* job = jobs_.find(input.job);
  if (!job) return success();
  job->answer_owed = false;
  if (job->delivery != 0) webhooks_.let_go(job->delivery - 1);
  return success();
}

Outcome World::apply(const AttemptEnded& input) {
  if (input.attempt.epoch != epoch_) return success();
  const std::uint64_t delivery = input.attempt.delivery;
  Ran between_runs;
  if (webhooks_.arrive(delivery, input.attempt.number, input.result)) {
    end_attempt(delivery, between_runs);
  }
  return success();
}

Forced World::apply(const JobVerb& input) {
  Forced forced;
  for (const JobOrdinal job : input.jobs) {
    const Outcome outcome = apply_verb(input, job);
    if (outcome) {
      ++forced.changed;
    } else if (!forced.refused) {
      forced.refused = outcome.error();
    }
  }
  return forced;
}

Outcome World::apply_verb(const JobVerb& verb, JobOrdinal ordinal) {
  using Kind = JobVerb::Kind;
  const auto noted = [&](Outcome outcome, Happening happening) {
    if (!outcome) return outcome;
    Entry entry = entry_about(happening, ordinal, *jobs_.find(ordinal));
    if (happening == Happening::delayed) entry.number = static_cast<std::uint64_t>(verb.by.count());
    happen(entry);
    return outcome;
  };
  switch (verb.kind) {
    case Kind::complete:
      return life_.force_completion(ordinal, FailCode::none);
    case Kind::fail:
      return life_.force_completion(ordinal, verb.code);
    case Kind::hold:
      return noted(life_.hold(ordinal), Happening::held);
    case Kind::release:
      return noted(life_.release(ordinal), Happening::released);
    case Kind::delay:
      return noted(life_.delay(ordinal, verb.by), Happening::delayed);
    case Kind::expire:
      return life_.force_expiry(ordinal);
  }
  return success();
}

Outcome World::apply(const Redeliver& input) { return webhooks_.redeliver(input.delivery); }

InboxAnswer World::apply(const InboxMessage& input) {
  Entry entry;
  entry.at = now();
  entry.happening = Happening::inbox_received;
  entry.text = input.inbox;
  happen(entry);
  return inboxes_.receive(input, now());
}

Outcome World::apply(const InboxAnswer& input) {
  if (inboxes_.set_answer(input)) return success();
  return Error{ErrorKind::too_many, "too many inboxes", "an account has at most 1,000; reset it"};
}

Outcome World::apply(const SetClock& input) {
  mode_ = input.mode;
  speed_ = input.speed;
  return success();
}

Outcome World::apply(const HoldTime& input) {
  standing_ = input.standing;
  if (standing_) webhooks_.stand();
  return success();
}

Outcome World::apply(const ChangeScenario& input) {
  Conditions conditions = conditions_of(*input.scenario);
  const bool other = conditions != conditions_.back();
  if ((other && conditions_.size() == kMostConditions) || !zones_.replace(input.scenario->zones)) {
    return Error{ErrorKind::too_many, "too many changes of this world since its beginning",
                 "an account remembers 65,536 versions of its zones; POST /_sim/reset"};
  }
  if (other) conditions_.push_back(std::move(conditions));
  life_.reseed(input.scenario->seed);
  scenario_ = input.scenario;
  return success();
}

void World::happen(const Entry& entry) {
  journal_.push(entry);
  client_report_.take(entry);
}

std::vector<OutgoingAttempt> World::take_outgoing() { return std::exchange(outgoing_, {}); }

Entry World::entry_about(Happening happening, JobOrdinal ordinal, const JobRecord& job) const {
  Entry entry;
  entry.at = now();
  entry.happening = happening;
  entry.job = ordinal;
  entry.submitted = job.submitted;
  entry.zone = job.zone;
  return entry;
}

}  // namespace asyncsim
