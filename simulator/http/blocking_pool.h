// Threads for handlers that block. They are made when needed and end when idle for a while, so a
// server whose handlers never block has none.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "core/virtual_time.h"

namespace asyncsim::http {

class BlockingPool {
 public:
  using Task = std::function<void()>;

  BlockingPool(std::size_t most_threads, RealSpan idle) : most_(most_threads), idle_for_(idle) {}
  ~BlockingPool() { stop(); }

  /// Runs `task`, which must not throw, at once on a thread of its own; false if all are taken.
  bool run(Task task);
  /// Waits for the tasks that run; later ones are refused.
  void stop();

 private:
  void work(std::list<std::thread>::iterator self);

  const std::size_t most_;
  const RealSpan idle_for_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;  ///< at most as many as there are idle threads: nothing queues
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::list<std::thread> threads_, ended_;
};

}  // namespace asyncsim::http
