#include "report/svg_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

using testing::HasSubstr;

TEST(SvgPlot, OfNothingIsNothing) {
  EXPECT_EQ(svg_of_latency({}), "");
  EXPECT_EQ(svg_of_in_flight({}), "");
  EXPECT_EQ(svg_of_polls({}), "");
}

TEST(SvgPlot, IsBalancedMarkupWithALabel) {
  const Activity activity = troubled_account().activity;
  for (const auto& svg :
       {svg_of_latency(activity), svg_of_in_flight(activity), svg_of_polls(activity)}) {
    EXPECT_EQ(fault_in_markup(svg), "");
    EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-label=\""));
  }
}

TEST(SvgPlot, OfLatencyHasADotForEachHourThatHasJobs) {
  Activity activity;
  activity.latency[20] = {120, std::chrono::seconds{95}, std::chrono::hours{2}};
  activity.latency[21] = {1, Span{0}, Span{0}};
  const auto svg = svg_of_latency(activity);
  EXPECT_EQ(times_in(svg, "class=\"dot\""), 2U);
  EXPECT_THAT(svg, HasSubstr("20:00 UTC: 120 jobs, median 1m35s, longest 2h"));
}

TEST(SvgPlot, OfJobsInFlightStepsUpAndDown) {
  Activity activity;
  activity.in_flight = {kDefaultStart, std::chrono::seconds{1}, {4, 4, 2, 0}};
  EXPECT_THAT(svg_of_in_flight(activity),
              HasSubstr("\"M34.0 166.0V12.0H193.0V89.0H272.5V166.0H352.0V166.0\""));
}

TEST(SvgPlot, OfPollsHasABarForEachBucketThatHasJobsAndSixAtLeastAreShown) {
  Activity activity;
  activity.jobs_by_polls[3] = 7;
  EXPECT_THAT(svg_of_polls(activity), HasSubstr("7 jobs took 3 polls"));
  EXPECT_THAT(svg_of_polls(activity), HasSubstr(">5</text>"));
  EXPECT_EQ(times_in(svg_of_polls(activity), "class=\"bar\""), 1U);
  activity.jobs_by_polls[14] = 1;
  EXPECT_THAT(svg_of_polls(activity), HasSubstr("1 job took 5,000 polls or more"));
}

TEST(SvgPlot, OfPollsNamesEveryOtherBucketWhereAllOfThemWouldTouch) {
  Activity activity;
  activity.jobs_by_polls[12] = 1;
  EXPECT_THAT(svg_of_polls(activity), HasSubstr(">500</text>"));
  activity.jobs_by_polls[14] = 1;
  EXPECT_THAT(svg_of_polls(activity), HasSubstr(">5k</text>"));
  EXPECT_THAT(svg_of_polls(activity), testing::Not(HasSubstr(">500</text>")));
}

}  // namespace
}  // namespace asyncsim
