// A mutex that one busy holder can't keep to itself: whoever waits goes before its next turn.
#pragma once

#include <mutex>

namespace asyncsim {

/// Lockable. A holder that unlocks and locks again at once (an advance between two steps) queues
/// behind one that waits, which a plain mutex does not promise.
class Turnstile {
 public:
  void lock() {
    std::lock_guard entry(entry_);
    inside_.lock();
  }
  void unlock() { inside_.unlock(); }

 private:
  std::mutex entry_;
  std::mutex inside_;
};

}  // namespace asyncsim
