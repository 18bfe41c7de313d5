// Pushes the virtual time of paced accounts along with the wall clock: one thread for all of them.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "account/account.h"

namespace asyncsim {

/// Wakes an account when its next event is due. Between events nothing runs: whoever asks an
/// account for the time brings it up to the moment itself.
class Pacer {
 public:
  Pacer();
  ~Pacer();  ///< ends the thread

  /// From any thread: that account's next event is due then.
  void wake(const std::shared_ptr<Account>& account, RealTime due);
  void stop();

 private:
  void run();

  std::mutex lock_;
  std::condition_variable changed_;
  std::multimap<RealTime, std::weak_ptr<Account>> due_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace asyncsim
