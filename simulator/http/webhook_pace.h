// How quickly connections to one target are opened.
#pragma once

#include <algorithm>

#include "core/virtual_time.h"

namespace asyncsim::http {

/// A few at once, then one by one: many receivers listen with a backlog of 5, and a SYN that finds
/// it full is dropped and comes again only after a second.
class ConnectPace {
 public:
  static constexpr int kAtOnce = 4;
  static constexpr std::chrono::microseconds kApart{250};

  /// When the next may be opened: `now`, or later.
  RealTime next(RealTime now) const { return std::max(now, rested_ - (kAtOnce - 1) * kApart); }
  /// One is opened, not before `next`.
  void take(RealTime now) { rested_ = std::max(now, rested_) + kApart; }

 private:
  RealTime rested_{};  ///< when kAtOnce may be opened at once again
};

}  // namespace asyncsim::http
