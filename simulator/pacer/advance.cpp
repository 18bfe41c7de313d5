#include "pacer/advance.h"

#include "pacer/real_time.h"

namespace asyncsim {
namespace {

// Small enough that a step's hold on the lock stays well under a millisecond.
constexpr std::uint64_t kEventsAStep = 256;
// How often a waiting advance looks whether the program is to end.
constexpr std::chrono::milliseconds kGlance{100};

// How often one that waits for a poll to have moved time looks again.
constexpr std::chrono::milliseconds kShortGlance{5};

Outcome begin(Account& account, const AdvanceGoal& goal, RealTime end) {
  for (;;) {
    auto begun = account.begin_advance(goal, real_now());
    const bool by_poll = !begun && begun.error().kind == ErrorKind::unavailable;
    if (!by_poll || real_now() >= end) return begun;
    account.wait_for_change(account.changes(), real_now() + kShortGlance);
  }
}

/// The advance that has begun, to its end.
Advanced run(Account& account, const AdvanceBounds& bounds, RealTime end,
             const std::atomic<bool>& shutdown) {
  std::string stopped;
  for (std::uint64_t events = 0;;) {
    const auto step = account.advance_step(kEventsAStep, real_now());
    if (step.pause == Pause::quiet) break;
    if (step.pause == Pause::more) events += kEventsAStep;
    if (shutdown) {
      stopped = "shutdown";
    } else if (events >= bounds.max_events) {
      stopped = "events";
    } else if (real_now() >= end) {
      stopped = "budget";
    }
    if (!stopped.empty()) break;
    if (step.pause == Pause::waiting) {
      account.wait_for_change(step.change, std::min(end, real_now() + kGlance));
    }
  }
  return account.end_advance(std::move(stopped), real_now());
}

}  // namespace

Result<Advanced> advance(Account& account, const AdvanceGoal& goal, const AdvanceBounds& bounds,
                         const std::atomic<bool>& shutdown) {
  const RealTime end = real_now() + bounds.budget.value;
  if (auto begun = begin(account, goal, end); !begun) return begun.error();
  return run(account, bounds, end, shutdown);
}

PollAnswer poll(Account& account, const Poll& input, const std::atomic<bool>& shutdown) {
  const AdvanceBounds bounds;
  const RealTime end = real_now() + bounds.budget.value;
  while (!shutdown && real_now() < end) {
    auto step = account.poll_in_time(input, real_now());
    if (step.answer) return *std::move(step.answer);
    if (step.moving) {
      account.wait_for_change(step.change, std::min(end, real_now() + kGlance));
    } else if (account.begin_advance({AdvanceGoal::Kind::poll, {}, step.moment}, real_now())) {
      run(account, bounds, end, shutdown);
    }
  }
  return account.poll(input, real_now());
}

}  // namespace asyncsim
