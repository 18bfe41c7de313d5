#include "report/back_off.h"

#include "job/poll_cadence.h"

namespace asyncsim {

bool BackOff::Told::is_over(const ClientClock& clock) const {
  return clock.felt(clock.now - at).value + kCadenceSlack >= wait.value;
}

void BackOff::tell(std::uint64_t call, ClientSpan wait, const ClientClock& clock) {
  if (told_.size() >= kMostCalls && !told_.contains(call)) {
    std::erase_if(told_, [&clock](const auto& each) { return each.second.is_over(clock); });
    if (told_.size() >= kMostCalls) return;
  }
  told_[call] = {clock.now, wait};
}

BackOff::Return BackOff::again(std::uint64_t call, const ClientClock& clock) {
  const auto found = told_.find(call);
  if (found == told_.end()) return Return::free;
  const Told told = found->second;
  if (told.is_over(clock)) {
    told_.erase(found);
    return Return::free;
  }
  // Where polls move time a client's other pauses are taken to be stubbed out.
  const bool judged = clock.judges(told.at) && clock.mode != ClockMode::polls;
  return judged ? Return::too_soon : Return::not_judged;
}

}  // namespace asyncsim
