#include "core/scheduler.h"

#include <gmock/gmock.h>

namespace asyncsim {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;

constexpr TimePoint kStart = kDefaultStart;

std::vector<std::uint64_t> subjects_until(Scheduler& scheduler, TimePoint limit) {
  std::vector<std::uint64_t> subjects;
  while (const auto event = scheduler.run_next(limit)) subjects.push_back(event->subject);
  return subjects;
}

TEST(Scheduler, RunsEventsInTheOrderOfTheirTimes) {
  Scheduler scheduler(kStart);
  scheduler.at(kStart + milliseconds{2}, Rank::completion, 2);
  scheduler.at(kStart + milliseconds{1}, Rank::completion, 1);
  EXPECT_THAT(subjects_until(scheduler, kLatest), ElementsAre(1, 2));
}

TEST(Scheduler, RunsEventsOfOneInstantByRankThenInTheOrderOfScheduling) {
  Scheduler scheduler(kStart);
  const TimePoint when = kStart + hours{1};
  scheduler.after(hours{1}, Rank::expiry, 9);
  scheduler.at(when, Rank::timeline, 7);
  scheduler.at(when, Rank::answer, 5);
  scheduler.at(when, Rank::delivery, 3);
  scheduler.at(when, Rank::completion, 1);
  scheduler.at(when, Rank::completion, 2);
  scheduler.at(when, Rank::delivery, 4);
  EXPECT_THAT(subjects_until(scheduler, kLatest), ElementsAre(1, 2, 3, 4, 5, 7, 9));
}

TEST(Scheduler, SetsTheClockBeforeItHandsOutAnEvent) {
  Scheduler scheduler(kStart);
  scheduler.at(kStart + hours{3}, Rank::completion, 1);
  ASSERT_TRUE(scheduler.run_next(kLatest));
  EXPECT_EQ(scheduler.now(), kStart + hours{3});
}

TEST(Scheduler, RunsAnEventAtItsLimitAndNotOneMillisecondBefore) {
  Scheduler scheduler(kStart);
  scheduler.at(kStart + hours{1}, Rank::completion, 1);
  EXPECT_FALSE(scheduler.run_next(kStart + hours{1} - milliseconds{1}));
  EXPECT_EQ(scheduler.now(), kStart);
  EXPECT_TRUE(scheduler.run_next(kStart + hours{1}));
}

TEST(Scheduler, NeverMovesBack) {
  Scheduler scheduler(kStart);
  scheduler.advance_to(kStart + hours{2});
  scheduler.advance_to(kStart + hours{1});
  EXPECT_EQ(scheduler.now(), kStart + hours{2});
  scheduler.at(kStart, Rank::completion, 1);
  EXPECT_EQ(scheduler.run_next(kLatest)->when, kStart + hours{2});
}

TEST(Scheduler, AConstantDelayKeepsItsOrderAmongOtherEvents) {
  Scheduler scheduler(kStart);
  scheduler.after(hours{2}, Rank::expiry, 1);
  scheduler.after(hours{1}, Rank::expiry, 2);
  scheduler.at(kStart + hours{1}, Rank::expiry, 3);
  scheduler.after(hours{2}, Rank::expiry, 4);
  EXPECT_THAT(subjects_until(scheduler, kLatest), ElementsAre(2, 3, 1, 4));
}

TEST(Scheduler, ACancelledEventIsNeitherRunNorNext) {
  Scheduler scheduler(kStart);
  const EventId in_heap = scheduler.at(kStart + hours{1}, Rank::completion, 1);
  const EventId in_lane = scheduler.after(hours{2}, Rank::expiry, 2);
  scheduler.at(kStart + hours{3}, Rank::completion, 3);
  scheduler.cancel(in_heap);
  scheduler.cancel(in_lane);
  EXPECT_EQ(scheduler.next()->subject, 3u);
  EXPECT_EQ(scheduler.pending(Rank::completion), 1u);
  EXPECT_EQ(scheduler.pending(Rank::expiry), 0u);
  EXPECT_THAT(subjects_until(scheduler, kLatest), ElementsAre(3));
}

TEST(Scheduler, CountsWhatIsPendingByRank) {
  Scheduler scheduler(kStart);
  scheduler.after(hours{1}, Rank::expiry, 1);
  scheduler.at(kStart, Rank::delivery, 2);
  EXPECT_EQ(scheduler.pending(Rank::delivery), 1u);
  scheduler.run_next(kLatest);
  EXPECT_EQ(scheduler.pending(Rank::delivery), 0u);
  EXPECT_EQ(scheduler.pending(Rank::expiry), 1u);
}

}  // namespace
}  // namespace asyncsim
