#include "pacer/pacer.h"

#include "pacer/real_time.h"

namespace asyncsim {

Pacer::Pacer() : thread_([this] { run(); }) {}

Pacer::~Pacer() { stop(); }

void Pacer::stop() {
  {
    std::lock_guard guard(lock_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

// An account may stand here more than once, each time it announced another time: looking at it too
// often does no harm.
void Pacer::wake(const std::shared_ptr<Account>& account, RealTime due) {
  {
    std::lock_guard guard(lock_);
    due_.emplace(due, account);
  }
  changed_.notify_one();
}

void Pacer::run() {
  std::unique_lock guard(lock_);
  while (!stopping_) {
    if (due_.empty()) {
      changed_.wait(guard);
      continue;
    }
    const auto first = due_.begin();
    const RealTime now = real_now();
    if (first->first > now) {
      changed_.wait_until(guard, RealTime{first->first});
      continue;
    }
    const auto account = first->second.lock();
    due_.erase(first);
    if (!account) continue;
    guard.unlock();
    account->pace(now);
    guard.lock();
  }
}

}  // namespace asyncsim
