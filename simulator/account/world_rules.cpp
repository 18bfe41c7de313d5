// What rules and the timeline do to a world.
#include <algorithm>

#include "account/world.h"
#include "core/json.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMostTurnedAway = 100'000;
constexpr std::size_t kMostRulings = std::size_t{1} << 16;  // as a job record counts them

/// A timeline event's subject: the entry, and whether it ends.
std::uint64_t subject_of(std::size_t entry, bool ends) { return entry * 2 + (ends ? 1 : 0); }

std::string names_of(const Ruling& ruling) {
  std::vector<std::string_view> names;
  for (const auto& rule :
       {ruling.latency, ruling.outcome, ruling.page, ruling.reply, ruling.webhook, ruling.limit}) {
    if (rule && std::ranges::find(names, rule->name) == names.end()) names.push_back(rule->name);
  }
  std::string text;
  for (const auto name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

}  // namespace

// ---- which rules hold ----

RuleSubject World::about_submit(CallKind call, const Zone& zone, const JobRequest& request,
                                const CallFacts& facts, std::uint32_t occurrence) const {
  return {
      call,           &zone,
      &request,       &facts,
      now() - start_, fate_stream(Random(scenario_->seed), fate_key(zone, request), occurrence)};
}

// Whoever comes again is not refused by the same coin.
Ruling World::rule_on(VendorCall call, std::uint64_t key, RuleSubject subject) {
  if (rules_.empty()) return {};
  const auto turned_away = turned_away_.find(key);
  const bool again = turned_away != turned_away_.end();
  if (again) subject.coins = subject.coins.stream("turned away", turned_away->second);
  Ruling ruling = rules_.judge_job(subject);
  if (ruling.reply && !ruling.reply->reply->takes_effect()) {
    note_ruling(call, ruling, nullptr, 0);
    refuse_by_rule(call, *ruling.reply);
    tell_to_wait(key, *ruling.reply->reply);
    if (turned_away_.size() >= kMostTurnedAway) turned_away_.clear();
    ++turned_away_[key];
  } else if (again) {
    turned_away_.erase(turned_away);
  }
  return ruling;
}

RulePointer World::judge_poll(const Poll& poll, const JobRecord* job) {
  if (rules_.empty() || !rules_.answers(CallKind::poll)) return nullptr;
  const std::optional<JobRequest> request =
      job ? std::optional(unpack(job->request.view())) : std::nullopt;
  const RuleSubject subject{CallKind::poll,
                            job ? &zones_.at(job->zone) : nullptr,
                            request ? &*request : nullptr,
                            &poll.facts,
                            now() - start_,
                            Random(scenario_->seed).stream("judged poll", judged_polls_++)};
  return rules_.judge_poll(subject);
}

void World::note_ruling(VendorCall call, const Ruling& ruling, const JobRecord* job,
                        JobOrdinal ordinal) {
  const std::string names = names_of(ruling);
  if (names.empty()) return;
  Entry entry;
  if (job) entry = entry_about(Happening::ruled, ordinal, *job);
  entry.at = now();
  entry.happening = Happening::ruled;
  entry.word = static_cast<std::uint8_t>(call);
  entry.text = names;
  happen(entry);
}

void World::refuse_by_rule(VendorCall call, const Rule& rule) {
  (void)apply(Refusal{call, static_cast<int>(rule.reply->status.value_or(0)), "rule"});
}

PollAnswer World::hear_rule(const RulePointer& rule) {
  refuse_by_rule(VendorCall::poll, *rule);
  PollAnswer answer;
  answer.kind = PollAnswer::Kind::ruled;
  answer.now = now();
  answer.reply = rule;
  return answer;
}

// ---- what they do to a job ----

std::uint16_t World::keep_ruling(const Ruling& ruling) {
  const auto known = std::ranges::find(rulings_, ruling);
  if (known != rulings_.end()) return static_cast<std::uint16_t>(known - rulings_.begin());
  if (rulings_.size() == kMostRulings) return 0;
  rulings_.push_back(ruling);
  return static_cast<std::uint16_t>(rulings_.size() - 1);
}

World::Drawn World::circumstances(const Ruling& ruling, const Conditions& conditions,
                                  TimePoint submitted, const Sampler& law) const {
  Drawn drawn{slowdown_at(conditions.peak_hours, submitted), law};
  if (!ruling.latency) return drawn;
  const RuleLatency& latency = *ruling.latency->latency;
  drawn.slowdown *= latency.factor;
  if (const auto model = own_model(latency)) {
    drawn.by_rule = true;
    const auto known = rule_laws_.find(ruling.latency);
    drawn.law = known != rule_laws_.end()
                    ? known->second
                    : rule_laws_.emplace(ruling.latency, sampler_of(*model)).first->second;
  }
  return drawn;
}

World::Drawn World::circumstances(const JobRecord& job) const {
  return circumstances(ruling_of(job), conditions_[job.conditions], job.submitted,
                       zones_.service(job.zone));
}

UrlWishes World::wishes_under(const Ruling& ruling, UrlWishes wishes) {
  if (!ruling.outcome) return wishes;
  const RuleOutcome& outcome = *ruling.outcome->outcome;
  using Kind = RuleOutcome::Kind;
  if (outcome.kind == Kind::never || outcome.kind == Kind::lost) {
    wishes.never = wishes.never || !wishes.set_time();
  } else if (!wishes.failure) {
    wishes.failure = outcome.kind == Kind::fail ? outcome.code : FailCode::none;
  }
  return wishes;
}

UrlWishes World::wishes_for(const JobRecord& job) const {
  return wishes_under(ruling_of(job), wishes_of(job));
}

Outcome World::take_token(const Rule& rule, const Zone& zone) {
  const double rate = rule.limit->submits_per_second;
  const double burst = rule.limit->burst.value_or(std::max(1.0, rate));
  const auto wait = take_token(rule_buckets_[rule.name], rate, burst);
  if (!wait) return success();
  return too_many(zone, for_the_client(*wait),
                  "rule \"" + rule.name + "\" lets " + plain_number(rate).dump() +
                      " submits a second pass, " + plain_number(burst).dump() + " at once");
}

// ---- the timeline ----

void World::schedule_timeline() {
  for (const EventId event : std::exchange(timeline_, {})) {
    if (event != 0) scheduler_.cancel(event);
  }
  timeline_.assign(scenario_->timeline.size() * 2, 0);
  for (std::size_t i = 0; i < scenario_->timeline.size(); ++i) {
    const RuleWindow& window = scenario_->timeline[i].rule.window;
    const Span since = now() - start_;
    Span begins = window.at;
    if (window.every && since > begins) {
      begins += *window.every * ((since - begins + *window.every - Span{1}) / *window.every);
    }
    if (begins >= since) {
      timeline_[i * 2] = scheduler_.at(start_ + begins, Rank::timeline, subject_of(i, false));
    }
  }
}

bool World::one_shot_pending() const {
  for (std::size_t i = 0; i < timeline_.size(); ++i) {
    if (timeline_[i] != 0 && !scenario_->timeline[i / 2].rule.window.every) return true;
  }
  return false;
}

void World::run_timeline(std::uint64_t subject) {
  const std::size_t index = subject / 2;
  const bool ends = subject % 2 != 0;
  const TimelineEntry& what = scenario_->timeline[index];
  const RuleWindow& window = what.rule.window;
  timeline_[subject] = 0;
  Entry entry;
  entry.at = now();
  entry.happening = Happening::timeline;
  entry.count = ends;
  entry.text = what.rule.name;
  happen(entry);
  if (ends) return;
  if (window.lasts) {
    timeline_[subject + 1] =
        scheduler_.at(now() + *window.lasts, Rank::timeline, subject_of(index, true));
  }
  if (window.every) {
    timeline_[subject] = scheduler_.at(now() + *window.every, Rank::timeline, subject);
  }
  if (!what.clock) return;
  steady_since_ = now();
  mode_ = what.clock->mode;
  speed_ = what.clock->speed.value_or(speed_);
  pace_ = what.clock;
}

}  // namespace asyncsim
