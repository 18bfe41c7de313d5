#include "latency/server_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "latency/busy_evening.h"
#include "latency/erlang_c.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

/// The plainest G/G/c: who comes takes the server that is free first.
class PlainServers {
 public:
  explicit PlainServers(std::size_t servers) : free_(servers) {}
  TimePoint start(TimePoint arrival, Span service) {
    auto first = std::min_element(free_.begin(), free_.end());
    const TimePoint start = std::max(arrival, *first);
    *first = start + service;
    return start;
  }

 private:
  std::vector<TimePoint> free_;
};

TEST(AServerQueue, WithoutOthersIsExactlyGGc) {
  for (const std::uint32_t servers : {1U, 2U, 7U, 50U}) {
    ServerQueue queue(servers, 1min, LoadCurve::constant(0));
    PlainServers plain(servers);
    Random random(servers);
    TimePoint now = kDefaultStart;
    for (int i = 0; i < 20'000; ++i) {
      const Span service{static_cast<Span::rep>(random.below(i % 3 == 0 ? 5'000 : 500))};
      ASSERT_EQ(queue.join(now, service).start, plain.start(now, service));
      if (i % 5 != 0) now += Span(random.below(i % 4'000 < 3'000 ? 1'000 : 2'500) / servers);
    }
  }
}

TEST(AServerQueue, TakesJobsAtGapsOfOneMillisecond) {
  ServerQueue queue(1, 1min, LoadCurve::constant(0));
  EXPECT_EQ(queue.join(kDefaultStart, 3ms).wait, 0ms);
  EXPECT_EQ(queue.join(kDefaultStart + 1ms, 1ms).wait, 2ms);
  EXPECT_EQ(queue.join(kDefaultStart + 2ms, 0ms).wait, 2ms);
  EXPECT_EQ(queue.join(kDefaultStart + 3ms, 0ms).wait, 1ms);
  EXPECT_EQ(queue.join(kDefaultStart + 4ms, 0ms).wait, 0ms);
}

TEST(AServerQueue, CountsTheOwnJobsThatWait) {
  ServerQueue queue(2, 1min, LoadCurve::constant(0));
  for (const unsigned ahead : {0U, 0U, 0U, 1U, 2U}) {
    EXPECT_EQ(queue.join(kDefaultStart, 10s).own_ahead, ahead);
  }
  EXPECT_EQ(queue.backlog_at(kDefaultStart), 3);
  EXPECT_EQ(queue.join(kDefaultStart + 10s, 10s).own_ahead, 1U);
  EXPECT_EQ(queue.join(kDefaultStart + 1h, 10s).own_ahead, 0U);
}

TEST(AServerQueue, WaitsAsErlangCSays) {
  for (const int servers : {1, 4, 32}) {
    for (const double load : {0.7, 0.9}) {
      const double expected = erlang_c_wait(servers, load);
      const MeanWait measured = measure_mean_wait(servers, load, 30, 5'000, 100'000);
      RecordProperty(std::to_string(servers) + "_servers_at_" + std::to_string(load),
                     std::to_string(expected) + " measured " + std::to_string(measured.mean) +
                         " +- " + std::to_string(measured.standard_error));
      EXPECT_LT(std::abs(measured.mean - expected), 3 * measured.standard_error)
          << servers << " servers at load " << load;
    }
  }
}

TEST(AServerQueue, ComputesErlangsFormula) {
  EXPECT_DOUBLE_EQ(erlang_c_wait(1, 0.5), 1);        // M/M/1: load / (1 - load)
  EXPECT_DOUBLE_EQ(erlang_c_wait(2, 0.5), 1.0 / 3);  // C(2, 1) = 1/3
}

// 100 servers and a mean of a minute do 100 jobs a minute.

TEST(AServerQueue, BuildsABacklogInTheEveningThatDrainsAfterMidnight) {
  const ServerQueue queue(100, 1min, evening());
  const auto backlog = [&](const char* time) { return queue.backlog_at(at(time)); };
  EXPECT_EQ(backlog("2026-01-05T17:00:00Z"), 0);
  EXPECT_DOUBLE_EQ(backlog("2026-01-05T18:00:00Z"), 1'500);
  EXPECT_DOUBLE_EQ(backlog("2026-01-05T21:00:00Z"), 9'000);
  EXPECT_DOUBLE_EQ(backlog("2026-01-06T00:00:00Z"), 1'500);
  EXPECT_EQ(backlog("2026-01-06T00:30:00Z"), 0);
}

Turn alone(const char* time) { return ServerQueue(100, 1min, evening()).join(at(time), 2min); }

TEST(AServerQueue, MakesAJobWaitForAllAheadOfItAndForAServer) {
  const Turn turn = alone("2026-01-05T21:00:00Z");
  EXPECT_EQ(turn.wait, 9'001 * 600ms);
  EXPECT_EQ(turn.start, at("2026-01-05T21:00:00Z") + turn.wait);
  EXPECT_EQ(turn.load, 1);
  EXPECT_EQ(turn.own_ahead, 0U);
  EXPECT_DOUBLE_EQ(turn.others_ahead, 9'000);
}

TEST(AServerQueue, StartsAJobAtOnceFromTheInstantAtWhichTheBacklogEnds) {
  EXPECT_EQ(alone("2026-01-06T00:29:59.998Z").wait, 601ms);
  EXPECT_EQ(alone("2026-01-06T00:30:00Z").wait, 0ms);
  EXPECT_EQ(alone("2026-01-06T12:00:00Z").wait, 0ms);
}

TEST(AServerQueue, CountsAPartOfAServerThatIsFree) {
  const auto wait_at = [](double load) {
    return ServerQueue(100, 1min, LoadCurve::constant(load)).join(kDefaultStart, 2min).wait;
  };
  EXPECT_EQ(wait_at(0.99), 0ms);
  EXPECT_EQ(wait_at(0.995), 300ms);
  EXPECT_EQ(wait_at(1), 600ms);
}

TEST(AServerQueue, KeepsItsBacklogAtLoadOneAndDrainsItBelow) {
  ServerQueue full(100, 1min, LoadCurve::constant(1)), less(100, 1min, LoadCurve::constant(0.98));
  for (ServerQueue* queue : {&full, &less}) {
    for (int i = 0; i < 3; ++i) queue->join(kDefaultStart, 1min);
  }
  // Each own job held a server for the mean service, as the fluid it kept out would have.
  EXPECT_NEAR(full.backlog_at(kDefaultStart + 24h * 365), 3, 0.02);
  EXPECT_EQ(less.backlog_at(kDefaultStart + 24h), 0);
}

TEST(AServerQueue, TakesAllServersFromOthersByABurst) {
  ServerQueue queue(100, 1min, LoadCurve::constant(0.5));
  std::vector<Turn> turns;
  for (int i = 0; i < 10'000; ++i) turns.push_back(queue.join(kDefaultStart, 1min));
  EXPECT_EQ(turns[49].wait, 0ms);
  EXPECT_EQ(turns[50].wait, 1'200ms);            // 50 servers of others, a minute each
  EXPECT_EQ(turns[51].wait, 1'200ms + 1'225ms);  // 49, rounded up
  for (std::size_t i = 1; i < turns.size(); ++i) {
    ASSERT_GE(turns[i].wait, turns[i - 1].wait);
    ASSERT_EQ(turns[i].own_ahead, i < 50 ? 0 : i - 50);
    ASSERT_EQ(turns[i].others_ahead, 0);
  }
  // Once all 100 are own, as many start in a minute.
  EXPECT_EQ(turns[9'999].wait - turns[8'999].wait, 10min);
}

TEST(AServerQueue, TellsOwnJobsAheadFromOthers) {
  ServerQueue queue(100, 1min, evening());
  for (int i = 0; i < 1'000; ++i) {
    const Turn turn = queue.join(at("2026-01-05T21:00:00Z"), 1min);
    ASSERT_EQ(turn.own_ahead, unsigned(i));
    ASSERT_NEAR(turn.others_ahead, 9'000, 1e-6);
  }
  // In half an hour 2,625 others come and 3,000 start.
  EXPECT_NEAR(queue.backlog_at(at("2026-01-05T21:30:00Z")), 9'625, 1e-6);
  const Turn later = queue.join(at("2026-01-05T21:30:00Z"), 1min);
  EXPECT_EQ(later.own_ahead, 1'000U);
  EXPECT_NEAR(later.others_ahead, 8'625, 1e-6);
  EXPECT_EQ(queue.join(at("2026-01-06T12:00:00Z"), 1min).own_ahead, 0U);
}

TEST(AServerQueue, WithoutOthersLengthensItsOwnWaitByABurst) {
  ServerQueue queue(100, 1min, LoadCurve::constant(0));
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_EQ(queue.join(kDefaultStart, 90s).wait, i / 100 * 90s);
  }
}

TEST(AServerQueue, IsFirstComeFirstServedAtAnyGap) {
  ServerQueue queue(500, 2min, evening());
  Random random(5);
  TimePoint now = at("2026-01-05T16:00:00Z"), last{};
  for (int i = 0; i < 200'000; ++i) {
    const Turn turn = queue.join(now, Span(random.below(240'000)));
    ASSERT_GE(turn.start, now);
    ASSERT_GE(turn.start, last);
    ASSERT_EQ(turn.start, now + turn.wait);
    last = turn.start;
    now += i % 50'000 < 1'000 ? 1ms : Span(random.below(2'000));
  }
}

TEST(AServerQueue, LeavesOtherQueuesThatAreCopiesAlone) {
  ServerQueue one(3, 1min, evening());
  for (int i = 0; i < 100; ++i) one.join(at("2026-01-05T21:00:00Z"), 1min);
  ServerQueue other = one;
  const Turn turn = one.join(at("2026-01-05T22:00:00Z"), 1min);
  EXPECT_EQ(other.join(at("2026-01-05T22:00:00Z"), 1min).start, turn.start);
}

}  // namespace
}  // namespace asyncsim
