// Results or money are lost: who is guilty of it, and who is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/found.h"

namespace asyncsim {
namespace {

using enum FindingId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Polls that often, so far apart.
void poll_on(TestWorld& test, const std::string& id, int polls, std::string_view apart) {
  for (int i = 0; i < polls; ++i) {
    test.advance(apart);
    test.poll(id);
  }
}

// ---- never-collected ----

TEST(NeverCollected, IsAResultThatExpiresUnreadWithItsPrice) {
  TestWorld test;
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(test.submit(kFound + std::to_string(i)));
  test.advance("47h59m59s999ms");
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("1ms");
  EXPECT_THAT(found(test), ElementsAre("never-collected 4"));
  const Finding lost = finding(test, never_collected);
  EXPECT_DOUBLE_EQ(lost.cost_usd.value(), 0.006);
  ASSERT_THAT(lost.examples, SizeIs(3));
  EXPECT_EQ(lost.examples[0], ids[0] + ": never asked for");
}

TEST(NeverCollected, IsNotOneThatWasReadAMillisecondBefore) {
  TestWorld test;
  const auto id = test.submit(kFound);
  test.advance("47h59m59s999ms");
  test.poll(id);
  test.advance("1ms");
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(NeverCollected, IsAPendingJobThatNobodyAskedFor) {
  TestWorld test;
  test.submit(kNeverFound);
  test.advance("48h");
  EXPECT_THAT(found(test), ElementsAre("never-collected 1"));
}

TEST(NeverCollected, IsNotAPendingJobThatIsAskedForToItsEnd) {
  TestWorld test;
  const auto id = test.submit(kNeverFound);
  poll_on(test, id, 48 * 60, "1m");
  EXPECT_EQ(test.poll(id), PollAnswer::Kind::expired);
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(NeverCollected, IsNotAPendingJobThatIsToBeToldByAWebhook) {
  TestWorld test;
  test.submit(kNeverFound, "https://sim.test/inbox/a");
  test.advance("48h");
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(NeverCollected, IsNotOneThatWasMadeToExpire) {
  TestWorld test;
  test.submit(kFound);
  test.advance("1h");
  (void)test.world.apply(JobVerb{JobVerb::Kind::expire, {0}, {}, {}});
  test.advance("48h");
  EXPECT_THAT(found(test), IsEmpty());
}

// ---- polled-in-vain ----

TEST(PolledInVain, IsTheThirdPollAfterTheFirst404) {
  TestWorld test;
  const auto id = test.submit(kFound);
  test.advance("30s");
  test.poll(id);
  test.advance("48h");
  poll_on(test, id, 3, "5s");
  EXPECT_THAT(found(test), IsEmpty());
  poll_on(test, id, 50, "5s");
  EXPECT_THAT(found(test), ElementsAre("polled-in-vain 1"));
  EXPECT_THAT(finding(test, polled_in_vain).examples,
              ElementsAre(id + ": polled on after it had expired"));
}

TEST(PolledInVain, CountsEachIdByItself) {
  TestWorld test;
  for (int i = 0; i < 3; ++i) {
    for (const char* id : {"a", "b", "c"}) test.poll(id);
  }
  EXPECT_EQ(times_found(test, polled_in_vain), 0U);
  test.poll("b");
  EXPECT_THAT(finding(test, polled_in_vain).examples,
              ElementsAre(R"("b", which was never issued, polled on)"));
}

TEST(PolledInVain, IsToGoOnWithoutAnId) {
  TestWorld test;
  const Refusal refusal{VendorCall::poll, 400, "missing_response_id"};
  for (int i = 0; i < 3; ++i) (void)test.world.apply(refusal);
  EXPECT_THAT(found(test), IsEmpty());
  (void)test.world.apply(refusal);
  EXPECT_THAT(found(test), ElementsAre("polled-in-vain 1"));
}

TEST(PolledInVain, IsNotToAskForAnIdThatIsTooNewToBeKnown) {
  Scenario scenario = test_scenario();
  scenario.zones[0].knobs.choose(Knob::fresh_id, 2);  // for 10 s
  TestWorld test(scenario);
  const auto id = test.submit(kFound);
  poll_on(test, id, 9, "1s");
  EXPECT_THAT(found(test), IsEmpty());
}

// ---- took-202-for-result ----

TEST(Took202ForResult, IsOnePollThatHeard202AndNoneAMinuteAfterItWasReady) {
  TestWorld test;
  const auto id = test.submit(kFound);
  poll_on(test, id, 1, "20s");
  test.advance("1m10s");
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("1ms");
  EXPECT_THAT(found(test), ElementsAre("took-202-for-result 1"));
  EXPECT_THAT(finding(test, took_202_for_result).examples,
              ElementsAre(id + ": 1 poll heard 202, the last 20s after the submit"));
  test.poll(id);
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(Took202ForResult, IsKnownOfAPendingJobOnceOthersAreAskedForInstead) {
  TestWorld test;
  const auto first = test.submit(kFoundIn5m);
  poll_on(test, first, 1, "20s");
  const auto second = test.submit("https://other.example/#sim/latency/5m");
  poll_on(test, second, 3, "20s");
  EXPECT_THAT(found(test), IsEmpty());
  poll_on(test, second, 1, "1s");
  EXPECT_THAT(found(test), ElementsAre("took-202-for-result 1"));
}

TEST(Took202ForResult, LeavesWhoPollsRarelyThreeOfHisOwnPauses) {
  TestWorld test;
  const auto id = test.submit(kFoundIn5m);
  poll_on(test, id, 1, "4m");
  test.advance("13m");
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("1ms");
  EXPECT_THAT(found(test), ElementsAre("took-202-for-result 1"));
}

TEST(Took202ForResult, IsStillSaidOnceTheResultIsLost) {
  TestWorld test;
  const auto id = test.submit(kFound);
  poll_on(test, id, 1, "20s");
  test.advance("48h");
  EXPECT_THAT(found(test), ElementsAre("never-collected 1", "took-202-for-result 1"));
}

// ---- submitted-again ----

TEST(SubmittedAgain, IsAnEqualRequestOnceTheFirstWasPolledWithThePriceOfTheSecond) {
  TestWorld test;
  const auto first = test.submit(kFound);
  poll_on(test, first, 1, "20s");
  const auto second = test.submit(kFound);
  EXPECT_THAT(found(test), ElementsAre("submitted-again 1"));
  const Finding again = finding(test, submitted_again);
  EXPECT_DOUBLE_EQ(again.cost_usd.value(), 0.0015);
  EXPECT_THAT(again.examples,
              ElementsAre(second + ": 20s after one that is pending and not collected"));
}

TEST(SubmittedAgain, IsAnEqualRequestHalfAMinuteLaterAndNotBefore) {
  TestWorld test;
  test.submit(kFound);
  test.advance("29s999ms");
  test.submit(kFound);
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("30s");
  test.submit(kFound);
  EXPECT_THAT(found(test), ElementsAre("submitted-again 1"));
  EXPECT_THAT(finding(test, submitted_again).examples[0], HasSubstr("30s after one that is ready"));
}

TEST(SubmittedAgain, IsNotABatchInWhichAPageStandsTwice) {
  TestWorld test;
  std::vector<std::string> ids;
  for (int i = 0; i < 10; ++i) ids.push_back(test.submit(kFound));
  test.advance("30s");
  for (const auto& id : ids) test.poll(id);
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(SubmittedAgain, IsNotARequestWhoseFirstResultWasRead) {
  TestWorld test;
  for (int i = 0; i < 3; ++i) poll_on(test, test.submit(kFound), 1, "30s");
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(SubmittedAgain, IsNotTheSamePageSeenFromElsewhere) {
  TestWorld test;
  Submit submit = submit_of(kFound);
  for (const char* country : {"us", "de"}) {
    submit.request.country = country;
    const auto submitted = test.world.apply(submit).value();
    poll_on(test, submitted.id, 1, "20s");
  }
  EXPECT_EQ(times_found(test, submitted_again), 0U);
}

TEST(SubmittedAgain, IsARequestWithAnotherWebhook) {
  TestWorld test;
  test.submit(kFound, "https://sim.test/inbox/a");
  test.advance("30s");
  test.submit(kFound, "https://sim.test/inbox/b");
  EXPECT_THAT(found(test), ElementsAre("submitted-again 1"));
}

TEST(SubmittedAgain, CountsTheClientsHalfMinuteWhenPaced) {
  for (const auto& [apart, times] : {std::pair("29m59s", 0U), std::pair("30m", 1U)}) {
    TestWorld test(paced_scenario(60));
    test.submit(kFound);
    test.advance(apart);
    test.submit(kFound);
    EXPECT_EQ(times_found(test, submitted_again), times) << apart;
  }
}

// ---- gave-up ----

TEST(GaveUp, IsAJobThatWasPolledTwiceAndNotOnceInTheMinuteAfterItWasReady) {
  TestWorld test;
  const auto id = test.submit(kFoundIn5m);
  poll_on(test, id, 2, "10s");
  test.advance("5m40s");
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("1ms");
  EXPECT_THAT(found(test), ElementsAre("gave-up 1"));
  EXPECT_THAT(finding(test, gave_up).examples,
              ElementsAre(id + ": 2 polls heard 202, the last 20s after the submit"));
}

TEST(GaveUp, IsNotAJobThatIsNotReadyYet) {
  TestWorld test;
  const auto id = test.submit("https://shop.example/#sim/latency/8h");
  poll_on(test, id, 30, "10s");
  test.advance("7h");
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(GaveUp, IsNotAJobThatWaitsForItsWebhook) {
  TestWorld test;
  const auto id = test.submit(kFoundIn5m, "https://sim.test/inbox/a");
  poll_on(test, id, 2, "10s");
  test.advance("1h");
  EXPECT_EQ(times_found(test, gave_up), 0U);
}

TEST(GaveUp, IsNotWhoComesBackAfterThreeOfHisOwnPauses) {
  TestWorld test;
  const auto id = test.submit(kFoundIn5m);
  poll_on(test, id, 2, "2m");
  test.advance("7m");
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("1ms");
  EXPECT_THAT(found(test), ElementsAre("gave-up 1"));
}

TEST(GaveUp, IsAPendingJobThatExpiresAfterALongSilence) {
  TestWorld test;
  const auto id = test.submit(kNeverFound);
  poll_on(test, id, 2, "10s");
  test.advance("48h");
  EXPECT_THAT(found(test), ElementsAre("gave-up 1"));
}

TEST(GaveUp, ForgetsTheTimeBeforeTheClockWasSet) {
  TestWorld test(paced_scenario(3600));
  const auto id = test.submit(kFoundIn5m);
  poll_on(test, id, 2, "100s");
  test.advance("1h");
  (void)test.world.apply(SetClock{ClockMode::paced, 1});
  EXPECT_THAT(found(test), IsEmpty());
}

}  // namespace
}  // namespace asyncsim
