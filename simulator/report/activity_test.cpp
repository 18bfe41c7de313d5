#include "report/activity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace asyncsim {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;

constexpr TimePoint kNine = kDefaultStart;

Entry about(Happening happening, TimePoint at, TimePoint submitted = kNine) {
  Entry entry;
  entry.at = at;
  entry.submitted = submitted;
  entry.happening = happening;
  return entry;
}

void run_job(ActivityFold& fold, TimePoint submitted, Span latency) {
  fold.take(about(Happening::submitted, submitted, submitted), 0);
  fold.take(about(Happening::completed, submitted + latency, submitted), 0);
}

Entry collected() {
  Entry entry = about(Happening::polled, kNine);
  entry.count = 1;
  return entry;
}

std::size_t bucket_of_one(std::uint32_t polls) {
  ActivityFold fold;
  fold.take(collected(), polls);
  const auto jobs = fold.activity(kNine).jobs_by_polls;
  EXPECT_EQ(std::accumulate(jobs.begin(), jobs.end(), std::uint64_t{0}), 1U);
  return static_cast<std::size_t>(std::ranges::find(jobs, 1U) - jobs.begin());
}

TEST(Activity, LatencyBelongsToTheHourOfTheSubmit) {
  ActivityFold fold;
  run_job(fold, kNine, hours{2});
  run_job(fold, kNine + hours{1} - Span{1}, hours{4});
  run_job(fold, kNine + hours{1}, seconds{30});
  run_job(fold, kNine + hours{25}, seconds{30});
  const auto latency = fold.activity(kNine + hours{26}).latency;
  EXPECT_EQ(latency[9], (LatencyOfHour{2, hours{2}, hours{4}}));
  EXPECT_EQ(latency[10], (LatencyOfHour{2, seconds{30}, seconds{30}}));
  EXPECT_EQ(latency[11], LatencyOfHour{});
}

TEST(Activity, AJobIsInFlightUntilItEndsOrExpiresPending) {
  ActivityFold fold;
  for (int job = 0; job < 3; ++job) fold.take(about(Happening::submitted, kNine), 0);
  fold.take(about(Happening::completed, kNine + seconds{1}), 0);
  Entry expired = about(Happening::expired, kNine + seconds{2});
  expired.word = static_cast<std::uint8_t>(JobState::ready);
  fold.take(expired, 0);
  expired.at += seconds{1};
  expired.word = static_cast<std::uint8_t>(JobState::pending);
  fold.take(expired, 0);
  EXPECT_THAT(fold.activity(kNine + seconds{4}).in_flight.peaks, ElementsAre(3, 3, 2, 2, 1));
}

TEST(Activity, PollsOfAJobAreCountedOnceWhenItIsCollectedOrExpires) {
  ActivityFold fold;
  fold.take(about(Happening::polled, kNine), 1);  // hears 202
  fold.take(collected(), 2);
  fold.take(about(Happening::polled, kNine), 3);  // the result again
  Entry expired = about(Happening::expired, kNine + hours{48});
  expired.word = static_cast<std::uint8_t>(JobState::ready);
  expired.count = 1;  // the one that was collected
  fold.take(expired, 3);
  expired.count = 0;  // one that nobody asked for
  fold.take(expired, 0);
  const auto jobs = fold.activity(kNine + hours{48}).jobs_by_polls;
  EXPECT_EQ(jobs[0], 1U);
  EXPECT_EQ(jobs[2], 1U);
  EXPECT_EQ(std::accumulate(jobs.begin(), jobs.end(), std::uint64_t{0}), 2U);
}

TEST(Activity, BucketsOfPollsBeginWhereTheySay) {
  EXPECT_EQ(bucket_of_one(0), 0U);
  for (std::size_t bucket = 1; bucket < kLeastPolls.size(); ++bucket) {
    EXPECT_EQ(bucket_of_one(kLeastPolls[bucket] - 1), bucket - 1);
    EXPECT_EQ(bucket_of_one(kLeastPolls[bucket]), bucket);
  }
  EXPECT_EQ(bucket_of_one(~std::uint32_t{0}), kLeastPolls.size() - 1);
}

}  // namespace
}  // namespace asyncsim
