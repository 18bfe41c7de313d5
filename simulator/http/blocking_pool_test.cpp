#include "http/blocking_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <set>

namespace asyncsim::http {
namespace {

constexpr RealSpan kIdle{std::chrono::seconds{60}};

TEST(BlockingPool, RunsAsManyAtOnceAsItMayAndRefusesOneMore) {
  std::latch together(4);  // outlives the threads that wait on it
  BlockingPool pool(3, kIdle);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pool.run([&] { together.arrive_and_wait(); }));
  }
  EXPECT_FALSE(pool.run([] {}));
  together.arrive_and_wait();
}

TEST(BlockingPool, UsesAnIdleThreadAgain) {
  BlockingPool pool(1, kIdle);
  std::set<std::thread::id> threads;
  for (int i = 0; i < 10; ++i) {
    std::promise<std::thread::id> ran;
    // Refused only in the moment between a task's end and its thread's being idle.
    while (!pool.run([&] { ran.set_value(std::this_thread::get_id()); })) std::this_thread::yield();
    threads.insert(ran.get_future().get());
  }
  EXPECT_EQ(threads.size(), 1u);
}

TEST(BlockingPool, ReplacesAThreadThatHasEndedForWantOfWork) {
  BlockingPool pool(1, RealSpan{});
  for (int i = 0; i < 100; ++i) {
    std::promise<void> ran;
    while (!pool.run([&] { ran.set_value(); })) std::this_thread::yield();
    ran.get_future().wait();
  }
}

TEST(BlockingPool, StopWaitsForWhatRunsAndRefusesTheRest) {
  BlockingPool pool(2, kIdle);
  std::atomic<int> done = 0;
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(pool.run([&] { ++done; }));
  pool.stop();
  EXPECT_EQ(done, 2);
  EXPECT_FALSE(pool.run([] {}));
}

}  // namespace
}  // namespace asyncsim::http
