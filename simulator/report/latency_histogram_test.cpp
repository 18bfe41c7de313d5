#include "report/latency_histogram.h"

#include <gtest/gtest.h>

#include "core/time_text.h"

namespace asyncsim {
namespace {

LatencyHistogram of(std::initializer_list<const char*> latencies) {
  LatencyHistogram histogram;
  for (const auto* latency : latencies) histogram.add(parse_span(latency).value());
  return histogram;
}

std::string median(std::initializer_list<const char*> latencies) {
  return format_span(of(latencies).median());
}

TEST(LatencyHistogram, OfNothingIsZero) {
  EXPECT_EQ(LatencyHistogram().count(), 0U);
  EXPECT_EQ(LatencyHistogram().median(), Span{0});
  EXPECT_EQ(LatencyHistogram().max(), Span{0});
}

TEST(LatencyHistogram, OfEqualLatenciesIsExact) {
  EXPECT_EQ(median({"30s"}), "30s");
  EXPECT_EQ(median({"30s", "30s", "30s", "30s"}), "30s");
}

TEST(LatencyHistogram, HasTheLowerOfTwoInTheMiddle) {
  EXPECT_EQ(median({"30s", "40s"}), "30s");
  EXPECT_EQ(median({"40s", "30s", "1h"}), "40s");
  EXPECT_EQ(median({"5m", "30s", "1h", "2h"}), "5m");
}

TEST(LatencyHistogram, PlacesAMedianByItsRankWithinItsBucket) {
  EXPECT_EQ(median({"32s", "33s", "62s"}), "47s");  // halfway between 32 s and 62 s
}

TEST(LatencyHistogram, BucketsDoubleFromASecondOn) {
  EXPECT_EQ(median({"999ms", "1s", "1s500ms"}), "1s");
  EXPECT_EQ(median({"1s", "1s998ms", "1s999ms"}), "1s499ms");  // all in one bucket
  EXPECT_EQ(median({"1s", "2s", "2s998ms"}), "2s");            // of which 1 s is in another
}

TEST(LatencyHistogram, TakesWhatIsBeyondItsLastBucketAndBelowItsFirst) {
  EXPECT_EQ(median({"100d", "100d"}), "100d");
  EXPECT_EQ(format_span(of({"0s", "9000d"}).max()), "9000d");
  LatencyHistogram histogram;
  histogram.add(Span{-1});
  EXPECT_EQ(histogram.median(), Span{0});
}

}  // namespace
}  // namespace asyncsim
