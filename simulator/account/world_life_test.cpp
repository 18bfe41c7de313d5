#include <gmock/gmock.h>

#include "account/test_world.h"
#include "account/world.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
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
  EXPECT_EQ(refused.error().hint, "this world has z; add --zone prices_eu");
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
