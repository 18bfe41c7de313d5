// Submits that wait for each other: one comes after the other with nothing in between.
#pragma once

#include <algorithm>
#include <cstdint>

#include "report/client_clock.h"

namespace asyncsim {

class SubmitRun {
 public:
  static constexpr std::uint64_t kShortest = 20;  ///< submits
  static constexpr double kSlowRate = 10;         ///< submits in a second of the client's

  void submit(const ClientClock& clock);
  /// Any other call of the client.
  void interrupt() { length_ = 0; }

  /// Submits of the longest run so far in which they waited for each other; 0: there is none.
  std::uint64_t longest() const { return longest_; }
  /// Submits that the wall clock did not pace, so that nobody can tell.
  std::uint64_t not_judged() const { return not_judged_; }

 private:
  std::uint64_t length_ = 0, longest_ = 0, not_judged_ = 0;
  TimePoint first_{}, last_{};
};

}  // namespace asyncsim
