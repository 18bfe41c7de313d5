// How an account is advanced; pacer/advance.h drives it.
#include "account/account.h"
#include "core/time_text.h"

namespace asyncsim {

Outcome Account::refuse_while_advancing(std::string_view what) const {
  if (!advance_) return success();
  return conflict(std::string(what) + " while an advance is running (" + advance_->what + ", now " +
                      format_time(world_->now()) + ")",
                  "wait for its answer, then call again");
}

Outcome Account::begin_advance(const AdvanceGoal& goal, RealTime now) {
  Visit visit(*this, now);
  if (advance_ && advance_->by_poll) {
    return Error{ErrorKind::unavailable, "a poll is moving time", "call again"};
  }
  if (auto refused = refuse_while_advancing("a second advance"); !refused) return refused;
  auto limit = plan(goal);
  if (!limit) return limit.error();
  advance_ = RunningAdvance{limit->first, {}, limit->second, goal.kind == AdvanceGoal::Kind::poll};
  hold_time(true);
  return success();
}

Result<std::pair<RunLimit, std::string>> Account::plan(const AdvanceGoal& goal) {
  using Kind = AdvanceGoal::Kind;
  const TimePoint now = world_->now();
  switch (goal.kind) {
    case Kind::by:
      if (goal.by > kLatest - now)
        return invalid("an advance by " + format_span(goal.by) + " passes the year 2200",
                       "the clock ends there");
      return std::pair(RunLimit{now + goal.by, false, {}, 0}, "by " + format_span(goal.by));
    case Kind::to:
      if (goal.to < now) {
        return invalid(format_time(goal.to) + " is past: it is " + format_time(now),
                       "time never goes back; POST /_sim/reset starts over");
      }
      return std::pair(RunLimit{goal.to, false, {}, 0}, "to " + format_time(goal.to));
    case Kind::poll:
      return std::pair(RunLimit{std::max(goal.to, now), false, {}, 0},
                       "to the moment of a poll, " + format_time(goal.to));
    case Kind::next: {
      const auto next = world_->next_event();
      return std::pair(RunLimit{next ? next->at : now, false, {}, 0}, std::string("until next"));
    }
    case Kind::settled:
      return std::pair(RunLimit{kLatest, true, {}, 0}, std::string("until settled"));
    case Kind::job:
      if (auto why = world_->why_never(goal.job)) return *why;
      return std::pair(RunLimit{kLatest, false, goal.job, 0}, std::string("until a job is done"));
  }
  return invalid("unknown goal");
}

Account::Step Account::advance_step(std::uint64_t max_events, RealTime now) {
  Visit visit(*this, now);
  advance_->limit.max_events = max_events;
  Pause pause = world_->run(advance_->limit, advance_->ran);
  if (pause == Pause::pace) {
    take_pace(now);
    pause = Pause::more;
  }
  return {pause, changes_ + 1};  // leaving this visit is a change too
}

Advanced Account::end_advance(std::string stopped, RealTime now) {
  Visit visit(*this, now);
  Advanced result{world_->now(), advance_->ran, world_->pending_jobs(), world_->next_event(),
                  std::move(stopped)};
  advance_.reset();
  announced_.reset();
  pace_.at = world_->now();
  pace_.real = now;
  hold_time(pace_.mode != ClockMode::paced);
  return result;
}

}  // namespace asyncsim
