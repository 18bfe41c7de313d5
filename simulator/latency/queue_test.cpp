#include "latency/queue.h"

#include <gtest/gtest.h>

#include <cmath>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

TEST(AQueue, IsRefusedInOneLineThatSaysWhy) {
  const auto error_of = [](const QueueCapacity& capacity, double load) {
    const auto queue = Queue::make(capacity, LoadCurve::constant(load));
    return queue ? "" : queue.error().message;
  };
  EXPECT_EQ(error_of(PerMinute{0}, 0), "a queue needs more than 0 jobs per minute");
  EXPECT_EQ(error_of(PerMinute{-1}, 0), "a queue needs more than 0 jobs per minute");
  EXPECT_EQ(error_of(PerMinute{std::nan("")}, 0), "jobs per minute are no finite number");
  EXPECT_EQ(error_of(PerMinute{HUGE_VAL}, 0), "jobs per minute are no finite number");
  EXPECT_EQ(error_of(PerMinute{1e-5}, 0), "a queue does at least 0.0001 jobs per minute");
  EXPECT_EQ(error_of(PerMinute{2e9}, 0), "a queue does up to 1e9 jobs per minute");
  EXPECT_EQ(error_of(AtOnce{0, 1min}, 0), "a queue needs at least 1 job at once");
  EXPECT_EQ(error_of(AtOnce{20'000'000, 1min}, 0), "a queue does up to 10000000 jobs at once");
  EXPECT_EQ(error_of(AtOnce{4, 0s}, 0), "other tenants' mean service is not above 0");
  EXPECT_EQ(error_of(AtOnce{4, 24h * 366}, 0), "other tenants' mean service is longer than a year");
  EXPECT_EQ(error_of(PerMinute{60}, 1.07),
            "the week's mean load is 1.07, above capacity: the backlog would grow for ever");
  EXPECT_EQ(error_of(AtOnce{4, 1min}, 1), "");
  EXPECT_EQ(error_of(PerMinute{60}, 1), "");
}

TEST(AQueue, IsOfEitherKind) {
  auto rate = *Queue::make(PerMinute{60}, LoadCurve::constant(0));
  auto servers = *Queue::make(AtOnce{1, 1min}, LoadCurve::constant(0));
  EXPECT_EQ(rate.start(kDefaultStart, 5s), kDefaultStart);
  EXPECT_EQ(rate.start(kDefaultStart, 5s), kDefaultStart + 1s);
  EXPECT_EQ(servers.start(kDefaultStart, 5s), kDefaultStart);
  EXPECT_EQ(servers.start(kDefaultStart, 5s), kDefaultStart + 5s);
  EXPECT_EQ(rate.backlog_at(kDefaultStart), 2);
  EXPECT_EQ(servers.backlog_at(kDefaultStart), 1);
}

}  // namespace
}  // namespace asyncsim
