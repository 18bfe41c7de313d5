#include "latency/day_windows.h"

#include <gtest/gtest.h>

#include <array>

#include "core/time_text.h"

namespace asyncsim {
namespace {

TimePoint at(std::string_view text) { return *parse_time(text); }

constexpr std::uint8_t kMonday = 1, kFriday = 1 << 4, kWeekdays = 0x1f, kSunday = 1 << 6;

TEST(DayWindows, AreHalfOpen) {
  const DayWindow evening{kWeekdays, 18 * 60, 23 * 60, 4};
  EXPECT_FALSE(evening.contains(at("2026-01-05T17:59:59.999Z")));
  EXPECT_TRUE(evening.contains(at("2026-01-05T18:00:00Z")));
  EXPECT_TRUE(evening.contains(at("2026-01-05T22:59:59.999Z")));
  EXPECT_FALSE(evening.contains(at("2026-01-05T23:00:00Z")));
}

TEST(DayWindows, KnowTheDayOfTheWeek) {
  const DayWindow monday{kMonday, 0, 1440, 2};
  EXPECT_FALSE(monday.contains(at("2026-01-04T23:59:59.999Z")));
  EXPECT_TRUE(monday.contains(at("2026-01-05T00:00:00Z")));
  EXPECT_TRUE(monday.contains(at("2026-01-05T23:59:59.999Z")));
  EXPECT_FALSE(monday.contains(at("2026-01-06T00:00:00Z")));
  EXPECT_TRUE((DayWindow{kSunday, 0, 1440, 2}).contains(at("2199-12-29T12:00:00Z")));
}

TEST(DayWindows, AcrossMidnightBelongToTheDayOnWhichTheyBegin) {
  const DayWindow night{kFriday, 22 * 60, 6 * 60, 3};
  EXPECT_FALSE(night.contains(at("2026-01-09T05:59:59.999Z")));
  EXPECT_FALSE(night.contains(at("2026-01-09T21:59:59.999Z")));
  EXPECT_TRUE(night.contains(at("2026-01-09T22:00:00Z")));
  EXPECT_TRUE(night.contains(at("2026-01-10T05:59:59.999Z")));
  EXPECT_FALSE(night.contains(at("2026-01-10T06:00:00Z")));
  EXPECT_TRUE((DayWindow{kSunday, 1439, 1, 3}).contains(at("2026-01-05T00:00:59.999Z")));
}

TEST(DayWindows, SlowDownByTheLargestOfThoseThatHold) {
  const std::array windows{DayWindow{kWeekdays, 0, 1440, 2}, DayWindow{kMonday, 540, 600, 5}};
  EXPECT_EQ(slowdown_at(windows, at("2026-01-05T08:59:59.999Z")), 2);
  EXPECT_EQ(slowdown_at(windows, at("2026-01-05T09:00:00Z")), 5);
  EXPECT_EQ(slowdown_at(windows, at("2026-01-10T09:00:00Z")), 1);
  EXPECT_EQ(slowdown_at({}, at("2026-01-05T09:00:00Z")), 1);
}

TEST(DayWindows, AreWrittenWithDayNames) {
  EXPECT_EQ(format_days(0x7f), "daily");
  EXPECT_EQ(format_days(kWeekdays), "mon-fri");
  EXPECT_EQ(format_days(0x60), "sat,sun");
  EXPECT_EQ(format_days(0b0010111), "mon-wed,fri");
  EXPECT_EQ(format_days(0), "");
}

TEST(DayWindows, AreReadWithDayNames) {
  EXPECT_EQ(parse_days("daily"), 0x7f);
  EXPECT_EQ(parse_days("mon-fri"), kWeekdays);
  EXPECT_EQ(parse_days("sun,mon"), kSunday | kMonday);
  EXPECT_EQ(parse_days("fri-mon"), 0b1110001);
  EXPECT_EQ(parse_days("wed-wed"), 0b100);
  for (const char* text : {"", ",", "mon,", ",mon", "monday", "Mon", "mon-", "-fri", "mon fri",
                           "mon-wed-fri", "daily,mon"}) {
    EXPECT_EQ(parse_days(text), 0) << text;
  }
}

TEST(DayWindows, ReadBackEverySetOfDays) {
  for (unsigned days = 1; days < 0x80; ++days) {
    EXPECT_EQ(parse_days(format_days(static_cast<std::uint8_t>(days))), days);
  }
}

}  // namespace
}  // namespace asyncsim
