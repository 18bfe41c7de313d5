// What the vendor's clients ask: submits, polls, sync calls.
#include "account/notification.h"
#include "account/world.h"
#include "core/time_text.h"
#include "job/poll_cadence.h"
#include "scenario/field.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMaxLiveJobs = 2'000'000;
constexpr Span kMeteredWithin = std::chrono::minutes{1};
/// How long after its submit an id may be new to whoever asks, by the knob fresh_id.
constexpr Span kFresh[]{Span{0}, std::chrono::seconds{2}, std::chrono::seconds{10}};

std::string how_to_add(const std::string& zone) {
  return is_zone_name(zone) ? "add --zone " + zone : "a zone's name is 1 to 64 of A-Z a-z 0-9 _ -";
}

std::uint8_t value_of(Heard heard) { return static_cast<std::uint8_t>(heard); }

}  // namespace

// ---- submit ----

Result<ZoneIndex> World::zone_for(const std::string& name, Product family) {
  if (const auto index = zones_.find(name)) return *index;
  const bool create = scenario_->knobs.get<UnknownZones>() == UnknownZones::create;
  lean(Knob::unknown_zones, scenario_->knobs);
  if (create && is_zone_name(name)) {
    if (auto added = apply(AddZone{default_zone(name, family)}); !added) return added.error();
    return *zones_.find(name);
  }
  return not_found("zone \"" + name + "\" not found",
                   "this world has " + zones_.names() + "; " + how_to_add(name));
}

Outcome World::take_token(ZoneIndex index) {
  const Zone& zone = zones_.at(index);
  if (!zone.limits.submits_per_second) return success();
  if (buckets_.size() <= index) buckets_.resize(index + std::size_t{1});
  const double rate = *zone.limits.submits_per_second;
  const double burst = zone.limits.burst.value_or(std::max(1.0, rate));
  const auto wait = buckets_[index].take(now(), rate, burst);
  if (!wait) return success();
  return too_many(zone, client_span(*wait), "too many requests",
                  "zone \"" + zone.name + "\" takes " + plain_number(rate).dump() +
                      " submits a second, " + plain_number(burst).dump() + " at once; zones." +
                      zone.name + ".limits sets that");
}

Error World::too_many(const Zone& zone, Span client_wait, std::string what, std::string hint) {
  lean(Knob::retry_after, zone.knobs);
  Error error{ErrorKind::too_many, std::move(what), std::move(hint)};
  if (zone.knobs.get<RetryAfter>() == RetryAfter::sent) {
    error.retry_after = std::chrono::ceil<std::chrono::seconds>(client_wait).count();
  }
  return error;
}

Result<Submitted> World::apply(const Submit& input) {
  const auto index = zone_for(input.zone, input.family);
  if (!index) return index.error();
  const Zone& zone = zones_.at(*index);
  if (zone.mode == ZoneMode::sync) {
    lean(Knob::on_sync_zone, zone.knobs);
    if (zone.knobs.get<OnSyncZone>() == OnSyncZone::reject) {
      return invalid(
          "async requests are not enabled for this zone",
          "zone \"" + zone.name + "\" is sync; set zones." + zone.name + ".mode to async");
    }
  }
  if (auto room = take_token(*index); !room) return room.error();
  if (zone.mode == ZoneMode::sync && zone.knobs.get<OnSyncZone>() == OnSyncZone::content) {
    Submitted submitted;
    submitted.content = answer_at_once(*index, input.request);
    return submitted;
  }
  if (jobs_.live() >= kMaxLiveJobs) {
    return Error{ErrorKind::too_many, "too many live jobs in this account",
                 "an account holds 2,000,000; advance past their expiry, or reset"};
  }
  return accept(*index, input.request);
}

Submitted World::accept(ZoneIndex index, const JobRequest& request) {
  const Zone& zone = zones_.at(index);
  const double slowdown = slowdown_at(scenario_->peak_hours, now());
  const JobOrdinal ordinal = life_.begin(zone, index, request, slowdown);
  JobRecord& job = *jobs_.find(ordinal);
  job.conditions = static_cast<std::uint16_t>(conditions_.size() - 1);
  ++pending_jobs_;
  ledger_.bill(zone, request.units);
  Entry entry = entry_about(Happening::submitted, ordinal, job);
  entry.text = request.url;
  happen(entry);
  job.answer_owed = !hook_url(request, zone).empty();
  Submitted submitted;
  submitted.job = ordinal;
  submitted.id = ids_.make(ordinal, now());
  submitted.now = now();
  submitted.tell_when_written = job.answer_owed;
  return submitted;
}

// ---- sync ----

Result<SyncAnswer> World::apply(const SyncCall& input) {
  const auto index = zone_for(input.zone, input.family);
  if (!index) return index.error();
  const Zone& zone = zones_.at(*index);
  if (zone.mode == ZoneMode::async) {
    lean(Knob::on_async_zone, zone.knobs);
    if (zone.knobs.get<OnAsyncZone>() == OnAsyncZone::reject) {
      return invalid("sync requests are not enabled for this zone",
                     "zone \"" + zone.name + "\" is async; set zones." + zone.name +
                         ".mode to sync, or zones." + zone.name + ".knobs.on_async_zone to allow");
    }
  }
  if (auto room = take_token(*index); !room) return room.error();
  return answer_at_once(*index, input.request);
}

SyncAnswer World::answer_at_once(ZoneIndex index, const JobRequest& request) {
  const Zone& zone = zones_.at(index);
  const Fate fate = life_.sync_fate(zone, request, slowdown_at(scenario_->peak_hours, now()));
  ledger_.bill(zone, request.units);
  SyncAnswer answer;
  answer.job.zone = zones_.share(index);
  answer.job.state = fate.failure == FailCode::none ? JobState::ready : JobState::failed;
  answer.job.failure = fate.failure;
  answer.job.submitted = now();
  answer.job.ready = now() + *fate.service;
  answer.job.request = request;
  answer.seed = conditions_.back().seed;
  answer.now = now();
  answer.epoch = epoch_;
  Entry entry;
  entry.at = now();
  entry.happening = Happening::requested;
  entry.zone = index;
  entry.word = static_cast<std::uint8_t>(fate.failure);
  entry.number = static_cast<std::uint64_t>(fate.service->count());
  entry.text = request.url;
  happen(entry);
  return answer;
}

// ---- polls ----

PollAnswer World::apply(const Poll& input) {
  const auto parts = ids_.read(input.id);
  if (!parts || !jobs_.issued(parts->job)) return hear_nothing(std::nullopt, nullptr);
  JobRecord* job = jobs_.find(parts->job);
  if (job && job->submitted != parts->submitted) return hear_nothing(std::nullopt, nullptr);
  if (!job || job->state == JobState::expired) return hear_nothing(parts, job);
  const Zone& zone = zones_.at(job->zone);
  if (is_fresh(zone, *job)) return hear_fresh(parts->job, *job);
  const auto early = early_by(*job);
  if (early && zone.limits.poll_cadence == PollCadence::enforced) {
    return hear_too_early(parts->job, *job, *early);
  }
  note_poll(*job);
  PollAnswer answer = job->state == JobState::pending ? hear_pending(parts->job, *job, early)
                                                      : hear_result(parts->job, *job, early);
  answer.knobs = zone.knobs;
  answer.ordinal = parts->job;
  answer.now = now();
  return answer;
}

bool World::is_fresh(const Zone& zone, const JobRecord& job) {
  const Span age = now() - job.submitted;
  if (age < kFresh[2]) lean(Knob::fresh_id, zone.knobs);
  return age < kFresh[zone.knobs.value(Knob::fresh_id)];
}

std::optional<Span> World::early_by(const JobRecord& job) const {
  if (job.collected != kNever || was_told(job)) return std::nullopt;
  const Span gap = now() - (job.polls == 0 ? job.submitted : job.last_polled);
  if (mode_ != ClockMode::paced && gap == Span{0}) return std::nullopt;
  const Span missing = documented_gap(job.polls) - kCadenceSlack - client_span(gap);
  return missing > Span{0} ? std::optional(missing) : std::nullopt;
}

Span World::client_span(Span span) const {
  const bool real = mode_ == ClockMode::paced && scenario_->clock.client_time == ClientTime::real;
  if (!real) return span;
  return Span{static_cast<Span::rep>(std::ceil(static_cast<double>(span.count()) / speed_))};
}

void World::note_poll(JobRecord& job) {
  const Zone& zone = zones_.at(job.zone);
  const bool again = job.polls > 0 && job.last_polled == now();
  const bool soon = job.polls > 0 && client_span(now() - job.last_polled) < kMeteredWithin;
  if (zone.limits.poll_cadence == PollCadence::metered && soon && job.collected == kNever) {
    ledger_.bill(zone, 1);
    assumptions_.lean(Knob::poll_cadence, static_cast<std::uint8_t>(PollCadence::metered));
  }
  job.polls_at_once = again && job.polls_at_once < 0xffff ? job.polls_at_once + 1 : 1;
  ++job.polls;
  job.last_polled = now();
}

Entry World::entry_about_poll(JobOrdinal ordinal, const JobRecord& job, Heard heard, bool early) {
  Entry entry = entry_about(Happening::polled, ordinal, job);
  entry.word = value_of(heard);
  entry.number = early;
  const PollCadence cadence = zones_.at(job.zone).limits.poll_cadence;
  if (early && cadence != PollCadence::metered) {
    assumptions_.lean(Knob::poll_cadence, static_cast<std::uint8_t>(cadence));
  }
  return entry;
}

PollAnswer World::hear_pending(JobOrdinal ordinal, JobRecord& job, std::optional<Span> early) {
  const Zone& zone = zones_.at(job.zone);
  lean(Knob::pending_answer, zone.knobs);
  happen(entry_about_poll(ordinal, job, Heard::pending, early.has_value()));
  PollAnswer answer;
  answer.kind = PollAnswer::Kind::pending;
  answer.hint = why_endless(ordinal, job);
  if (polls_until_ready(zone, wishes_of(job)) == job.polls && !job.held) {
    (void)life_.force_completion(ordinal, job.failure);
    job.answer_owed = !hook_url(unpack(job.request.view()), zone).empty();
    answer.tell_when_written = job.answer_owed;
  }
  return answer;
}

PollAnswer World::hear_result(JobOrdinal ordinal, JobRecord& job, std::optional<Span> early) {
  const bool ready = job.state == JobState::ready;
  const bool first = job.collected == kNever;
  if (first) job.collected = now();
  ledger_.retrieved(zones_.at(job.zone));
  Entry entry =
      entry_about_poll(ordinal, job, ready ? Heard::ready : Heard::failed, early.has_value());
  entry.count = first;
  happen(entry);
  PollAnswer answer;
  answer.kind = ready ? PollAnswer::Kind::ready : PollAnswer::Kind::failed;
  answer.job = this->job(ordinal, job);
  answer.seed = conditions_[job.conditions].seed;
  lean_on_shape(*answer.job);
  return answer;
}

void World::lean_on_shape(const Job& job) {
  if (job.state == JobState::failed) {
    lean(Knob::failure_shape, job.zone->knobs);
  } else if (job.request.format == ResultFormat::raw && !job.request.parsed) {
    lean(Knob::result_shape, job.zone->knobs);
  }
}

PollAnswer World::hear_too_early(JobOrdinal ordinal, const JobRecord& job, Span early) {
  happen(entry_about_poll(ordinal, job, Heard::too_early, true));
  PollAnswer answer;
  answer.kind = PollAnswer::Kind::too_early;
  answer.now = now();
  const Error refusal =
      too_many(zones_.at(job.zone), early, "too many requests",
               "polled " + format_span(early + kCadenceSlack) +
                   " too early: 20 s after the submit, 10 s later, then every 5 s is documented");
  answer.retry_after = refusal.retry_after;
  answer.hint = refusal.hint;
  return answer;
}

PollAnswer World::hear_fresh(JobOrdinal ordinal, const JobRecord& job) {
  Entry entry = entry_about(Happening::polled, ordinal, job);
  entry.word = value_of(Heard::unknown);
  happen(entry);
  PollAnswer answer;
  answer.now = now();
  answer.knobs = zones_.at(job.zone).knobs;
  answer.hint = "the knob fresh_id hides an id at first; ask again later";
  return answer;
}

PollAnswer World::hear_nothing(std::optional<ResponseIds::Parts> parts, const JobRecord* job) {
  Entry entry;
  entry.at = now();
  entry.happening = Happening::polled;
  entry.word = value_of(parts ? Heard::expired : Heard::unknown);
  if (parts) {
    entry.job = parts->job;
    entry.submitted = parts->submitted;
  }
  happen(entry);
  PollAnswer answer;
  answer.now = now();
  answer.knobs = job ? zones_.at(job->zone).knobs : scenario_->knobs;
  if (!parts) {
    answer.hint = "this account never issued that response_id";
    return answer;
  }
  lean(Knob::expired_answer, answer.knobs);
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

}  // namespace asyncsim
