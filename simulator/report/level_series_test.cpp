#include "report/level_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace asyncsim {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TimePoint at(int second) { return kDefaultStart + seconds{second}; }

TEST(LevelSeries, WithoutAChangeHasNoPoints) {
  EXPECT_THAT(LevelSeries().until(at(1000)).peaks, IsEmpty());
}

TEST(LevelSeries, HoldsThePeakOfEachSecond) {
  LevelSeries series;
  series.change(at(0), +2);
  series.change(at(0) + Span{999}, -2);
  series.change(at(2), +1);
  series.change(at(3), -1);
  EXPECT_THAT(series.until(at(3)).peaks, ElementsAre(2, 0, 1, 1));
  EXPECT_EQ(series.until(at(3)).start, at(0));
  EXPECT_EQ(series.level(), 0U);
}

TEST(LevelSeries, BeginsWithTheSecondOfTheFirstChange) {
  LevelSeries series;
  series.change(at(7) + Span{999}, +1);
  EXPECT_EQ(series.until(at(8)).start, at(7));
  EXPECT_THAT(series.until(at(8)).peaks, ElementsAre(1, 1));
}

TEST(LevelSeries, EndsWithTheLastChangeUnlessSomethingIsInFlight) {
  LevelSeries series;
  series.change(at(0), +1);
  EXPECT_EQ(series.until(at(9)).peaks.size(), 10U);
  series.change(at(3), -1);
  EXPECT_THAT(series.until(at(1'000'000)).peaks, ElementsAre(1, 1, 1, 1));
}

TEST(LevelSeries, DoublesItsStepWhenTwoHundredPointsAreFull) {
  LevelSeries series;
  series.change(at(0), +1);
  series.change(at(199), +1);
  EXPECT_EQ(series.until(at(199)).peaks.size(), 200U);
  EXPECT_EQ(series.until(at(199)).step, seconds{1});
  series.change(at(200), +1);
  const auto peaks = series.until(at(200));
  EXPECT_EQ(peaks.step, seconds{2});
  ASSERT_EQ(peaks.peaks.size(), 101U);
  EXPECT_EQ(peaks.peaks[98], 1U);
  EXPECT_EQ(peaks.peaks[99], 2U);  // the peak of seconds 198 and 199
  EXPECT_EQ(peaks.peaks[100], 3U);
  EXPECT_EQ(peaks.end(), at(202));
}

TEST(LevelSeries, StaysSmallAndKeepsItsPeakOverAYear) {
  LevelSeries series;
  for (int day = 0; day < 365; ++day) {
    series.change(at(day * 86'400), day == 100 ? +70 : +7);
    series.change(at(day * 86'400 + 60), day == 100 ? -70 : -7);
  }
  const auto peaks = series.until(kLatest);
  EXPECT_LE(peaks.peaks.size(), LevelSeries::kMostPoints);
  EXPECT_GT(peaks.peaks.size(), LevelSeries::kMostPoints / 2);
  EXPECT_EQ(std::ranges::max(peaks.peaks), 70U);
}

TEST(LevelSeries, IsTheSameHoweverOftenItIsRead) {
  LevelSeries read, unread;
  for (int second = 0; second < 1000; ++second) {
    for (LevelSeries* series : {&read, &unread}) series->change(at(second), +1);
    (void)read.until(kLatest);
  }
  EXPECT_EQ(read.until(at(1000)).peaks, unread.until(at(1000)).peaks);
}

}  // namespace
}  // namespace asyncsim
