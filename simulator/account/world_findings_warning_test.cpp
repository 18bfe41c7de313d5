// What the vendor would limit, or what works by luck: who is guilty of it, and who is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/found.h"

namespace asyncsim {
namespace {

using enum FindingId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// ---- polled-too-fast ----

TEST(PolledTooFast, IsTheThirdPollThatComesEarly) {
  TestWorld test;
  const auto id = test.submit(kFoundIn5m);
  for (int i = 0; i < 2; ++i) {
    test.advance("4s");
    test.poll(id);
  }
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("4s");
  test.poll(id);
  EXPECT_THAT(found(test), ElementsAre("polled-too-fast 3"));
  EXPECT_THAT(finding(test, polled_too_fast).examples,
              ElementsAre(id + ": a poll came 15s750ms too early"));
}

TEST(PolledTooFast, IsNotTheDocumentedPace) {
  TestWorld test;
  const auto id = test.submit(kFoundIn5m);
  for (const char* pause : {"20s", "10s", "5s", "5s", "5s"}) {
    test.advance(pause);
    test.poll(id);
  }
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(PolledTooFast, IsNotOneEarlyPollInTwenty) {
  TestWorld test;
  const auto id = test.submit(kNeverFound);
  test.advance("20s");
  for (int i = 0; i < 57; ++i) {
    test.advance("10s");
    test.poll(id);
  }
  for (int i = 0; i < 3; ++i) {
    test.advance("1s");
    test.poll(id);
  }
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("1s");
  test.poll(id);
  EXPECT_THAT(found(test), ElementsAre("polled-too-fast 4"));
}

TEST(PolledTooFast, IsNotJudgedWhileTheClockStands) {
  TestWorld test;
  const auto id = test.submit(kFound);
  for (int i = 0; i < 7; ++i) test.poll(id);
  EXPECT_THAT(found(test), IsEmpty());
  EXPECT_EQ(why_not(test, polled_too_fast), "7 polls came while the clock stood");
}

TEST(PolledTooFast, IsJudgedByRealSecondsWhenPaced) {
  for (const auto& [apart, times] : {std::pair("4m", 3U), std::pair("20m", 0U)}) {
    TestWorld test(paced_scenario(60));
    const auto id = test.submit("https://shop.example/#sim/latency/8h");
    for (int i = 0; i < 3; ++i) {
      test.advance(apart);
      test.poll(id);
    }
    EXPECT_EQ(times_found(test, polled_too_fast), times) << apart;
  }
}

TEST(PolledTooFast, IsNotAPauseInWhichTheClockWasSet) {
  TestWorld test(paced_scenario(60));
  const auto id = test.submit("https://shop.example/#sim/latency/8h");
  for (int i = 0; i < 5; ++i) {
    test.advance("30s");
    (void)test.world.apply(SetClock{ClockMode::paced, 61.0 + i});
    test.poll(id);
  }
  EXPECT_THAT(found(test), IsEmpty());
}

// ---- no-back-off ----

/// One submit a second.
Scenario limited() {
  Scenario scenario = test_scenario();
  scenario.zones[0].limits.submits_per_second = 1;
  return scenario;
}

/// Whether it was accepted.
bool try_to_submit(TestWorld& test, const std::string& url) {
  return test.world.apply(submit_of(url)).ok();
}

TEST(NoBackOff, IsTheSameSubmitTwiceWithinItsRetryAfter) {
  TestWorld test(limited());
  EXPECT_TRUE(try_to_submit(test, "https://a.example/"));
  EXPECT_FALSE(try_to_submit(test, "https://b.example/"));
  test.advance("100ms");
  EXPECT_FALSE(try_to_submit(test, "https://b.example/"));
  EXPECT_THAT(found(test), IsEmpty());
  test.advance("100ms");
  EXPECT_FALSE(try_to_submit(test, "https://b.example/"));
  EXPECT_THAT(found(test), ElementsAre("no-back-off 2"));
  EXPECT_THAT(finding(test, no_back_off).examples,
              ElementsAre("a submit came again before its Retry-After was over"));
}

TEST(NoBackOff, IsNotToComeAgainWhenItIsOver) {
  TestWorld test(limited());
  EXPECT_TRUE(try_to_submit(test, "https://a.example/0"));
  for (int i = 1; i < 5; ++i) {
    const std::string url = "https://a.example/" + std::to_string(i);
    EXPECT_FALSE(try_to_submit(test, url));
    test.advance("1s");
    EXPECT_TRUE(try_to_submit(test, url));
  }
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(NoBackOff, IsNotABurstThatWasOnItsWayAtTheFirstRefusal) {
  TestWorld test(limited());
  for (int i = 0; i < 50; ++i) {
    try_to_submit(test, "https://a.example/" + std::to_string(i));
    test.advance("2ms");
  }
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(NoBackOff, IsNotJudgedWhileTheClockStands) {
  TestWorld test(limited());
  EXPECT_TRUE(try_to_submit(test, "https://a.example/"));
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(try_to_submit(test, "https://b.example/"));
  EXPECT_THAT(found(test), IsEmpty());
  EXPECT_THAT(why_not(test, no_back_off), HasSubstr("3 calls came again after a 429"));
}

TEST(NoBackOff, IsNotJudgedWhereTheHeaderIsLeftOut) {
  Scenario scenario = limited();
  scenario.zones[0].knobs.choose(Knob::retry_after, 1);
  TestWorld test(scenario);
  EXPECT_TRUE(try_to_submit(test, "https://a.example/"));
  for (int i = 0; i < 4; ++i) {
    try_to_submit(test, "https://b.example/");
    test.advance("10ms");
  }
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(NoBackOff, IsToPollOnWherePollsAreLimited) {
  Scenario scenario = test_scenario();
  scenario.zones[0].limits.poll_cadence = PollCadence::enforced;
  TestWorld test(scenario);
  const auto id = test.submit(kFoundIn5m);
  for (int i = 0; i < 3; ++i) {
    test.advance("1s");
    EXPECT_EQ(test.poll(id), PollAnswer::Kind::too_early);
  }
  EXPECT_EQ(times_found(test, no_back_off), 2U);
  EXPECT_THAT(test.journal().back(), HasSubstr(R"("early":true,"retry_after":17})"));
}

// ---- polled-after-result, unknown-ids ----

TEST(PolledAfterResult, IsTheThirdRead) {
  TestWorld test;
  const auto id = test.submit(kFound);
  test.advance("30s");
  test.poll(id);
  test.poll(id);
  EXPECT_THAT(found(test), IsEmpty());
  test.poll(id);
  test.poll(id);
  EXPECT_THAT(found(test), ElementsAre("polled-after-result 2"));
  EXPECT_THAT(finding(test, polled_after_result).examples,
              ElementsAre(id + ": read for the third time"));
}

TEST(UnknownIds, AreToldAsTheyWereAskedFor) {
  TestWorld test;
  test.poll(test.submit(kFound));
  EXPECT_THAT(found(test), IsEmpty());
  test.poll("a-typing-error");
  EXPECT_THAT(found(test), ElementsAre("unknown-ids 1"));
  EXPECT_THAT(finding(test, unknown_ids).examples, ElementsAre("\"a-typing-error\""));
  EXPECT_THAT(test.journal().back(), HasSubstr(R"("answer":"unknown","id":"a-typing-error"})"));
}

TEST(UnknownIds, AreNotThoseThatExpired) {
  TestWorld test;
  const auto id = test.submit(kFound);
  test.advance("30s");
  test.poll(id);
  test.advance("48h");
  test.poll(id);
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(UnknownIds, AreNotJudgedWhereWebhooksTellWrongOnes) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::wrong_id}};
  TestWorld test(scenario);
  test.submit(kFound, "https://sim.test/inbox/a");
  test.advance("30s");
  test.poll("s1w6t1767178652120riov16c63ojg");
  EXPECT_EQ(times_found(test, unknown_ids), 0U);
  EXPECT_EQ(why_not(test, unknown_ids), "webhooks told wrong ids, on purpose");
}

// ---- what rules do ----

Scenario with_reply(CallKind on, ReplyFault fault) {
  Scenario scenario = test_scenario();
  Rule rule;
  rule.name = "damage";
  rule.match.on = on;
  rule.reply = RuleReply{};
  rule.reply->fault = fault;
  scenario.rules = {rule};
  return scenario;
}

TEST(DamagedReplies, MayBeAskedForAgainAndAtOnce) {
  TestWorld test(with_reply(CallKind::poll, ReplyFault::truncated));
  const auto id = test.submit(kFound);
  for (int i = 0; i < 40; ++i) {
    test.advance("1s");
    test.poll(id);
  }
  EXPECT_EQ(times_found(test, polled_after_result), 0U);
  EXPECT_EQ(times_found(test, polled_too_fast), 0U);
}

TEST(DamagedReplies, OfSubmitsMayBeSubmittedAgain) {
  TestWorld test(with_reply(CallKind::submit, ReplyFault::reset_mid));
  for (int i = 0; i < 3; ++i) {
    test.submit(kFound);
    test.advance("1m");
  }
  test.advance("48h");
  EXPECT_THAT(found(test), IsEmpty());
}

}  // namespace
}  // namespace asyncsim
