#include "report/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/time_text.h"

namespace asyncsim {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

std::vector<std::string> latencies(const char* lowest, const char* highest) {
  LatencyScale scale;
  scale.cover(parse_span(lowest).value(), parse_span(highest).value());
  std::vector<std::string> texts;
  for (const Span tick : scale.ticks()) texts.push_back(format_span(tick));
  return texts;
}

std::vector<std::string> labels(TimePoint start, Span length) {
  std::vector<std::string> texts;
  for (const TimeTick& tick : time_ticks(start, start + length)) texts.push_back(tick.label);
  return texts;
}

std::pair<std::uint64_t, std::uint64_t> steps(std::uint64_t highest) {
  const CountScale scale(highest);
  return {scale.step, scale.top};
}

TEST(CountScale, HasAtMostFiveStepsOfOneTwoOrFive) {
  using Pair = std::pair<std::uint64_t, std::uint64_t>;
  EXPECT_EQ(steps(0), (Pair{1, 1}));
  EXPECT_EQ(steps(5), (Pair{1, 5}));
  EXPECT_EQ(steps(6), (Pair{2, 6}));
  EXPECT_EQ(steps(10), (Pair{2, 10}));
  EXPECT_EQ(steps(11), (Pair{5, 15}));
  EXPECT_EQ(steps(26), (Pair{10, 30}));
  EXPECT_EQ(steps(10'000), (Pair{2'000, 10'000}));
}

TEST(LatencyScale, BeginsAndEndsAtRoundLatencies) {
  EXPECT_THAT(latencies("30s", "30s"), ElementsAre("10s", "1m"));
  EXPECT_THAT(latencies("1m", "1h"), ElementsAre("1m", "10m", "1h"));
  EXPECT_THAT(latencies("59s", "1h1s"), ElementsAre("10s", "1m", "10m", "1h", "8h"));
  EXPECT_THAT(latencies("0s", "0s"), ElementsAre("1s", "10s"));
  EXPECT_THAT(latencies("73000d", "73000d"), ElementsAre("365d", "73000d"));
}

TEST(LatencyScale, GrowsBySameLengthsWhenLatencyDoubles) {
  LatencyScale scale;
  scale.cover(seconds{1}, minutes{10});
  EXPECT_EQ(scale.share(Span{0}), 0);
  EXPECT_EQ(scale.share(seconds{1}), 0);
  EXPECT_EQ(scale.share(minutes{10}), 1);
  EXPECT_EQ(scale.share(hours{10}), 1);
  const double two = scale.share(Span{2048}) - scale.share(Span{1024});
  EXPECT_DOUBLE_EQ(scale.share(Span{131'072}) - scale.share(Span{65'536}), two);
}

TEST(TimeTicks, StandAtRoundTimesWithinTheRange) {
  EXPECT_THAT(labels(kDefaultStart, seconds{4}),
              ElementsAre("09:00:00", "09:00:01", "09:00:02", "09:00:03", "09:00:04"));
  EXPECT_THAT(labels(kDefaultStart + seconds{1}, minutes{20}),
              ElementsAre("09:05", "09:10", "09:15", "09:20"));
  EXPECT_THAT(labels(kDefaultStart, hours{30}),
              ElementsAre("12:00", "18:00", "01-06", "06:00", "12:00"));
  EXPECT_THAT(labels(kDefaultStart, days{3}), ElementsAre("01-06", "01-07", "01-08"));
}

TEST(TimeTicks, AreFewOverAnyLengthOfTime) {
  for (Span length = seconds{1}; length < days{70'000}; length = length * 3 / 2) {
    EXPECT_LE(time_ticks(kEarliest, kEarliest + length).size(), 6U) << length.count();
  }
}

TEST(RoughSpan, LosesMillisecondsFromTenSecondsOnAndSecondsFromThreeHoursOn) {
  EXPECT_EQ(rough_span(Span{9'876}), "9s876ms");
  EXPECT_EQ(rough_span(Span{94'871}), "1m35s");
  EXPECT_EQ(rough_span(hours{2} + Span{1'499}), "2h1s");
  EXPECT_EQ(rough_span(hours{3} + seconds{31}), "3h1m");
}

TEST(ShortCount, FitsBesideAnAxis) {
  EXPECT_EQ(short_count(999), "999");
  EXPECT_EQ(short_count(1'000), "1k");
  EXPECT_EQ(short_count(2'500), "2.5k");
  EXPECT_EQ(short_count(500'000), "500k");
  EXPECT_EQ(short_count(2'000'000), "2M");
}

TEST(RangeOfPolls, NamesItsBucket) {
  EXPECT_EQ(range_of_polls(0), "0 polls");
  EXPECT_EQ(range_of_polls(1), "1 poll");
  EXPECT_EQ(range_of_polls(5), "5 to 9 polls");
  EXPECT_EQ(range_of_polls(14), "5,000 polls or more");
}

}  // namespace
}  // namespace asyncsim
