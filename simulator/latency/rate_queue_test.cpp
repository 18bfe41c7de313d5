#include "latency/rate_queue.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"
#include "latency/busy_evening.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

TEST(ARateQueue, BuildsABacklogInTheEveningThatDrainsAfterMidnight) {
  const RateQueue queue(10, evening());
  const auto backlog = [&](const char* time) { return queue.backlog_at(at(time)); };
  EXPECT_EQ(backlog("2026-01-05T16:59:59.999Z"), 0);
  EXPECT_EQ(backlog("2026-01-05T17:00:00Z"), 0);
  EXPECT_DOUBLE_EQ(backlog("2026-01-05T18:00:00Z"), 150);  // 1/4 hour of 10 a minute
  EXPECT_DOUBLE_EQ(backlog("2026-01-05T20:00:00Z"), 750);  // and two halves
  EXPECT_DOUBLE_EQ(backlog("2026-01-05T21:00:00Z"), 900);  // and 1/4 more
  EXPECT_DOUBLE_EQ(backlog("2026-01-05T22:00:00Z"), 750);
  EXPECT_DOUBLE_EQ(backlog("2026-01-06T00:00:00Z"), 150);
  EXPECT_NEAR(backlog("2026-01-06T00:29:59.000Z"), 1.0 / 12, 1e-9);
  EXPECT_NEAR(backlog("2026-01-06T00:30:00Z"), 0, 1e-9);
  EXPECT_EQ(backlog("2026-01-06T00:30:00.001Z"), 0);
}

/// Of a job that comes alone.
Turn alone(const char* time) { return RateQueue(10, evening()).join(at(time)); }

TEST(ARateQueue, MakesAJobWaitForAllThatIsAheadOfIt) {
  const Turn turn = alone("2026-01-05T21:00:00Z");
  EXPECT_EQ(turn.start, at("2026-01-05T22:30:00Z"));
  EXPECT_EQ(turn.wait, 90min);
  EXPECT_EQ(turn.load, 1);
  EXPECT_EQ(turn.own_ahead, 0U);
  EXPECT_DOUBLE_EQ(turn.others_ahead, 900);
}

TEST(ARateQueue, StartsAJobAtOnceFromTheInstantAtWhichTheBacklogEnds) {
  EXPECT_EQ(alone("2026-01-06T00:29:59.996Z").wait, 2ms);
  EXPECT_EQ(alone("2026-01-06T00:29:59.998Z").wait, 1ms);
  EXPECT_EQ(alone("2026-01-06T00:30:00Z").wait, 0ms);
  EXPECT_EQ(alone("2026-01-06T12:00:00Z").wait, 0ms);
  EXPECT_EQ(alone("2026-01-06T17:00:00Z").wait, 0ms);
  EXPECT_EQ(alone("2026-01-06T17:02:00Z").wait, 1s);  // load rises by 1/120 a minute: 2²/240 min
}

TEST(ARateQueue, IsWhatItsCurveMakesItWheneverItsFirstJobComes) {
  for (const Span later : std::vector<Span>{0h, 24h * 7, 24h * 7 * 500}) {
    RateQueue queue(10, evening());
    EXPECT_EQ(queue.join(at("2026-01-05T21:00:00Z") + later).wait, 90min);
  }
}

TEST(ARateQueue, ComesToTheSameOverIdleWeeksAsDayByDay) {
  RateQueue daily(10, evening()), idle(10, evening());
  const TimePoint first = at("2026-01-05T21:00:00Z");
  for (int i = 0; i < 5'000; ++i) EXPECT_EQ(daily.join(first).wait, idle.join(first).wait);
  for (int day = 1; day <= 40; ++day) {
    EXPECT_NEAR(idle.backlog_at(first + day * 24h), daily.backlog_at(first + day * 24h), 1e-6);
  }
  EXPECT_EQ(idle.join(first + 40 * 24h).wait, daily.join(first + 40 * 24h).wait);
}

TEST(ARateQueue, LengthensItsOwnWaitByABurstOfItsOwn) {
  RateQueue queue(100, evening());
  const TimePoint nine_pm = at("2026-01-05T21:00:00Z");
  for (int i = 0; i < 10'000; ++i) {
    const Turn turn = queue.join(nine_pm);
    ASSERT_EQ(turn.wait, 90min + i * 600ms);
    ASSERT_EQ(turn.own_ahead, unsigned(i));
    ASSERT_NEAR(turn.others_ahead, 9'000, 1e-6);
  }
  EXPECT_NEAR(queue.backlog_at(nine_pm), 19'000, 1e-6);
}

TEST(ARateQueue, WithoutOthersDoesOneJobAfterTheOther) {
  RateQueue queue(60, LoadCurve::constant(0));
  EXPECT_EQ(queue.join(kDefaultStart).wait, 0ms);
  EXPECT_EQ(queue.join(kDefaultStart).wait, 1s);
  EXPECT_EQ(queue.join(kDefaultStart + 1ms).wait, 1'999ms);
  EXPECT_EQ(queue.join(kDefaultStart + 3s).wait, 0ms);
  EXPECT_EQ(queue.join(kDefaultStart + 3'999ms).own_ahead, 1U);
  const Turn last = queue.join(kDefaultStart + 5s);  // at the instant at which that one is through
  EXPECT_EQ(last.wait, 0ms);
  EXPECT_EQ(last.own_ahead, 0U);
}

TEST(ARateQueue, KeepsItsBacklogAtLoadOneAndDrainsItBelow) {
  RateQueue full(60, LoadCurve::constant(1)), less(60, LoadCurve::constant(0.999));
  for (RateQueue* queue : {&full, &less}) {
    EXPECT_EQ(queue->join(kDefaultStart).wait, 0ms);
    EXPECT_EQ(queue->join(kDefaultStart).wait, 1s);
  }
  EXPECT_EQ(full.join(kDefaultStart + 24h * 365).wait, 2s);
  EXPECT_EQ(less.join(kDefaultStart + 1'000s).wait, 1s);
  EXPECT_EQ(less.join(kDefaultStart + 3'000s).wait, 0ms);
}

TEST(ARateQueue, RoundsEachWaitUpAndLosesNothingByIt) {
  RateQueue queue(7, LoadCurve::constant(0));
  for (int i = 0; i < 7'000; ++i) {
    ASSERT_EQ(queue.join(kDefaultStart).wait, Span((i * 60'000 + 6) / 7));
  }
}

TEST(ARateQueue, IsFirstComeFirstServedAtAnyGap) {
  RateQueue queue(1'000, evening());
  Random random(5);
  TimePoint now = at("2026-01-05T16:00:00Z"), last{};
  for (int i = 0; i < 200'000; ++i) {
    const Turn turn = queue.join(now);
    ASSERT_GE(turn.start, now);
    ASSERT_GE(turn.start, last);
    ASSERT_EQ(turn.start, now + turn.wait);
    last = turn.start;
    now += i % 50'000 < 40'000 ? 1ms : Span(random.below(2'000));
  }
}

/// Pollaczek and Khinchine: Poisson arrivals, constant work.
TEST(ARateQueue, WaitsAsMD1Does) {
  for (const double load : {0.7, 0.9}) {
    std::vector<double> means;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      RateQueue queue(0.06, LoadCurve::constant(0));  // a job takes 1,000,000 ms
      Random random(seed);
      double clock = 0, sum = 0;
      for (int i = 0; i < 25'000; ++i) {
        clock += -std::log1p(-random.unit()) * 1e6 / load;
        const Turn turn = queue.join(kDefaultStart + Span(std::llround(clock)));
        if (i >= 5'000) sum += double(turn.wait.count());
      }
      means.push_back(sum / 20'000);
    }
    double sum = 0, squares = 0;
    for (const double mean : means) sum += mean, squares += mean * mean;
    const double mean = sum / 30, error = std::sqrt((squares / 30 - mean * mean) / 29);
    EXPECT_LT(std::abs(mean - load / (2 * (1 - load)) * 1e6), 3 * error) << load;
  }
}

}  // namespace
}  // namespace asyncsim
