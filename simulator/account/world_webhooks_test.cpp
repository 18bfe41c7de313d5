#include <gmock/gmock.h>

#include "account/test_world.h"
#include "account/world.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = PollAnswer::Kind;

TEST(World, TheResultCanBeReadBeforeItsWebhookIsSent) {
  TestWorld test;
  const auto id = test.submit("https://a.example/", "http://127.0.0.1:9/hook");
  EXPECT_EQ(test.advance("48h"), Pause::waiting);
  EXPECT_EQ(test.world.now(), kDefaultStart + span("30s"));
  const auto outgoing = test.world.take_outgoing();
  ASSERT_THAT(outgoing, SizeIs(1));
  EXPECT_TRUE(outgoing[0].standing);
  EXPECT_EQ(outgoing[0].request.method, "POST");
  EXPECT_EQ(outgoing[0].request.body, "{\"status\":200,\"response_id\":\"" + id +
                                          "\",\"request_url\":\"https://a.example/\"}");
  EXPECT_EQ(test.poll(id), Kind::ready);
  test.answer(outgoing[0]);
  EXPECT_EQ(test.advance_to(kDefaultStart + span("48h")), Pause::quiet);
  EXPECT_THAT(test.events(), ElementsAre("submitted", "completed", "webhook_sent", "polled",
                                         "webhook_ended", "expired"));
}

TEST(World, AnswersApplyInTheOrderOfTheirAttemptsWhicheverCameFirst) {
  TestWorld test;
  test.submit("https://a.example/1", "http://127.0.0.1:9/1");
  test.submit("https://a.example/2", "http://127.0.0.1:9/2");
  test.advance("1m");
  const auto outgoing = test.world.take_outgoing();
  ASSERT_THAT(outgoing, SizeIs(2));
  test.answer(outgoing[1], 500);
  EXPECT_EQ(test.advance("1m"), Pause::waiting);
  test.answer(outgoing[0], 200);
  EXPECT_EQ(test.advance("1m"), Pause::quiet);
  EXPECT_EQ(test.world.webhooks().find(0)->state, DeliveryState::delivered);
  EXPECT_EQ(test.world.webhooks().find(1)->state, DeliveryState::failed);
  EXPECT_THAT(test.journal()[6], HasSubstr("dlv_1"));
  EXPECT_THAT(test.journal()[7], HasSubstr("dlv_2"));
  EXPECT_EQ(test.ran.delivered, 1u);
  EXPECT_EQ(test.ran.undelivered, 1u);
}

TEST(World, AnAnswerTimeLetsDeliveriesOverlapAndTimeRunUpToTheAnswer) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.answer_time = span("1m");
  TestWorld test(scenario);
  test.submit("https://a.example/1", "http://127.0.0.1:9/1");
  test.advance("10s");
  test.submit("https://a.example/2", "http://127.0.0.1:9/2");
  EXPECT_EQ(test.advance("1h"), Pause::waiting);
  EXPECT_EQ(test.world.now(), kDefaultStart + span("40s"));
  const auto outgoing = test.world.take_outgoing();
  ASSERT_THAT(outgoing, SizeIs(2));
  test.answer(outgoing[0]);
  test.answer(outgoing[1]);
  EXPECT_EQ(test.advance("1h"), Pause::quiet);
  EXPECT_THAT(test.journal()[6], HasSubstr("\"at\":\"2026-01-05T09:01:30.000Z\""));
  EXPECT_THAT(test.journal()[7], HasSubstr("\"at\":\"2026-01-05T09:01:40.000Z\""));
}

TEST(World, AWebhookWaitsUntilTheSubmitIsAnswered) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Fixed{Span{0}};
  TestWorld test(scenario);
  const auto submitted =
      test.world.apply(submit_of("https://a.example/", "http://127.0.0.1:9/")).value();
  ASSERT_TRUE(submitted.tell_when_written);
  EXPECT_EQ(test.advance("1h"), Pause::waiting);
  EXPECT_EQ(test.world.now(), kDefaultStart);
  EXPECT_THAT(test.world.take_outgoing(), IsEmpty());
  (void)test.world.apply(AnswerWritten{submitted.job});
  test.settle_instant();
  EXPECT_THAT(test.world.take_outgoing(), SizeIs(1));
}

TEST(World, APacedWebhookEndsWhenItsAnswerComes) {
  Scenario scenario = test_scenario();
  scenario.clock.mode = ClockMode::paced;
  TestWorld test(scenario);
  test.submit("https://a.example/", "http://127.0.0.1:9/");
  EXPECT_EQ(test.advance("1m"), Pause::quiet);
  const auto outgoing = test.world.take_outgoing();
  ASSERT_THAT(outgoing, SizeIs(1));
  EXPECT_FALSE(outgoing[0].standing);
  test.answer(outgoing[0], 204);
  EXPECT_EQ(test.world.webhooks().find(0)->state, DeliveryState::delivered);
}

TEST(World, ASecondAnswerToAnAttemptAndOneOfAnotherEpochAreIgnored) {
  TestWorld test;
  test.submit("https://a.example/", "http://127.0.0.1:9/");
  test.advance("1m");
  auto attempt = test.world.take_outgoing().at(0);
  attempt.id.epoch = 7;
  test.answer(attempt, 500);
  EXPECT_EQ(test.advance("1m"), Pause::waiting);
  attempt.id.epoch = 0;
  test.answer(attempt, 200);
  test.answer(attempt, 500);
  test.advance("1m");
  EXPECT_EQ(test.world.webhooks().find(0)->state, DeliveryState::delivered);
}

TEST(World, AnInboxReceivesWithoutANetwork) {
  TestWorld test;
  const auto id = test.submit("https://a.example/", "https://sim.test/inbox/a");
  (void)test.world.apply(InboxAnswer{"a", 503, "busy"});
  EXPECT_EQ(test.advance("48h"), Pause::quiet);
  const auto* messages = test.world.inboxes().messages("a");
  ASSERT_TRUE(messages);
  EXPECT_THAT(messages->at(0).request.body, HasSubstr(id));
  EXPECT_EQ(messages->at(0).at, kDefaultStart + span("30s"));
  EXPECT_EQ(test.world.webhooks().find(0)->attempts[0].result->status, 503);
}

TEST(World, AFailedJobIsNotifiedWithAStatusOtherThan200) {
  Scenario scenario = test_scenario();
  scenario.zones[0].success_rate = 0;
  scenario.zones[0].webhook.url = "https://sim.test/inbox/a";
  scenario.zones[0].webhook.method = HookMethod::get;
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/?q=1&r=2");
  test.advance("1m");
  const auto& message = test.world.inboxes().messages("a")->at(0).request;
  EXPECT_EQ(message.method, "GET");
  EXPECT_EQ(message.url, "https://sim.test/inbox/a?status=502&response_id=" + id +
                             "&request_url=https%3A%2F%2Fa.example%2F%3Fq%3D1%26r%3D2");
}

TEST(World, ARedeliveryIsOneMoreAttemptOfTheSameDelivery) {
  TestWorld test;
  test.submit("https://a.example/", "https://sim.test/inbox/a");
  test.advance("1m");
  ASSERT_TRUE(test.world.apply(Redeliver{0}));
  EXPECT_FALSE(test.world.apply(Redeliver{0}));
  test.settle_instant();
  EXPECT_THAT(test.world.webhooks().find(0)->attempts, SizeIs(2));
  EXPECT_THAT(*test.world.inboxes().messages("a"), SizeIs(2));
}

TEST(World, ExpiryCancelsADeliveryThatIsStillToCome) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Fixed{Span{0}};
  TestWorld test(scenario);
  (void)test.world.apply(submit_of("https://a.example/", "http://127.0.0.1:9/"));
  test.settle_instant();
  (void)test.world.apply(JobVerb{JobVerb::Kind::expire, {0}, {}, {}});
  test.settle_instant();
  EXPECT_EQ(test.world.webhooks().find(0)->state, DeliveryState::cancelled);
  (void)test.world.apply(AnswerWritten{0});
  test.advance("1h");
  EXPECT_THAT(test.world.take_outgoing(), IsEmpty());
}

TEST(World, TimeThatBeginsToStandWaitsForAttemptsAlreadyInFlight) {
  Scenario scenario = test_scenario();
  scenario.clock.mode = ClockMode::paced;
  TestWorld test(scenario);
  test.submit("https://a.example/", "http://127.0.0.1:9/");
  test.advance("1m");
  (void)test.world.apply(HoldTime{true});
  EXPECT_EQ(test.advance("1h"), Pause::waiting);
  test.answer(test.world.take_outgoing().at(0));
  EXPECT_EQ(test.advance("1h"), Pause::quiet);
}

}  // namespace
}  // namespace asyncsim
