#include "http/blocking_pool.h"

#include <system_error>
#include <utility>

namespace asyncsim::http {

bool BlockingPool::run(Task task) {
  std::list<std::thread> ended;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    ended.swap(ended_);
    if (idle_ > tasks_.size()) {
      tasks_.push_back(std::move(task));
      changed_.notify_one();
    } else if (threads_.size() < most_) {
      tasks_.push_back(std::move(task));
      const auto self = threads_.emplace(threads_.end());
      try {
        ++idle_;
        *self = std::thread([this, self] { work(self); });
      } catch (const std::system_error&) {  // the system has no thread left
        --idle_;
        threads_.erase(self);
        tasks_.pop_back();
        return false;
      }
    } else {
      return false;
    }
  }
  for (std::thread& thread : ended) thread.join();
  return true;
}

void BlockingPool::work(std::list<std::thread>::iterator self) {
  std::unique_lock lock(mutex_);
  const auto wanted = [this] { return stopping_ || !tasks_.empty(); };
  while (changed_.wait_for(lock, idle_for_.value, wanted) && !tasks_.empty()) {
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    --idle_;
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
    ++idle_;
  }
  --idle_;
  ended_.splice(ended_.end(), threads_, self);
  changed_.notify_all();
}

void BlockingPool::stop() {
  std::list<std::thread> ended;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return threads_.empty(); });
    ended.swap(ended_);
  }
  for (std::thread& thread : ended) thread.join();
}

}  // namespace asyncsim::http
