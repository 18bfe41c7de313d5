#include "account/account.h"

#include "account/record.h"
#include "core/time_text.h"

namespace asyncsim {

Account::Account(std::string handle, std::shared_ptr<const Scenario> scenario, TimePoint start,
                 RealTime now, const AccountOutside& outside)
    : handle_(std::move(handle)), outside_(outside) {
  pace_ = {scenario->clock.mode, scenario->clock.speed, start, now};
  world_ = std::make_unique<World>(handle_, std::move(scenario), start, 0);
  rules_need_facts_ = world_->rules_need_facts();
  tell_who_moves_time();
  if (outside_.record) outside_.record(print_opening({handle_, start, 0}, *world_->scenario()));
}

// ---- the lock ----

Account::Visit::Visit(Account& account, RealTime now) : account_(account), now_(now) {
  account_.lock_.lock();
  account_.catch_up(now_);
}

Account::Visit::~Visit() {
  Account& account = account_;
  if (!account.advance_) {
    Ran ran;
    World& world = *account.world_;
    while (world.run({world.now(), false, {}, ~0ull}, ran) == Pause::pace) {
      account.take_pace(now_);
    }
  }
  account.write_journal();
  auto outgoing = account.world_->take_outgoing();
  const auto due = account.due_to_announce();
  account.rules_need_facts_ = account.world_->rules_need_facts();
  if (noticed_) ++account.changes_;
  const bool somebody_waits = noticed_ && account.waiting_ > 0;
  account.lock_.unlock();

  if (somebody_waits) account.changed_.notify_all();
  for (auto& attempt : outgoing) {
    if (account.outside_.send)
      account.outside_.send(account.shared_from_this(), std::move(attempt));
  }
  if (due && account.outside_.wake) account.outside_.wake(account.shared_from_this(), *due);
}

void Account::catch_up(RealTime now) {
  if (pace_.mode != ClockMode::paced || advance_) return;
  Ran ran;
  const RealTime until = std::min(now, frozen_at_);
  while (pace_.mode == ClockMode::paced) {
    const TimePoint to = std::max(world_->now(), pace_.virtual_at(until));
    if (world_->run({to, false, {}, ~0ull}, ran) != Pause::pace) return;
    take_pace(std::min(until, pace_.real_at(world_->now())));
  }
}

void Account::take_pace(RealTime at) {
  const auto pace = world_->take_pace();
  pace_ = {pace->mode, pace->speed.value_or(pace_.speed), world_->now(), at};
  announced_.reset();
  if (!advance_) hold_time(pace_.mode != ClockMode::paced);
  tell_who_moves_time();
}

std::optional<RealTime> Account::due_to_announce() {
  if (pace_.mode != ClockMode::paced || advance_ || closed_) return std::nullopt;
  const auto next = world_->next_event();
  const auto when = next ? std::optional(next->at) : std::nullopt;
  if (when == announced_) return std::nullopt;
  announced_ = when;
  return when ? std::optional(pace_.real_at(*when)) : std::nullopt;
}

void Account::pace(RealTime now) { Visit visit(*this, now); }

void Account::tell_who_moves_time() {
  if (pace_.mode == ClockMode::polls && outside_.polls_move_time) outside_.polls_move_time();
}

void Account::write_journal() {
  if (!outside_.journal || closed_) return;
  world_->print_journal(journal_written_, [this](std::uint64_t number, const std::string& text) {
    outside_.journal(text);
    journal_written_ = number;
    return true;
  });
}

// ---- inputs ----

template <class In>
void Account::note(const In& input) {
  if (!outside_.record || closed_) return;
  outside_.record(print_input({handle_, world_->now(), world_->events_run()}, input));
}

template <class In>
auto Account::apply(const In& input, RealTime now) {
  Visit visit(*this, now);
  note(input);
  return world_->apply(input);
}

Result<Submitted> Account::submit(const Submit& input, RealTime now) { return apply(input, now); }

Result<SyncAnswer> Account::request(const SyncCall& input, RealTime now) {
  return apply(input, now);
}

void Account::lean(const Leaned& input, RealTime now) { (void)apply(input, now); }

Outcome Account::add_zone(const AddZone& input, RealTime now) {
  Visit visit(*this, now);
  if (auto refused = refuse_while_advancing("no zone can be made"); !refused) return refused;
  note(input);
  return world_->apply(input);
}

PollAnswer Account::poll(const Poll& input, RealTime now) { return apply(input, now); }

Account::PollStep Account::poll_in_time(const Poll& input, RealTime now) {
  Visit visit(*this, now);
  if (pace_.mode == ClockMode::polls && (!advance_ || advance_->by_poll)) {
    const auto moment = world_->moment_of(input);
    // The poll of a receiver must not wait for the advance that waits for its answer.
    if (moment && !(advance_ && world_->webhooks().in_flight() > 0)) {
      if (advance_) visit.leave_unnoticed();  // else hundreds that wait wake each other for ever
      return {std::nullopt, *moment, advance_.has_value(), changes_};
    }
  }
  note(input);
  return {world_->apply(input)};
}

TimePoint Account::refuse(const Refusal& input, RealTime now) {
  Visit visit(*this, now);
  note(input);
  (void)world_->apply(input);
  return world_->now();
}

void Account::answer_written(JobOrdinal job, RealTime now) { (void)apply(AnswerWritten{job}, now); }

void Account::attempt_ended(const AttemptEnded& input, RealTime now) { (void)apply(input, now); }

InboxAnswer Account::receive(const InboxMessage& input, RealTime now) { return apply(input, now); }

Forced Account::force(const JobVerb& input, RealTime now) { return apply(input, now); }

Outcome Account::redeliver(std::uint64_t delivery, RealTime now) {
  return apply(Redeliver{delivery}, now);
}

Outcome Account::trigger_webhook(JobOrdinal job, RealTime now) {
  return apply(TriggerWebhook{job}, now);
}

Outcome Account::set_inbox_answer(const InboxAnswer& input, RealTime now) {
  return apply(input, now);
}

void Account::hold_time(bool standing) {
  if (world_->standing() == standing) return;
  note(HoldTime{standing});
  (void)world_->apply(HoldTime{standing});
}

Outcome Account::set_clock(const SetClock& input, RealTime now) {
  Visit visit(*this, now);
  if (auto refused = refuse_while_advancing("the clock can't be set"); !refused) return refused;
  move_clock(input, now);
  return success();
}

void Account::move_clock(const SetClock& input, RealTime now) {
  note(input);
  (void)world_->apply(input);
  pace_ = {input.mode, input.speed, world_->now(), now};
  announced_.reset();
  hold_time(input.mode != ClockMode::paced);
  tell_who_moves_time();
}

Outcome Account::change_scenario(const ScenarioChange& change, RealTime now) {
  Visit visit(*this, now);
  if (auto refused = refuse_while_advancing("the scenario can't be changed"); !refused) {
    return refused;
  }
  auto changed = change(*world_->scenario());
  if (!changed) return changed.error();
  const ChangeScenario input{std::make_shared<const Scenario>(std::move(changed->scenario))};
  note(input);
  if (auto applied = world_->apply(input); !applied) return applied;
  const ClockSettings& clock = input.scenario->clock;
  if (changed->sets_mode || changed->sets_speed) {
    move_clock({clock.mode, changed->sets_speed ? clock.speed : pace_.speed}, now);
  }
  return success();
}

Outcome Account::restart(std::shared_ptr<const Scenario> scenario, TimePoint start, RealTime now) {
  Visit visit(*this, now);
  if (auto refused = refuse_while_advancing("no new beginning"); !refused) return refused;
  note(NewEpoch{scenario, start});
  if (!scenario) scenario = world_->scenario();
  pace_ = {scenario->clock.mode, scenario->clock.speed, start, now};
  world_ = std::make_unique<World>(handle_, std::move(scenario), start, world_->epoch() + 1);
  journal_written_ = 0;
  announced_.reset();
  tell_who_moves_time();
  return success();
}

void Account::freeze(RealTime at) {
  Visit visit(*this, at);  // whose end wakes who waits
  frozen_at_ = std::min(frozen_at_, at);
}

void Account::finish(RealTime now) {
  Visit visit(*this, now);
  if (outside_.record) outside_.record(print_end({handle_, world_->now(), world_->events_run()}));
}

Outcome Account::close(RealTime now) {
  Visit visit(*this, now);
  if (auto refused = refuse_while_advancing("the account can't be deleted"); !refused)
    return refused;
  closed_ = true;
  return success();
}

// ---- reading ----

ClockView Account::clock(RealTime now) {
  Visit visit(*this, now);
  return {world_->now(), pace_.mode, pace_.speed, world_->next_event()};
}

std::optional<RealTime> Account::due(TimePoint moment, std::uint64_t epoch, RealTime now) {
  Visit visit(*this, now);
  const bool comes = pace_.mode == ClockMode::paced && !closed_ && frozen_at_ == RealTime::max() &&
                     world_->epoch() == epoch;
  if (!comes || world_->now() >= moment) return std::nullopt;
  constexpr std::chrono::milliseconds kGlance{10};  // an advance may bring it any time
  return advance_ ? now + kGlance : pace_.real_at(moment);
}

TimePoint Account::now(RealTime now) {
  Visit visit(*this, now);
  return world_->now();
}

// ---- waiting ----

Account::Waited Account::wait(RealTime deadline, RealTime now,
                              const std::function<bool(World&)>& met) {
  { Visit visit(*this, now); }
  std::unique_lock guard(lock_);
  const std::uint64_t epoch = world_->epoch();
  ++waiting_;
  const auto gone = [&] {
    return closed_ || world_->epoch() != epoch || frozen_at_ != RealTime::max();
  };
  const auto over = [&] { return met(*world_) || gone(); };
  const bool in_time = changed_.wait_until(guard, deadline, over);
  --waiting_;
  if (gone()) return Waited::gone;
  return in_time ? Waited::met : Waited::timed_out;
}

std::uint64_t Account::changes() {
  std::lock_guard guard(lock_);
  return changes_;
}

bool Account::somebody_waits() {
  std::lock_guard guard(lock_);
  return waiting_ > 0;
}

void Account::wait_for_change(std::uint64_t change, RealTime deadline) {
  std::unique_lock guard(lock_);
  ++waiting_;
  changed_.wait_until(guard, deadline, [&] { return changes_ != change; });
  --waiting_;
}

}  // namespace asyncsim
