// The driver of an advance: runs an account's events step by step, waits for the webhooks they
// send.
#pragma once

#include <atomic>

#include "account/account.h"

namespace asyncsim {

struct AdvanceBounds {
  RealSpan budget{std::chrono::seconds{30}};  ///< real time it may take
  std::uint64_t max_events = 50'000'000;
};

/// Synchronous: returns when every event due has run, every event those caused too, and every
/// webhook due has been answered at its own virtual moment; or when a bound stopped it, at the
/// instant reached. 409 while another advance of that account runs; one that a poll began is waited
/// for. Blocks its caller: never call it on an I/O thread. `shutdown` stops it at the next event.
Result<Advanced> advance(Account& account, const AdvanceGoal& goal, const AdvanceBounds& bounds,
                         const std::atomic<bool>& shutdown);

/// Where polls move the clock: moves it to the documented moment of this poll, then polls. Two that
/// come at once move it one after the other. Elsewhere it just polls. May block, as advance().
PollAnswer poll(Account& account, const Poll& input, const std::atomic<bool>& shutdown);

}  // namespace asyncsim
