#include "latency/measured_times.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "latency/sampler.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

std::string error_of(const std::string& csv) {
  const auto read = read_measured_times(csv);
  return read ? "" : read.error().message;
}

TEST(MeasuredTimes, AreReadFromTimesOfSubmissionAndCompletion) {
  const auto law = read_measured_times(
      "submitted,completed\n"
      "2026-01-05T09:00:00Z,2026-01-05T09:03:00Z\n"
      "2026-01-05T09:00:01Z,2026-01-05T10:01:01+01:00\n"
      "2026-01-05T09:00:02Z,2026-01-05T09:02:02.500Z\n");
  ASSERT_TRUE(law) << law.error().message;
  EXPECT_EQ(*law, (Empirical{{{0, 1min}, {0.5, 120'500ms}, {1, 3min}}}));
}

TEST(MeasuredTimes, AreReadFromSecondsToo) {
  const auto law = read_measured_times(
      "\xef\xbb\xbf"
      "id, completed ,\"submitted\"\r\na,12.25,10\r\nb,0.5,0.5\r\n\r\n");
  ASSERT_TRUE(law) << law.error().message;
  EXPECT_EQ(*law, (Empirical{{{0, 0s}, {1, 2'250ms}}}));
}

TEST(MeasuredTimes, AreReadFromDurations) {
  const Empirical expected{{{0, 1s}, {0.5, 90s}, {1, 2min}}};
  EXPECT_EQ(*read_measured_times("2m\n1s\n1m30s"), expected);
  EXPECT_EQ(*read_measured_times("duration\n120\n1\n90\n"), expected);
  EXPECT_EQ(*read_measured_times("42"), (Empirical{{{0, 42s}, {1, 42s}}}));
}

TEST(MeasuredTimes, AreReadFromQuantiles) {
  const Empirical expected{{{0.5, 2min}, {99.9 / 100, 1h}, {1, 8h}}};
  EXPECT_EQ(*read_measured_times("p50,2m\np99.9,1h\np100,8h\n"), expected);
  EXPECT_EQ(*read_measured_times("quantile,value\np50,120\np99.9,3600\nmax,28800\n"), expected);
  EXPECT_EQ(*read_measured_times("min,0s\nmax,1s\n"), (Empirical{{{0, 0s}, {1, 1s}}}));
}

TEST(MeasuredTimes, MakeAModelThatIsSound) {
  for (const char* csv : {"42", "2m\n1s\n1m30s", "p50,2m\nmax,8h", "min,0s\nmax,1s"}) {
    EXPECT_TRUE(check(*read_measured_times(csv))) << csv;
  }
}

struct Bad {
  std::string csv, reason;
};

TEST(MeasuredTimes, AreRefusedWithRowAndReason) {
  const std::string times = "submitted,completed\n";
  const std::vector<Bad> all{
      {"", "there are no measured times"},
      {"\n\n", "there are no measured times"},
      {times, "there are no measured times below the header"},
      {"duration", "there are no measured times below the header"},
      {"quantile,value", "there are no quantiles below the header"},
      {"submitted,done\n1,2", "row 1: submitted and completed are needed both"},
      {times + "1,2\n\n3,4", "row 3: it is empty"},
      {times + "1,2\n3", "row 3: a column is missing"},
      {times + "1,2\n3,", "row 3: completed is empty"},
      {times + "1,2\n,4", "row 3: submitted is empty"},
      {times + "1,2\n4,3.999", "row 3: it was completed before it was submitted"},
      {times + "1,2\n3,nan", "row 3: \"nan\" is no finite number"},
      {times + "1,2\n3,inf", "row 3: \"inf\" is no finite number"},
      {times + "1,2\n3,1e999", "row 3: \"1e999\" is no finite number"},
      {times + "1,2\n-3,4", "row 3: \"-3\" is negative"},
      {times + "1,2\n3,1e12", "row 3: \"1e12\" seconds are too many"},
      {times + "1,2026-01-05T09:00:00Z",
       "row 2: \"2026-01-05T09:00:00Z\" mixes seconds with times; write all rows in one way"},
      {times + "2026-01-05T09:00:00Z,2026-01-05T09:00:01Z\n1,2",
       "row 3: \"1\" mixes seconds with times; write all rows in one way"},
      {times + "2026-01-05,2026-01-06",
       "row 2: \"2026-01-05\" is not a time; write one such as \"2026-01-05T09:00:00Z\""},
      {"2m\n90", "row 2: \"90\" mixes seconds with units; write all rows in one way"},
      {"90\n2m", "row 2: \"2m\" mixes seconds with units; write all rows in one way"},
      {"90\n-1", "row 2: \"-1\" is negative"},
      {"90\nNaN", "row 2: \"NaN\" is no finite number"},
      {"2m\n-1m", "row 2: \"-1m\" is negative; time never goes back"},
      {"2m\n1m,3m", "row 2: there is more than one column"},
      {"p50,2m\np50,3m\nmax,8h", "row 2: \"p50\" is not above the quantile before it"},
      {"p50,2m\np95,1m\nmax,8h", "row 2: \"1m\" is shorter than the lower quantile before it"},
      {"p50,2m\np101,8h", "row 2: \"p101\" is no quantile from p0 to p100"},
      {"p50,2m\npnan,8h", "row 2: \"pnan\" is no quantile from p0 to p100"},
      {"p50,2m\np95", "row 2: a quantile has two columns, such as p50,2m"},
      {"p50,2m\np95,300", "row 2: \"300\" mixes seconds with units; write all rows in one way"},
      {"p50,2m\np95,5m",
       "row 2: the last quantile is not max (p100); say how long the longest job took"}};
  for (const Bad& one : all) EXPECT_EQ(error_of(one.csv), one.reason) << one.csv;
}

TEST(MeasuredTimes, AreReadWhereATimeStandsStill) {
  EXPECT_EQ(*read_measured_times("submitted,completed\n4,4\n"), (Empirical{{{0, 0s}, {1, 0s}}}));
}

}  // namespace
}  // namespace asyncsim
