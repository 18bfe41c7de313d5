#include "pacer/advance.h"

#include "pacer/real_time.h"

namespace asyncsim {
namespace {

// Small enough that a step's hold on the lock stays well under a millisecond.
constexpr std::uint64_t kEventsAStep = 256;
// How often a waiting advance looks whether the program is to end.
constexpr std::chrono::milliseconds kGlance{100};

}  // namespace

Result<Advanced> advance(Account& account, const AdvanceGoal& goal, const AdvanceBounds& bounds,
                         const std::atomic<bool>& shutdown) {
  const RealTime end = real_now() + bounds.budget.value;
  if (auto begun = account.begin_advance(goal, real_now()); !begun) return begun.error();
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

}  // namespace asyncsim
