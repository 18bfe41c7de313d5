#include "core/time_text.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, ReadsASpanInEveryUnit) {
  EXPECT_EQ(*parse_span("250ms"), 250ms);
  EXPECT_EQ(*parse_span("90s"), 90s);
  EXPECT_EQ(*parse_span("5m"), 5min);
  EXPECT_EQ(*parse_span("8h"), 8h);
  EXPECT_EQ(*parse_span("2d"), 48h);
  EXPECT_EQ(*parse_span("0s"), 0s);
}

TEST(TimeText, ReadsChainsFromTheLargestUnitDown) {
  EXPECT_EQ(*parse_span("8h1m"), 8h + 1min);
  EXPECT_EQ(*parse_span("1d2h3m4s5ms"), 26h + 3min + 4s + 5ms);
  EXPECT_FALSE(parse_span("1m8h"));
  EXPECT_FALSE(parse_span("1h1h"));
}

TEST(TimeText, ReadsFractionsOfWholeMilliseconds) {
  EXPECT_EQ(*parse_span("0.5s"), 500ms);
  EXPECT_EQ(*parse_span("1.25h"), 75min);
  EXPECT_EQ(*parse_span("1.000s"), 1s);
  EXPECT_EQ(*parse_span("0.001s"), 1ms);
  EXPECT_FALSE(parse_span("0.0001s"));
  EXPECT_FALSE(parse_span("0.5ms"));
  EXPECT_EQ(*parse_span("0.0009765625d"), 84'375ms);
  EXPECT_FALSE(parse_span("0.00048828125d"));
}

TEST(TimeText, RefusesASpanThatIsNone) {
  for (const char* text : {"", " ", "h", "-1h", "+1h", "1 h", "1h ", " 1h", "1H", "1x", "1hours",
                           ".5s", "1e300h", "1,5s", "0x1s", "1h2", "h1", "1..5s", "\xff"}) {
    EXPECT_FALSE(parse_span(text)) << text;
  }
}

TEST(TimeText, SaysThatASpanHasNoUnit) {
  EXPECT_EQ(parse_span("48").error().message,
            "\"48\" has no unit; write a duration such as \"48h\"");
}

TEST(TimeText, ReadsSpansUpToTwoHundredYears) {
  EXPECT_EQ(*parse_span("73050d"), 73'050 * 24h);
  EXPECT_FALSE(parse_span("73050d1ms"));
  EXPECT_FALSE(parse_span("73051d"));
  EXPECT_FALSE(parse_span("9223372036854775807d"));
  EXPECT_FALSE(parse_span("99999999999999999999ms"));
}

TEST(TimeText, WritesTheShortestChain) {
  EXPECT_EQ(format_span(0s), "0s");
  EXPECT_EQ(format_span(48h), "48h");
  EXPECT_EQ(format_span(90s), "1m30s");
  EXPECT_EQ(format_span(1500ms), "1s500ms");
  EXPECT_EQ(format_span(8h + 1min), "8h1m");
  EXPECT_EQ(format_span(-1min), "-1m");
}

TEST(TimeText, CountsInDaysFromAHundredHours) {
  EXPECT_EQ(format_span(100h - 1ms), "99h59m59s999ms");
  EXPECT_EQ(format_span(100h), "4d4h");
  EXPECT_EQ(format_span(365 * 24h), "365d");
}

TEST(TimeText, ReadsEverySpanItWrote) {
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const Span span{static_cast<Span::rep>(random.below(1ULL << random.below(42)))};
    ASSERT_EQ(*parse_span(format_span(span)), span);
  }
}

TEST(TimeText, ReadsAndWritesRfc3339) {
  EXPECT_EQ(format_time(kDefaultStart), "2026-01-05T09:00:00.000Z");
  EXPECT_EQ(*parse_time("2026-01-05T09:00:00.000Z"), kDefaultStart);
  EXPECT_EQ(*parse_time("2026-01-05t09:00:00z"), kDefaultStart);
  EXPECT_EQ(*parse_time("2026-01-05T11:30:00+02:30"), kDefaultStart);
  EXPECT_EQ(*parse_time("2026-01-04T23:00:00-10:00"), kDefaultStart);
  EXPECT_EQ(*parse_time("2026-01-05T09:00:00.25Z"), kDefaultStart + 250ms);
  EXPECT_EQ(*parse_time("2026-01-05T09:00:00.0019Z"), kDefaultStart + 1ms);
}

TEST(TimeText, ReadsEveryTimeItWrote) {
  Random random(2);
  const auto range = static_cast<std::uint64_t>((kLatest - kEarliest).count());
  for (int i = 0; i < 10'000; ++i) {
    const TimePoint time = kEarliest + Span{static_cast<Span::rep>(random.below(range))};
    ASSERT_EQ(format_time(time).size(), 24U);
    ASSERT_EQ(*parse_time(format_time(time)), time);
  }
}

TEST(TimeText, ReadsTimesFromTheEarliestToTheLatest) {
  EXPECT_EQ(*parse_time("2001-09-10T00:00:00Z"), kEarliest);
  EXPECT_FALSE(parse_time("2001-09-09T23:59:59.999Z"));
  EXPECT_EQ(*parse_time("2200-01-01T00:00:00Z"), kLatest);
  EXPECT_FALSE(parse_time("2200-01-01T00:00:00.001Z"));
}

TEST(TimeText, RefusesATimeThatIsNone) {
  for (const char* text :
       {"", "now", "2026-01-05", "2026-01-05T09:00:00", "2026-01-05 09:00:00Z",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-01-05T24:00:00Z", "2026-01-05T09:60:00Z", "2026-01-05T09:00:60Z",
        "2026-01-05T09:00:00.Z", "2026-01-05T09:00:00+2:00", "2026-01-05T09:00:00Zx",
        "+2026-01-05T09:00:00Z", "2026-01-05T09:00:00+24:00", "26-01-05T09:00:00Z"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
  EXPECT_TRUE(parse_time("2028-02-29T00:00:00Z"));
}

}  // namespace
}  // namespace asyncsim
