#include "latency/fluid_backlog.h"

#include <gtest/gtest.h>

#include <vector>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kMonday{Span{1'767'571'200'000}};  // 2026-01-05T00:00:00Z
constexpr Span kDay = 24h, kWeek = 7 * kDay;
constexpr double kHour = 3'600'000;  // of load 1, in load times milliseconds

/// 2 from 12:00 to 18:00 on weekdays, 0.25 else; both steps take a minute.
LoadCurve afternoons() {
  return *LoadCurve::make(std::vector<LoadPoint>{
      {0x1f, 719, 0.25}, {0x1f, 720, 2}, {0x1f, 1080, 2}, {0x1f, 1081, 0.25}});
}

double day_by_day(const LoadCurve& curve, double backlog, double capacity, TimePoint from,
                  int days) {
  for (int day = 0; day < days; ++day, from += kDay) {
    backlog = backlog_after(curve, backlog, capacity, from, from + kDay);
  }
  return backlog;
}

TEST(AFluidBacklog, IsTheSameInOneStepAndDayByDay) {
  const LoadCurve curve = afternoons();
  for (const double capacity : {0.0, 0.4, curve.mean(), 0.7, 1.0, 2.0}) {
    for (const double backlog : {0.0, 5 * kHour, 500 * kHour}) {
      for (const int days : {1, 7, 14, 15, 40}) {
        const TimePoint from = kMonday + 3 * kDay + 15h;
        EXPECT_NEAR(backlog_after(curve, backlog, capacity, from, from + days * kDay),
                    day_by_day(curve, backlog, capacity, from, days), 1e-4)
            << "capacity " << capacity << ", backlog " << backlog << ", days " << days;
      }
    }
  }
}

TEST(AFluidBacklog, GrowsForEverBelowTheMeanLoad) {
  const LoadCurve curve = LoadCurve::constant(0.5);
  EXPECT_DOUBLE_EQ(backlog_after(curve, 0, 0.4, kMonday, kMonday + 100 * kWeek),
                   0.1 * 100 * 168 * kHour);
}

TEST(AFluidBacklog, IsNeverBelowNothing) {
  const LoadCurve curve = LoadCurve::constant(0.5);
  EXPECT_EQ(backlog_after(curve, 2 * kHour, 1, kMonday, kMonday + 3h), kHour / 2);
  EXPECT_EQ(backlog_after(curve, 2 * kHour, 1, kMonday, kMonday + 4h), 0);
  EXPECT_EQ(backlog_after(curve, 2 * kHour, 1, kMonday, kMonday + 5h), 0);
  EXPECT_EQ(backlog_after(curve, 2 * kHour, 1, kMonday, kMonday), 2 * kHour);
}

TEST(AFluidBacklog, ThatAlwaysWasRepeatsEveryWeek) {
  const LoadCurve curve = afternoons();
  for (Span after{0}; after < kWeek; after += 5h) {
    const double lasting = lasting_backlog(curve, kMonday + after);
    EXPECT_NEAR(lasting, lasting_backlog(curve, kMonday + after + 50 * kWeek), 1e-4);
    const double grown = backlog_after(curve, 0, 1, kMonday - 10 * kWeek, kMonday + after);
    EXPECT_NEAR(lasting, grown, 1e-4);
  }
}

}  // namespace
}  // namespace asyncsim
