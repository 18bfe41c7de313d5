// Webhooks: clients that do not wait for them, and receivers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/found.h"

namespace asyncsim {
namespace {

using enum FindingId;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kHook = "http://127.0.0.1:9/hook";

// ---- polled-before-webhook ----

TEST(PolledBeforeWebhook, CountsJobsAndNotPolls) {
  TestWorld test;
  const auto id = test.submit(kFoundIn5m, kHook);
  for (int i = 0; i < 3; ++i) {
    test.advance("20s");
    test.poll(id);
  }
  EXPECT_THAT(found(test), ElementsAre("polled-before-webhook 1"));
  EXPECT_THAT(finding(test, polled_before_webhook).examples,
              ElementsAre(id + ": first polled 20s after the submit"));
}

TEST(PolledBeforeWebhook, IsNotToPollOnceItIsOverdue) {
  TestWorld test;
  const auto id = test.submit("https://shop.example/#sim/latency/8h", kHook);
  test.advance("5m1ms");
  test.poll(id);
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(PolledBeforeWebhook, IsNotToReadTheResultInsideItsReceiver) {
  TestWorld test;
  const auto id = test.submit(kFound, kHook);
  test.advance("30s");
  EXPECT_EQ(test.poll(id), PollAnswer::Kind::ready);
  test.answer(test.world.take_outgoing().at(0));
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(PolledBeforeWebhook, IsNotToReadAResultWhoseWebhookWasLostOnPurpose) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::lost}};
  TestWorld test(scenario);
  const auto id = test.submit(kFound, kHook);
  test.advance("1m");
  test.poll(id);
  EXPECT_THAT(found(test), IsEmpty());
}

// ---- webhook-handled-twice ----

/// A job whose webhook came once and whose result was read.
struct Handled {
  Handled() {
    test.advance("30s");
    take();
  }
  /// The receiver reads the result and answers.
  void take() {
    test.poll(id);
    test.answer(test.world.take_outgoing().at(0));
    test.settle_instant();
  }
  void send_again() {
    (void)test.world.apply(Redeliver{0});
    test.settle_instant();
  }

  TestWorld test;
  std::string id = test.submit(kFound, kHook);
};

TEST(WebhookHandledTwice, IsToReadTheResultAgainWhenItComesAgain) {
  Handled handled;
  handled.send_again();
  EXPECT_THAT(found(handled.test), IsEmpty());
  handled.take();
  EXPECT_THAT(found(handled.test), ElementsAre("webhook-handled-twice 1"));
}

TEST(WebhookHandledTwice, IsNotWhoRemembersTheFirst) {
  Handled handled;
  handled.send_again();
  handled.test.answer(handled.test.world.take_outgoing().at(0));
  EXPECT_THAT(found(handled.test), IsEmpty());
}

TEST(WebhookHandledTwice, IsNotToReadAfterASecondAttemptWhenTheFirstFailed) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.retries.preset = RetryPreset::svix;
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::none}};
  TestWorld test(scenario);
  const auto id = test.submit(kFound, kHook);
  test.advance("30s");
  test.poll(id);
  test.answer(test.world.take_outgoing().at(0), 500);
  test.advance("1m");
  test.poll(id);
  test.answer(test.world.take_outgoing().at(0));
  EXPECT_THAT(found(test), ElementsAre("receiver-failing 1"));
}

// ---- receivers ----

TEST(ReceiverFailing, IsEachAttemptThatIsNotAnswered2xx) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.retries.preset = RetryPreset::svix;
  TestWorld test(scenario);
  test.submit(kFound, kHook);
  test.advance("30s");
  test.answer(test.world.take_outgoing().at(0), 302);
  test.advance("5s");
  const auto second = test.world.take_outgoing().at(0);
  (void)test.world.apply(AttemptEnded{second.id, {AttemptEnd::timed_out, 0, "too slow"}});
  test.advance("5m");
  test.answer(test.world.take_outgoing().at(0), 204);
  EXPECT_THAT(found(test), ElementsAre("receiver-failing 2"));
  EXPECT_THAT(finding(test, receiver_failing).examples.at(0),
              HasSubstr(": attempt 1 of dlv_1 was answered 302"));
}

TEST(ReceiverFailing, IsNotWhatWeDoOurselves) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::lost}};
  TestWorld lost(scenario);
  lost.submit(kFound, kHook);
  lost.advance("30s");
  EXPECT_THAT(found(lost), IsEmpty());

  TestWorld refused;
  refused.submit(kFound, kHook);
  refused.advance("30s");
  const auto attempt = refused.world.take_outgoing().at(0);
  (void)refused.world.apply(AttemptEnded{attempt.id, {AttemptEnd::refused, 0, "policy"}});
  EXPECT_THAT(found(refused), IsEmpty());

  TestWorld inbox;
  (void)inbox.world.apply(InboxAnswer{"a", 503, "busy"});
  inbox.submit(kFound, "https://sim.test/inbox/a");
  inbox.advance("30s");
  EXPECT_THAT(found(inbox), IsEmpty());
}

TEST(ReceiverFailing, IsNotToRefuseWhatIsNoWebhook) {
  using enum WebhookFaultKind;
  for (const auto& [fault, times] : {std::pair(wrong_body, 0U), std::pair(truncated, 0U),
                                     std::pair(wrong_method, 0U), std::pair(delayed, 1U)}) {
    Scenario scenario = test_scenario();
    scenario.zones[0].webhook.faults = {{fault}};
    TestWorld test(scenario);
    test.submit(kFound, kHook);
    test.advance("1h");
    test.answer(test.world.take_outgoing().at(0), 400);
    test.settle_instant();
    EXPECT_EQ(times_found(test, receiver_failing), times) << name_of(fault);
  }
}

/// A webhook whose receiver takes that long, of 10 s.
TestWorld& answered_after(TestWorld& test, std::string_view took) {
  test.submit(kFound, kHook);
  test.advance("30s");
  const auto attempt = test.world.take_outgoing().at(0);
  test.advance(took);
  test.answer(attempt);
  test.settle_instant();
  return test;
}

TEST(ReceiverSlow, IsWhoTakesMoreThanHalfOfItsTime) {
  TestWorld in_time(paced_scenario());
  EXPECT_THAT(found(answered_after(in_time, "5s")), IsEmpty());
  TestWorld slow(paced_scenario());
  EXPECT_THAT(found(answered_after(slow, "5s1ms")), ElementsAre("receiver-slow 1"));
  EXPECT_THAT(finding(slow, receiver_slow).examples.at(0),
              HasSubstr(": attempt 1 of dlv_1 took 5s1ms of 10s"));
}

TEST(ReceiverSlow, IsTakenByItsOwnSeconds) {
  TestWorld test(paced_scenario(60));
  EXPECT_THAT(found(answered_after(test, "4m")), IsEmpty());
}

TEST(ReceiverSlow, IsNotJudgedWhereItsClockIsWarpedAndWhereTimeStands) {
  Scenario warped = paced_scenario(60);
  warped.clock.client_time = ClientTime::virtual_time;
  TestWorld test(warped);
  EXPECT_THAT(found(answered_after(test, "9s")), IsEmpty());
  EXPECT_THAT(why_not(test, receiver_slow), HasSubstr("1 answer came"));

  TestWorld standing;
  EXPECT_THAT(found(answered_after(standing, "0s")), IsEmpty());
  EXPECT_THAT(why_not(standing, receiver_slow), HasSubstr("1 answer came"));
}

}  // namespace
}  // namespace asyncsim
