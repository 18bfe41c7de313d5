// What a poll hears.
#include <cmath>

#include "account/world.h"
#include "core/time_text.h"
#include "job/poll_cadence.h"

namespace asyncsim {
namespace {

constexpr ClientSpan kMeteredWithin{std::chrono::minutes{1}};
constexpr std::size_t kShownOfAnId = 64;
constexpr std::uint8_t kCountedRefused = 2;  // by then the documented gap is the shortest
/// How long after its submit an id may be new to whoever asks, by the knob fresh_id.
constexpr Span kFresh[]{Span{0}, std::chrono::seconds{2}, std::chrono::seconds{10}};

std::uint8_t value_of(Heard heard) { return static_cast<std::uint8_t>(heard); }

}  // namespace

PollAnswer World::apply(const Poll& input) {
  const auto parts = ids_.read(input.id);
  JobRecord* job = parts && jobs_.issued(parts->job) ? jobs_.find(parts->job) : nullptr;
  if (job && job->submitted != parts->submitted) job = nullptr;
  findings_.came(input.facts.connection);
  const RulePointer rule = judge_poll(input, job);
  if (job) findings_.called(call_of(parts->job), entry_about({}, parts->job, *job), client_clock());
  if (rule) note_ruling(VendorCall::poll, {.reply = rule}, job, parts ? parts->job : 0);
  if (rule && !rule->reply->takes_effect()) {
    if (job) tell_to_wait(call_of(parts->job), *rule->reply);
    if (job && job->refused_polls < kCountedRefused) ++job->refused_polls;
    return hear_rule(rule);
  }
  const ReplyFault fault = rule ? rule->reply->fault : ReplyFault::none;
  PollAnswer answer = hear(input, parts, job, fault);
  answer.reply = rule;
  if (job) job->cut = fault != ReplyFault::none;  // who asks again at once is innocent
  return answer;
}

PollAnswer World::hear(const Poll& input, const std::optional<ResponseIds::Parts>& parts,
                       JobRecord* job, ReplyFault fault) {
  const bool issued = parts && jobs_.issued(parts->job);
  const bool forgotten = issued && !job && !jobs_.find(parts->job);
  if (!job && !forgotten) return hear_nothing(input, std::nullopt, nullptr);
  if (!job || job->state == JobState::expired) return hear_nothing(input, parts, job);
  if (job->vanished) return hear_fresh(parts->job, *job);
  const Zone& zone = zones_.at(job->zone);
  if (is_fresh(zone, *job)) return hear_fresh(parts->job, *job);
  const auto early = early_by(*job);
  if (early && zone.limits.poll_cadence != PollCadence::metered) {
    lean_on_cadence(zone);
  }
  if (early && zone.limits.poll_cadence == PollCadence::enforced) {
    return hear_too_early(parts->job, *job, *early);
  }
  note_poll(*job);
  PollAnswer answer = job->state == JobState::pending ? hear_pending(parts->job, *job, early)
                                                      : hear_result(parts->job, *job, early, fault);
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

std::optional<ClientSpan> World::early_by(const JobRecord& job) const {
  if (job.collected != kNever || job.cut || was_told(job)) return std::nullopt;
  const TimePoint before = job.polls == 0 ? job.submitted : job.last_polled;
  const ClientClock clock = client_clock();
  if (!clock.judges(before)) return std::nullopt;
  // A client may count the polls that were refused by a rule, or not.
  const std::uint32_t polls = job.polls + job.refused_polls;
  const ClientSpan missing{documented_gap(polls) - kCadenceSlack - clock.since(before).value};
  return missing > ClientSpan{} ? std::optional(missing) : std::nullopt;
}

bool World::client_is_real() const {
  return mode_ == ClockMode::paced && scenario_->clock.client_time == ClientTime::real;
}

double World::client_speed() const { return client_is_real() ? speed_ : 1; }

ClientSpan World::for_the_client(Span span) const { return client_span(span, client_speed()); }

Span World::virtual_span(ClientSpan span) const {
  const double whole = std::ceil(static_cast<double>(span.value.count()) * client_speed());
  return Span{static_cast<Span::rep>(whole)};
}

void World::note_poll(JobRecord& job) {
  const Zone& zone = zones_.at(job.zone);
  const bool again = job.polls > 0 && job.last_polled == now();
  const bool soon = job.polls > 0 && for_the_client(now() - job.last_polled) < kMeteredWithin;
  if (zone.limits.poll_cadence == PollCadence::metered && soon && job.collected == kNever) {
    ledger_.bill(zone, 1);
    lean_on_cadence(zone);
  }
  job.polls_at_once = again && job.polls_at_once < 0xffff ? job.polls_at_once + 1 : 1;
  ++job.polls;
  job.last_polled = now();
}

Entry World::entry_about_poll(JobOrdinal ordinal, const JobRecord& job, Heard heard,
                              std::optional<ClientSpan> early) const {
  Entry entry = entry_about(Happening::polled, ordinal, job);
  entry.word = value_of(heard);
  if (early) entry.number = static_cast<std::uint64_t>(early->value.count());
  return entry;
}

PollAnswer World::hear_pending(JobOrdinal ordinal, JobRecord& job,
                               std::optional<ClientSpan> early) {
  const Zone& zone = zones_.at(job.zone);
  lean(Knob::pending_answer, zone.knobs);
  happen(entry_about_poll(ordinal, job, Heard::pending, early));
  PollAnswer answer;
  answer.kind = PollAnswer::Kind::pending;
  answer.hint = why_endless(ordinal, job);
  if (polls_until_ready(zone, wishes_for(job)) == job.polls && !job.held) {
    (void)life_.force_completion(ordinal, job.failure);
    job.answer_owed = job.has_hook;
    answer.tell_when_written = job.answer_owed;
  }
  return answer;
}

PollAnswer World::hear_result(JobOrdinal ordinal, JobRecord& job, std::optional<ClientSpan> early,
                              ReplyFault fault) {
  const bool ready = job.state == JobState::ready;
  const bool lost = loses_answer(fault);  // nobody has collected what did not arrive
  const bool first = job.collected == kNever && !lost;
  if (first) job.collected = now();
  if (job.reads < 0xff && fault == ReplyFault::none) ++job.reads;
  ledger_.retrieved(zones_.at(job.zone));
  Entry entry = entry_about_poll(ordinal, job, ready ? Heard::ready : Heard::failed, early);
  entry.count = first;
  happen(entry);
  if (!lost) job.told_again = false;
  PollAnswer answer;
  answer.kind = ready ? PollAnswer::Kind::ready : PollAnswer::Kind::failed;
  answer.job = this->job(ordinal, job);
  answer.seed = conditions_[job.conditions].seed;
  answer.page = ruling_of(job).page;
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

PollAnswer World::hear_too_early(JobOrdinal ordinal, const JobRecord& job, ClientSpan early) {
  PollAnswer answer;
  answer.kind = PollAnswer::Kind::too_early;
  answer.now = now();
  answer.refusal =
      too_many(zones_.at(job.zone), early,
               "polled " + format_span(early.value + kCadenceSlack) +
                   " too early: 20 s after the submit, 10 s later, then every 5 s is documented");
  tell_to_wait(call_of(ordinal), *answer.refusal);
  Entry entry = entry_about_poll(ordinal, job, Heard::too_early, early);
  entry.count = static_cast<std::uint32_t>(answer.refusal->retry_after);
  happen(entry);
  return answer;
}

PollAnswer World::hear_fresh(JobOrdinal ordinal, const JobRecord& job) {
  happen(entry_about_poll(ordinal, job, Heard::unknown, {}));
  PollAnswer answer;
  answer.now = now();
  answer.knobs = zones_.at(job.zone).knobs;
  answer.hint = job.vanished ? "rule \"" + ruling_of(job).outcome->name + "\" lost the job"
                             : "the knob fresh_id hides an id at first; ask again later";
  return answer;
}

PollAnswer World::hear_nothing(const Poll& input, std::optional<ResponseIds::Parts> parts,
                               const JobRecord* job) {
  Entry entry;
  entry.at = now();
  entry.happening = Happening::polled;
  entry.word = value_of(parts ? Heard::expired : Heard::unknown);
  if (parts) {
    entry.job = parts->job;
    entry.submitted = parts->submitted;
  } else {
    entry.text = std::string_view(input.id).substr(0, kShownOfAnId);
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
