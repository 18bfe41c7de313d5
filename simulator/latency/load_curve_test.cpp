#include "latency/load_curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/time_text.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kDaily = 0x7f, kMonday = 1, kSunday = 1 << 6;
constexpr double kHour = 3'600'000;  // of load 1, in load times milliseconds

TimePoint at(std::string_view text) { return *parse_time(text); }

LoadCurve curve_of(const std::vector<LoadPoint>& points, std::chrono::minutes ahead_of_utc = {}) {
  return *LoadCurve::make(points, ahead_of_utc);
}

/// 0.5 until 16:00, up to 1.5 at 18:00, down again from 20:00 to 22:00.
LoadCurve evening() {
  return curve_of(
      {{kDaily, 1200, 1.5}, {kDaily, 960, 0.5}, {kDaily, 1080, 1.5}, {kDaily, 1320, 0.5}});
}

TEST(ALoadCurve, IsStraightBetweenItsPoints) {
  const LoadCurve curve = evening();
  EXPECT_EQ(curve.load_at(at("2026-01-05T16:00:00Z")), 0.5);
  EXPECT_EQ(curve.load_at(at("2026-01-05T17:00:00Z")), 1);
  EXPECT_EQ(curve.load_at(at("2026-01-05T17:30:00Z")), 1.25);
  EXPECT_EQ(curve.load_at(at("2026-01-05T18:00:00Z")), 1.5);
  EXPECT_EQ(curve.load_at(at("2026-01-05T19:59:59.999Z")), 1.5);
  EXPECT_EQ(curve.load_at(at("2026-01-05T21:00:00Z")), 1);
  EXPECT_EQ(curve.load_at(at("2026-01-05T22:00:00Z")), 0.5);
  EXPECT_EQ(curve.load_at(at("2026-01-06T03:00:00Z")), 0.5);
  EXPECT_EQ(curve.peak(), 1.5);
}

TEST(ALoadCurve, GoesFromTheWeeksLastPointToItsFirst) {
  const LoadCurve curve = curve_of({{kMonday, 720, 4}, {kSunday, 720, 2}});
  EXPECT_EQ(curve.load_at(at("2026-01-04T12:00:00Z")), 2);  // a Sunday
  EXPECT_EQ(curve.load_at(at("2026-01-04T18:00:00Z")), 2.5);
  EXPECT_EQ(curve.load_at(at("2026-01-05T00:00:00Z")), 3);
  EXPECT_EQ(curve.load_at(at("2026-01-05T12:00:00Z")), 4);
  EXPECT_EQ(curve.load_at(at("2026-01-08T12:00:00Z")), 3);
}

TEST(ALoadCurve, IsTheSameInEveryWeek) {
  const LoadCurve curve = curve_of({{kMonday, 720, 4}, {kSunday, 720, 2}});
  const TimePoint before_1970{18h - 3 * 24h};
  for (const TimePoint monday :
       {before_1970, at("2001-09-10T18:00:00Z"), at("2199-12-30T18:00:00Z")}) {
    EXPECT_DOUBLE_EQ(curve.load_at(monday), 4 - 2.0 * 6 / 144);
  }
}

TEST(ALoadCurve, IsInLocalTimeOfAFixedOffset) {
  const LoadCurve india = curve_of({{kMonday, 0, 0}, {kMonday, 60, 6}, {kMonday, 120, 0}}, 330min);
  EXPECT_EQ(india.load_at(at("2026-01-04T18:30:00Z")), 0);
  EXPECT_EQ(india.load_at(at("2026-01-04T19:30:00Z")), 6);
  const LoadCurve west = curve_of({{kMonday, 0, 0}, {kMonday, 60, 6}, {kMonday, 120, 0}}, -8h);
  EXPECT_EQ(west.load_at(at("2026-01-05T09:00:00Z")), 6);
}

TEST(ALoadCurve, OfOnePointIsConstant) {
  const LoadCurve curve = curve_of({{kMonday, 600, 0.7}});
  EXPECT_EQ(curve.load_at(at("2026-01-09T03:00:00Z")), 0.7);
  EXPECT_DOUBLE_EQ(curve.mean(), 0.7);
  EXPECT_DOUBLE_EQ(LoadCurve::constant(0.7).mean(), 0.7);
  EXPECT_EQ(LoadCurve::constant(0).integral(at("2026-01-05T00:00:00Z"), at("2027-01-05T00:00:00Z")),
            0);
}

TEST(ALoadCurve, HasExactIntegrals) {
  const LoadCurve curve = evening();
  const auto integral = [&](const char* from, const char* to) {
    return curve.integral(at(from), at(to)) / kHour;
  };
  EXPECT_DOUBLE_EQ(integral("2026-01-05T16:00:00Z", "2026-01-05T18:00:00Z"), 2);
  EXPECT_DOUBLE_EQ(integral("2026-01-05T17:00:00Z", "2026-01-05T18:00:00Z"), 1.25);
  EXPECT_DOUBLE_EQ(integral("2026-01-05T16:00:00Z", "2026-01-06T16:00:00Z"), 16);
  EXPECT_DOUBLE_EQ(integral("2026-01-05T03:00:00Z", "2026-01-26T03:00:00Z"), 16 * 21);
  EXPECT_DOUBLE_EQ(integral("2026-01-05T17:00:00Z", "2026-01-12T18:00:00Z"), 16 * 7 + 1.25);
  EXPECT_EQ(integral("2026-01-05T17:00:00Z", "2026-01-05T17:00:00Z"), 0);
  EXPECT_DOUBLE_EQ(curve.mean(), 16.0 / 24);
}

TEST(ALoadCurve, HasIntegralsThatAddUp) {
  const LoadCurve curve = evening();
  Random random(1);
  for (int i = 0; i < 1'000; ++i) {
    const TimePoint from = kDefaultStart + Span(random.below(2'000'000'000));
    const TimePoint middle = from + Span(random.below(1'000'000'000));
    const TimePoint to = middle + Span(random.below(1'000'000'000));
    EXPECT_NEAR(curve.integral(from, to), curve.integral(from, middle) + curve.integral(middle, to),
                1e-3);
  }
}

TEST(ALoadCurve, IsWalkedSegmentBySegment) {
  const LoadCurve curve = evening();
  const TimePoint from = at("2026-01-11T17:00:00Z");
  LoadCurve::Walk walk(curve, from);
  TimePoint end = from;
  double integral = 0;
  for (int i = 0; i < 30; ++i) {
    const auto segment = walk.next();
    EXPECT_EQ(segment.from, end);
    EXPECT_LT(segment.from, segment.to);
    EXPECT_EQ(segment.begin, curve.load_at(segment.from));
    EXPECT_EQ(segment.end, curve.load_at(segment.to));
    integral += (segment.begin + segment.end) / 2 * double((segment.to - segment.from).count());
    end = segment.to;
  }
  EXPECT_EQ(end, at("2026-01-18T20:00:00Z"));
  EXPECT_NEAR(integral, curve.integral(from, end), 1e-3);
}

struct Bad {
  std::vector<LoadPoint> points;
  std::string reason;
};

TEST(ALoadCurve, IsRefusedInOneLineThatSaysWhy) {
  const std::vector<Bad> all{
      {{}, "a load curve needs a point"},
      {{{0, 0, 1}}, "load point 1: it has no day of the week"},
      {{{0x80, 0, 1}}, "load point 1: it has no day of the week"},
      {{{kDaily, 0, 1}, {kDaily, -1, 1}}, "load point 2: its time is not from 00:00 to 23:59"},
      {{{kDaily, 1440, 1}}, "load point 1: its time is not from 00:00 to 23:59"},
      {{{kDaily, 0, std::nan("")}}, "load point 1: its load is no finite number"},
      {{{kDaily, 0, HUGE_VAL}}, "load point 1: its load is no finite number"},
      {{{kDaily, 0, -0.1}}, "load point 1: its load is negative"},
      {{{kDaily, 0, 1000.1}}, "load point 1: its load is above 1000"},
      {{{kDaily, 1085, 1}, {kMonday, 1085, 2}}, "two load points are at mon 18:05"}};
  for (const Bad& one : all) {
    const auto curve = LoadCurve::make(one.points);
    ASSERT_FALSE(curve) << one.reason;
    EXPECT_EQ(curve.error().message, one.reason);
  }
  EXPECT_FALSE(LoadCurve::make(std::vector{LoadPoint{}}, 24h));
  EXPECT_TRUE(LoadCurve::make(std::vector{LoadPoint{}}, -(24h - 1min)));
  EXPECT_TRUE(LoadCurve::make(std::vector{LoadPoint{kDaily, 1439, 1000}}));
}

}  // namespace
}  // namespace asyncsim
