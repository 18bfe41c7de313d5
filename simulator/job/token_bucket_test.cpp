#include "job/token_bucket.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

constexpr TimePoint kStart{Span{1'000'000}};

std::uint32_t takes_at_once(TokenBucket& bucket, TimePoint now, double rate, double burst) {
  std::uint32_t taken = 0;
  while (!bucket.take(now, rate, burst)) ++taken;
  return taken;
}

TEST(TokenBucket, Refuses101Of100AtOnceAndTakesExactlyOneMore10msLater) {
  TokenBucket bucket;
  EXPECT_EQ(takes_at_once(bucket, kStart, 100, 100), 100u);
  EXPECT_EQ(bucket.take(kStart, 100, 100), Span{10});
  EXPECT_EQ(takes_at_once(bucket, kStart + Span{9}, 100, 100), 0u);
  EXPECT_EQ(takes_at_once(bucket, kStart + Span{10}, 100, 100), 1u);
}

TEST(TokenBucket, TakesNoMoreThanItsBurstHoweverLongNobodyCame) {
  TokenBucket bucket;
  EXPECT_EQ(takes_at_once(bucket, kStart, 100, 5), 5u);
  EXPECT_EQ(takes_at_once(bucket, kStart + std::chrono::hours{24 * 365}, 100, 5), 5u);
}

TEST(TokenBucket, CountsRatesBelowOneASecondExactly) {
  TokenBucket bucket;
  EXPECT_EQ(takes_at_once(bucket, kStart, 0.001, 1), 1u);
  EXPECT_EQ(bucket.take(kStart + Span{1}, 0.001, 1), Span{999'999});
  EXPECT_EQ(bucket.take(kStart + Span{1'000'000}, 0.001, 1), std::nullopt);
}

TEST(TokenBucket, IsRefilledByTheTimeThatItSays) {
  TokenBucket bucket;
  EXPECT_EQ(takes_at_once(bucket, kStart, 3, 1), 1u);
  const auto wait = bucket.take(kStart, 3, 1);
  ASSERT_EQ(wait, Span{334});  // a third of a second, rounded up
  EXPECT_TRUE(bucket.take(kStart + *wait - Span{1}, 3, 1));
  EXPECT_FALSE(bucket.take(kStart + *wait, 3, 1));
}

}  // namespace
}  // namespace asyncsim
