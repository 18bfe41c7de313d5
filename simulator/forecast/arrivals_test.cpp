#include "forecast/arrivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

std::string error_of(const std::string& csv) {
  const auto read = Arrivals::read(csv);
  return read ? "" : read.error().message;
}

TEST(Arrivals, OfABurstComeAllAtOnce) {
  const Arrivals arrivals(3, *parse_arrival_pattern("burst"));
  EXPECT_EQ(arrivals.after(2), 0ms);
  EXPECT_NE(arrivals.url(0), arrivals.url(1));
}

TEST(Arrivals, OfARateComeAtEvenDistances) {
  EXPECT_EQ(Arrivals(9, *parse_arrival_pattern("4/s")).after(3), 750ms);
  EXPECT_EQ(Arrivals(9, *parse_arrival_pattern("30/min")).after(3), 6s);
  EXPECT_EQ(Arrivals(9, *parse_arrival_pattern("0.5/h")).after(3), 6h);
}

TEST(Arrivals, WithoutASoundRateAreRefused) {
  for (const char* wrong : {"", "brust", "10", "10/d", "/s", "0/s", "-1/s", "nan/s", "inf/s",
                            "1e300/s", "2000000/s", "0.01/h"}) {
    EXPECT_FALSE(parse_arrival_pattern(wrong)) << wrong;
  }
}

TEST(Arrivals, AreReadFromSpansSecondsAndTimes) {
  const auto spans = Arrivals::read("0s\n1m\n1m\n");
  ASSERT_TRUE(spans) << spans.error().message;
  EXPECT_EQ(spans->count(), 3u);
  EXPECT_EQ(spans->after(2), 1min);
  EXPECT_FALSE(spans->first());
  EXPECT_EQ(Arrivals::read("submitted\n2.5\n")->after(0), 2'500ms);
  const auto times = Arrivals::read("2026-01-05T20:00:00Z\n2026-01-05T21:00:30+01:00\n");
  ASSERT_TRUE(times) << times.error().message;
  EXPECT_EQ(times->after(1), 30s);
  EXPECT_EQ(times->first(), kDefaultStart + 11h);
}

TEST(Arrivals, InSecondsSince1970AreMoments) {
  EXPECT_EQ(Arrivals::read("1767603600\n1767603601.5\n")->first(), kDefaultStart);
  EXPECT_EQ(Arrivals::read("1767603600\n1767603601.5\n")->after(1), 1'500ms);
  EXPECT_FALSE(Arrivals::read("1000079999\n")->first());
  EXPECT_TRUE(Arrivals::read("1000080000\n")->first());
  EXPECT_EQ(error_of("7258118400\n"), "its times are not all from 2001 to 2199");
}

TEST(Arrivals, TakeTheirUrlsFromTheFileThatHasThem) {
  const auto arrivals = Arrivals::read(
      "id,url,submitted,completed\n7,\"https://shop.example/?a=1,2\",5,9\n8,http://"
      "b.example,6,9\n");
  ASSERT_TRUE(arrivals) << arrivals.error().message;
  EXPECT_EQ(arrivals->url(0), "https://shop.example/?a=1,2");
  EXPECT_EQ(arrivals->url(1), "http://b.example");
  EXPECT_EQ(arrivals->after(0), 5s);
}

TEST(Arrivals, OfAWrongFileNameRowAndReason) {
  EXPECT_EQ(error_of(""), "it has no rows; expected one a job");
  EXPECT_EQ(error_of("submitted\n"), "it has no rows below the header");
  EXPECT_EQ(error_of("1\n\n2\n"), "row 2: it is empty");
  EXPECT_EQ(error_of("2\n1\n"), "row 2: \"1\" is before the row above it");
  EXPECT_EQ(error_of("1\n2m\n"),
            "row 2: \"2m\" mixes seconds with times; write all rows in one way");
  EXPECT_EQ(error_of("1m\n2026-01-05T20:00:00Z\n"),
            "row 2: \"2026-01-05T20:00:00Z\" mixes times with spans; write all rows in one way");
  EXPECT_THAT(error_of("2026-01-05T20:00:00\n"), testing::HasSubstr("with Z or an offset"));
  EXPECT_THAT(error_of("submitted,url\n1,https://a.b/x y\n"), testing::StartsWith("row 2: "));
  EXPECT_THAT(error_of("submitted,url\n1,\"https://a.b/?=,\"\"x\"\n"),
              testing::StartsWith("row 2: "));
  EXPECT_THAT(error_of("submitted,url\n1,https://sim.test/nosuch\n"),
              testing::StartsWith("row 2: \"https://sim.test/nosuch\": "));
  EXPECT_EQ(error_of("nan\n"), "row 1: \"nan\" is no finite number");
  EXPECT_EQ(error_of("-1\n"), "row 1: \"-1\" is negative");
  EXPECT_EQ(error_of("1,https://shop.example\n"),
            "row 1: it has 2 columns; name one of them submitted in a header");
  EXPECT_EQ(error_of("submitted,url\n1\n"), "row 2: a column is missing");
  EXPECT_EQ(error_of("submitted,url\n1,shop.example\n"),
            "row 2: \"shop.example\" is no http or https URL");
}

}  // namespace
}  // namespace asyncsim
