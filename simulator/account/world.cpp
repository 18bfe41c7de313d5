#include "account/world.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMostConditions = std::size_t{1} << 16;  // as a job record counts them

Conditions conditions_of(const Scenario& scenario) { return {scenario.seed, scenario.peak_hours}; }

}  // namespace

World::World(std::string account, std::shared_ptr<const Scenario> scenario, TimePoint start,
             std::uint64_t epoch)
    : account_(std::move(account)),
      scenario_(std::move(scenario)),
      start_(start),
      epoch_(epoch),
      mode_(scenario_->clock.mode),
      speed_(scenario_->clock.speed),
      standing_(scenario_->clock.mode != ClockMode::paced),
      scheduler_(start),
      zones_(zones_of(*scenario_)),
      conditions_{conditions_of(*scenario_)},
      life_(scheduler_, jobs_, scenario_->seed),
      ids_(scenario_->seed, account_),
      queues_(scenario_->zones),
      rules_(rules_of(*scenario_), account_, scenario_->seed) {
  schedule_timeline();
  watch_expectations();
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

Outcome World::apply(const SetClock& input) {
  if (mode_ != input.mode || speed_ != input.speed) steady_since_ = now();
  mode_ = input.mode;
  speed_ = input.speed;
  return success();
}

Outcome World::apply(const HoldTime& input) {
  standing_ = input.standing;
  if (standing_) webhooks_.stand();
  if (mode_ == ClockMode::paced) steady_since_ = now();  // no real time passed in an advance
  return success();
}

Outcome World::apply(const ChangeScenario& input) {
  Conditions conditions = conditions_of(*input.scenario);
  const bool other = conditions != conditions_.back();
  if ((other && conditions_.size() == kMostConditions) ||
      !zones_.replace(zones_of(*input.scenario))) {
    return Error{ErrorKind::too_many, "too many changes of this world since its beginning",
                 "an account remembers 65,536 versions of its zones; POST /_sim/reset"};
  }
  if (other) conditions_.push_back(std::move(conditions));
  queues_.replace(input.scenario->zones);
  life_.reseed(input.scenario->seed);
  if (scenario_->clock.client_time != input.scenario->clock.client_time) steady_since_ = now();
  const bool other_timeline = scenario_->timeline != input.scenario->timeline;
  scenario_ = input.scenario;
  rules_.replace(rules_of(*scenario_));
  if (other_timeline) schedule_timeline();
  watch_expectations();
  return success();
}

Outcome World::apply(const Leaned& input) {
  assumptions_.lean(input.knob, input.value);
  return success();
}

Outcome World::apply(const AddZone& input) {
  if (zones_.find(input.zone.name)) return conflict("zone \"" + input.zone.name + "\" exists");
  if (scenario_->zones.size() >= kMostZones) {
    return Error{ErrorKind::too_many, "too many zones in this account", "an account has 1,000"};
  }
  auto scenario = std::make_shared<Scenario>(*scenario_);
  scenario->zones.push_back(input.zone);
  return apply(ChangeScenario{std::move(scenario)});
}

void World::happen(const Entry& entry, Facts facts) {
  journal_.push(entry);
  client_report_.take(entry);
  const JobRecord* job = jobs_.find(entry.job);
  activity_.take(entry, job ? job->polls : 0);
  if (job) {
    facts.job = job;
    facts.zone = &zones_.at(job->zone);
  }
  const ClientClock clock = client_clock();
  findings_.take(entry, clock, facts);
  if (watches_.empty()) return;
  const EntryContext context = entry_context();
  const Happened happened(entry, context, job, clock);
  for (Watch& watch : watches_) watch.take(happened);
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
