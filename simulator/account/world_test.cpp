#include "account/world.h"

#include <gmock/gmock.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = PollAnswer::Kind;

// ---- the life of a job ----

TEST(World, AJobIsPendingUntilItsMomentAndReadyFromItOn) {
  TestWorld test;
  const auto id = test.submit("https://a.example/");
  test.advance("29s999ms");
  EXPECT_EQ(test.poll(id), Kind::pending);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::ready);
  EXPECT_EQ(test.poll(id), Kind::ready);
}

TEST(World, AResultIsThereUntilJustBefore48HoursFromSubmissionAndGoneAt48) {
  TestWorld test;
  const auto id = test.submit("https://a.example/");
  test.advance("47h59m59s999ms");
  EXPECT_EQ(test.poll(id), Kind::ready);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::expired);
}

TEST(World, AJobStillPendingAt48HoursDiesWithoutAWebhook) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Fixed{std::chrono::hours{48}};
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/", "https://sim.test/inbox/a");
  test.advance("47h59m59s999ms");
  EXPECT_EQ(test.poll(id), Kind::pending);
  test.advance("1h");
  EXPECT_EQ(test.poll(id), Kind::expired);
  EXPECT_THAT(test.events(), ElementsAre("submitted", "polled", "expired", "polled"));
}

TEST(World, AnExpiredIdIsRecognisedWhenItsJobIsLongForgotten) {
  TestWorld test;
  const auto id = test.submit("https://a.example/");
  for (int i = 0; i < 10'000; ++i) test.submit("https://b.example/" + std::to_string(i));
  test.advance("100h");
  EXPECT_FALSE(test.world.find_job(id).ok());
  EXPECT_EQ(test.poll(id), Kind::expired);
}

TEST(World, AnIdThatWasNeverIssuedIsUnknown) {
  TestWorld test, other(test_scenario(), "acct_other");
  test.submit("https://a.example/");
  const ResponseIds ids(1, "acct_test");
  EXPECT_EQ(test.poll("abc123-def456-ghi789"), Kind::unknown);
  EXPECT_EQ(test.poll(other.submit("https://a.example/")), Kind::unknown);
  EXPECT_EQ(test.poll(ids.make(1, kDefaultStart)), Kind::unknown);
  EXPECT_EQ(test.poll(ids.make(0, kDefaultStart + Span{1})), Kind::unknown);
}

TEST(World, TellsHowMuchTooLateAPollCame) {
  TestWorld test;
  const auto id = test.submit("https://a.example/");
  test.advance("48h400ms");
  EXPECT_EQ(test.world.apply(Poll{id}).hint,
            "expired; submitted 2026-01-05T09:00:00.000Z, kept 48h, asked 400ms too late");
}

TEST(World, ReadyAfterThreePollsMeansThatTheFourthHearsTheResult) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency = {Hold{}, 3};
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/");
  EXPECT_EQ(test.poll(id), Kind::pending);
  EXPECT_EQ(test.poll(id), Kind::pending);
  EXPECT_EQ(test.poll(id), Kind::pending);
  EXPECT_EQ(test.poll(id), Kind::ready);
}

TEST(World, PollCountedJobsAreReadyByTimeWhenThatIsFirst) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.ready_after_polls = 3;
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/");
  EXPECT_EQ(test.poll(id), Kind::pending);
  test.advance("30s");
  EXPECT_EQ(test.poll(id), Kind::ready);
}

TEST(World, AnUnknownZoneIsRefusedAndNothingChanges) {
  TestWorld test;
  const auto refused = test.world.apply(Submit{"prices_eu", {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().hint, "this world has z");
  EXPECT_EQ(test.world.jobs().submitted(), 0u);
  EXPECT_EQ(test.world.ledger().total().billed, 0u);
}

TEST(World, TheSubmitIsBilledAndTheReadIsFree) {
  TestWorld test;
  auto multi = submit_of("https://a.example/");
  multi.request.units = 2;
  (void)test.world.apply(multi);
  const auto id = test.submit("https://b.example/");
  test.advance("1m");
  test.poll(id);
  test.poll(id);
  EXPECT_EQ(test.world.ledger().total().billed, 3u);
  EXPECT_EQ(test.world.ledger().total().retrievals, 2u);
  EXPECT_EQ(test.world.ledger().total().nano_usd, 4'500'000);
}

// ---- fates ----

TEST(World, TheFateOfARequestDependsOnNoOtherRequest) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = LogNormal{span("2m"), span("5m"), span("8h")};
  scenario.zones[0].success_rate = 0.5;
  TestWorld forwards(scenario), backwards(scenario, "acct_other");
  std::vector<std::string> first(100), second(100);
  for (std::size_t i = 0; i < 100; ++i) {
    first[i] = forwards.submit("https://a.example/" + std::to_string(i));
    second[99 - i] = backwards.submit("https://a.example/" + std::to_string(99 - i));
  }
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_EQ(forwards.world.fate(forwards.record(first[i])),
              backwards.world.fate(backwards.record(second[i])));
  }
}

TEST(World, EqualRequestsHaveFatesOfTheirOwnUntilTheLastOfThemHasExpired) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Uniform{span("1s"), span("1h")};
  TestWorld test(scenario);
  const auto fate_of = [&](const std::string& id) { return test.world.fate(test.record(id)); };
  const auto first = fate_of(test.submit("https://a.example/"));
  test.advance("24h");
  const auto second = fate_of(test.submit("https://a.example/"));
  EXPECT_NE(first, second);
  test.advance("47h59m");
  EXPECT_NE(fate_of(test.submit("https://a.example/")), first);
  test.advance("48h");
  EXPECT_EQ(fate_of(test.submit("https://a.example/")), first);
}

TEST(World, PeakHoursSlowDownWhatIsSubmittedInThem) {
  Scenario scenario = test_scenario();
  scenario.peak_hours = {{0x7f, 10 * 60, 11 * 60, 4.0}};
  TestWorld test(scenario);
  test.advance("59m59s999ms");
  const auto before = test.submit("https://a.example/1");
  test.advance("1ms");
  const auto within = test.submit("https://a.example/2");
  EXPECT_EQ(test.record(before).ready, test.record(before).submitted + span("30s"));
  EXPECT_EQ(test.record(within).ready, test.record(within).submitted + span("2m"));
  EXPECT_THAT(test.world.explain(test.record(within))[1], HasSubstr("slowed down x4"));
}

// ---- verbs ----

class Verbs : public testing::Test {
 protected:
  Forced force(JobVerb::Kind kind, Span by = {}, FailCode code = FailCode::captcha) {
    const Forced forced = test_.world.apply(JobVerb{kind, {0}, code, by});
    test_.settle_instant();
    return forced;
  }
  TestWorld test_;
  std::string id_ = test_.submit("https://a.example/", "https://sim.test/inbox/a");
};

TEST_F(Verbs, CompleteEndsAPendingJobNow) {
  EXPECT_EQ(force(JobVerb::Kind::complete).changed, 1u);
  EXPECT_EQ(test_.poll(id_), Kind::ready);
  EXPECT_EQ(force(JobVerb::Kind::complete).refused->message, "the job is ready, not pending");
}

TEST_F(Verbs, FailEndsItWithThatCode) {
  force(JobVerb::Kind::fail);
  EXPECT_EQ(test_.poll(id_), Kind::failed);
  EXPECT_EQ(test_.record(id_).failure, FailCode::captcha);
}

TEST_F(Verbs, AHeldJobIsCompletedByItsReleaseAndNotByTime) {
  force(JobVerb::Kind::hold);
  test_.advance("1h");
  EXPECT_EQ(test_.poll(id_), Kind::pending);
  EXPECT_EQ(test_.world.why_never(0)->message, "the job is held: time alone never completes it");
  force(JobVerb::Kind::release);
  EXPECT_EQ(test_.poll(id_), Kind::ready);
}

TEST_F(Verbs, AReleaseBeforeTheDrawnTimeKeepsIt) {
  force(JobVerb::Kind::hold);
  force(JobVerb::Kind::release);
  test_.advance("29s999ms");
  EXPECT_EQ(test_.poll(id_), Kind::pending);
  test_.advance("1ms");
  EXPECT_EQ(test_.poll(id_), Kind::ready);
}

TEST_F(Verbs, DelayMovesTheCompletionOfAPendingJob) {
  force(JobVerb::Kind::delay, span("1m"));
  test_.advance("1m29s999ms");
  EXPECT_EQ(test_.poll(id_), Kind::pending);
  test_.advance("1ms");
  EXPECT_EQ(test_.poll(id_), Kind::ready);
}

TEST_F(Verbs, ADelayPastTheYear2200IsRefusedAndMovesNothing) {
  EXPECT_TRUE(force(JobVerb::Kind::delay, span("70000d")).refused);
  test_.advance("30s");
  EXPECT_EQ(test_.poll(id_), Kind::ready);
}

TEST_F(Verbs, ExpireTakesTheResultAwayNowAndOnlyOnce) {
  force(JobVerb::Kind::expire);
  EXPECT_EQ(test_.poll(id_), Kind::expired);
  EXPECT_FALSE(test_.world.next_event());
  EXPECT_EQ(force(JobVerb::Kind::expire).refused->message, "the job has expired already");
}

// ---- webhooks ----

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

// ---- goals ----

TEST(World, SettledMeansThatNothingMakesProgressAndKeepsTheResults) {
  TestWorld test;
  const auto id = test.submit("https://a.example/", "https://sim.test/inbox/a");
  EXPECT_EQ(test.world.run({kLatest, true, {}, ~0ull}, test.ran), Pause::quiet);
  EXPECT_EQ(test.world.now(), kDefaultStart + span("30s"));
  EXPECT_EQ(test.ran.delivered, 1u);
  EXPECT_EQ(test.poll(id), Kind::ready);
}

TEST(World, UntilAJobMeansThatItEndedAndItsFirstAttemptToo) {
  TestWorld test;
  test.submit("https://a.example/", "http://127.0.0.1:9/");
  const RunLimit limit{kLatest, false, JobOrdinal{0}, ~0ull};
  EXPECT_EQ(test.world.run(limit, test.ran), Pause::waiting);
  test.answer(test.world.take_outgoing().at(0), 500);
  EXPECT_EQ(test.world.run(limit, test.ran), Pause::quiet);
  EXPECT_EQ(test.world.now(), kDefaultStart + span("30s"));
}

TEST(World, SaysWhyTimeAloneNeverEndsAJob) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Fixed{span("48h")};
  TestWorld late(scenario);
  late.submit("https://a.example/");
  EXPECT_THAT(late.world.why_never(0)->message, HasSubstr("expires pending"));
  scenario.zones[0].latency = {Hold{}, 2};
  TestWorld polled(scenario);
  polled.submit("https://a.example/");
  EXPECT_THAT(polled.world.why_never(0)->message, HasSubstr("waits for its polls"));
}

TEST(World, OneAdvanceOf48HoursAnd48OfOneLeaveTheSameJournal) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Uniform{span("1s"), span("30h")};
  TestWorld one(scenario), many(scenario);
  for (TestWorld* test : {&one, &many}) {
    for (int i = 0; i < 200; ++i) {
      test->submit("https://a.example/" + std::to_string(i), "https://sim.test/inbox/a");
    }
  }
  one.advance("48h");
  for (int i = 0; i < 48; ++i) many.advance("1h");
  EXPECT_EQ(one.journal(), many.journal());
  EXPECT_THAT(one.journal(), SizeIs(200 * 6));
}

TEST(World, TellsWhoPollsForEverUnderAManualClockThatItStands) {
  TestWorld world;
  const auto id = world.submit("https://a.example/");
  for (int poll = 1; poll < 20; ++poll) EXPECT_EQ(world.world.apply(Poll{id}).hint, "");
  EXPECT_NE(world.world.apply(Poll{id}).hint.find("/_sim/clock/advance"), std::string::npos);
  EXPECT_EQ(world.world.apply(Poll{id}).hint, "");
}

TEST(World, TellsWhoPollsAJobThatNeverEnds) {
  TestWorld world;
  const auto id = world.submit("https://a.example/");
  (void)world.world.apply(JobVerb{JobVerb::Kind::hold, {0}});
  std::string hint;
  for (int poll = 1; poll <= 20; ++poll) {
    EXPECT_EQ(hint, "");
    world.advance("5s");
    hint = world.world.apply(Poll{id}).hint;
  }
  EXPECT_NE(hint.find("the job is held"), std::string::npos);
}

}  // namespace
}  // namespace asyncsim
