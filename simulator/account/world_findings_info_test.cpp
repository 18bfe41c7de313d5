// What could be cheaper or quicker, and what is said of each finding that could not be judged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/found.h"

namespace asyncsim {
namespace {

using enum FindingId;
using testing::IsEmpty;

std::string page(int number) { return kFound + std::to_string(number); }

TEST(SequentialSubmits, AreTwentyInARowThatComeSlowly) {
  TestWorld test(paced_scenario());
  for (int i = 0; i < 19; ++i) {
    test.submit(page(i));
    test.advance("101ms");
  }
  EXPECT_EQ(times_found(test, sequential_submits), 0U);
  test.submit(page(19));
  EXPECT_EQ(times_found(test, sequential_submits), 20U);
}

TEST(SequentialSubmits, AreNotTenASecond) {
  TestWorld test(paced_scenario());
  for (int i = 0; i < 50; ++i) {
    test.submit(page(i));
    test.advance("100ms");
  }
  EXPECT_EQ(times_found(test, sequential_submits), 0U);
}

TEST(SequentialSubmits, AreNotTwoAtOnce) {
  TestWorld test(paced_scenario());
  for (int i = 0; i < 50; ++i) {
    test.submit(page(i));
    if (i % 2 != 0) test.advance("500ms");
  }
  EXPECT_EQ(times_found(test, sequential_submits), 0U);
}

TEST(SequentialSubmits, AreNotWhoPausesOrDoesSomethingElseInBetween) {
  TestWorld pausing(paced_scenario()), polling(paced_scenario());
  for (int i = 0; i < 30; ++i) {
    pausing.submit(page(i));
    pausing.advance("1s1ms");
    const auto id = polling.submit(page(i));
    polling.advance("500ms");
    polling.poll(id);
  }
  EXPECT_EQ(times_found(pausing, sequential_submits), 0U);
  EXPECT_EQ(times_found(polling, sequential_submits), 0U);
}

TEST(SequentialSubmits, AreNotJudgedWhileTheClockStands) {
  TestWorld test;
  for (int i = 0; i < 20; ++i) {
    test.submit(page(i));
    test.advance("200ms");
  }
  EXPECT_EQ(times_found(test, sequential_submits), 0U);
  EXPECT_EQ(why_not(test, sequential_submits), "20 submits came while the clock stood");
}

TEST(WaitedForEach, IsFiveJobsOneAfterTheOther) {
  TestWorld test;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(times_found(test, waited_for_each), 0U);
    const auto id = test.submit(page(i));
    test.advance("30s");
    test.poll(id);
  }
  EXPECT_EQ(times_found(test, waited_for_each), 5U);
}

TEST(WaitedForEach, IsNotWhoHadTwoJobsAtOnce) {
  TestWorld test;
  for (int i = 0; i < 10; ++i) {
    const auto id = test.submit(page(i));
    const auto other = i == 0 ? test.submit("https://other.example/") : id;
    test.advance("30s");
    test.poll(id);
    test.poll(other);
  }
  EXPECT_EQ(times_found(test, waited_for_each), 0U);
}

TEST(NeverHeard202, IsThreeResultsAtTheFirstPollOnAClockThatRuns) {
  TestWorld test(paced_scenario(60));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(times_found(test, never_heard_202), 0U);
    const auto id = test.submit(page(i));
    test.advance("20m");
    test.poll(id);
  }
  EXPECT_EQ(times_found(test, never_heard_202), 3U);
  test.poll(test.submit(page(4)));
  EXPECT_EQ(times_found(test, never_heard_202), 0U);
}

TEST(NeverHeard202, IsNotWhoWasToldByWebhooks) {
  TestWorld test(paced_scenario(60));
  for (int i = 0; i < 5; ++i) {
    const auto id = test.submit(page(i), "https://sim.test/inbox/a");
    test.advance("20m");
    test.poll(id);
  }
  EXPECT_EQ(times_found(test, never_heard_202), 0U);
}

TEST(NeverHeard202, IsNotJudgedWhereTimeIsMovedByHand) {
  TestWorld test;
  for (int i = 0; i < 3; ++i) {
    const auto id = test.submit(page(i));
    test.advance("20m");
    test.poll(id);
  }
  EXPECT_EQ(times_found(test, never_heard_202), 0U);
  EXPECT_EQ(why_not(test, never_heard_202), "time did not move by itself");
}

TEST(NotJudged, IsNothingOfAWorldInWhichNothingHappened) {
  EXPECT_THAT(TestWorld().world.report().not_judged, IsEmpty());
}

TEST(NotJudged, IsWhetherConnectionsWereKept) {
  TestWorld test;
  test.submit(kFound);
  EXPECT_EQ(why_not(test, connection_per_request),
            "the calls came over no connection that is known");
}

/// What is found of so many calls, of which so many come over a connection of their own.
std::uint64_t found_of_connections(int fresh, int calls = 20) {
  TestWorld test;
  for (int i = 0; i < calls; ++i) {
    Submit submit = submit_of(page(i));
    submit.facts.connection = i < fresh ? CallConnection::fresh : CallConnection::kept;
    (void)test.world.apply(submit);
  }
  return times_found(test, connection_per_request);
}

TEST(ConnectionPerRequest, IsMoreThanNineCallsInTenOverConnectionsOfTheirOwn) {
  EXPECT_EQ(found_of_connections(20), 20U);
  EXPECT_EQ(found_of_connections(19), 19U);
  EXPECT_EQ(found_of_connections(18), 0U);
  EXPECT_EQ(found_of_connections(19, 19), 0U) << "too few";
}

}  // namespace
}  // namespace asyncsim
