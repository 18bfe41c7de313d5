#include "report/submit_run.h"

namespace asyncsim {
namespace {

/// Whoever pauses longer is not waiting for the answer to the submit before.
constexpr ClientSpan kLongestGap{std::chrono::seconds{1}};

}  // namespace

void SubmitRun::submit(const ClientClock& clock) {
  if (clock.mode != ClockMode::paced) {
    ++not_judged_;
    return interrupt();
  }
  const bool goes_on =
      length_ > 0 && clock.judges(last_) && clock.now > last_ && clock.since(last_) <= kLongestGap;
  if (!goes_on) {
    first_ = clock.now;
    length_ = 0;
  }
  ++length_;
  last_ = clock.now;
  if (length_ < kShortest) return;
  const auto took = static_cast<double>(clock.since(first_).value.count()) / 1000;
  if (static_cast<double>(length_ - 1) < kSlowRate * took) longest_ = std::max(longest_, length_);
}

}  // namespace asyncsim
