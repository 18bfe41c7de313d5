#include "account/pace.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr RealTime kReal{1h};

TEST(Pace, VirtualTimeIsTheAnchorAndTheSpeedAndNothingElse) {
  const Pace pace{ClockMode::paced, 3600, kDefaultStart, kReal};
  EXPECT_EQ(pace.virtual_at(kReal), kDefaultStart);
  EXPECT_EQ(pace.virtual_at(kReal + 48s), kDefaultStart + 48h);
  EXPECT_EQ(pace.virtual_at(kReal + 1us), kDefaultStart + 3ms);
  EXPECT_EQ(pace.virtual_at(kReal - 1s), kDefaultStart);
}

TEST(Pace, AnEventIsDueAtTheFirstNanosecondAtWhichItsTimeIsThere) {
  Random random(7);
  for (const double speed : {0.001, 1.0, 59.94, 60.0, 3600.0, 1e6}) {
    const Pace pace{ClockMode::paced, speed, kDefaultStart, kReal};
    for (int i = 0; i < 10'000; ++i) {
      const TimePoint when = kDefaultStart + Span{static_cast<Span::rep>(random.below(50'000))};
      const RealTime due = pace.real_at(when);
      EXPECT_GE(pace.virtual_at(due), when);
      if (due > kReal) {
        EXPECT_LT(pace.virtual_at(due - 1ns), when);
      }
    }
  }
}

TEST(Pace, StopsAtTheEndOfItsTime) {
  const Pace pace{ClockMode::paced, kFastest, kDefaultStart, kReal};
  EXPECT_EQ(pace.virtual_at(kReal + 24h * 365), kLatest);
  const Pace last{ClockMode::paced, kFastest, kLatest - 1ms, kReal};
  EXPECT_GT(last.real_at(kLatest + 48h), kReal);
}

}  // namespace
}  // namespace asyncsim
