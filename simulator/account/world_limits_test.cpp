// What a zone takes, and how often a client may ask: by the client's own time.
#include <gmock/gmock.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using Kind = PollAnswer::Kind;
using testing::HasSubstr;

Scenario limited(std::optional<double> submits, PollCadence cadence = PollCadence::noted) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Fixed{1h};
  scenario.zones[0].limits = {submits, std::nullopt, cadence};
  return scenario;
}

/// As if paced at that speed; the test moves the clock itself.
Scenario paced(Scenario scenario, double speed) {
  scenario.clock.mode = ClockMode::paced;
  scenario.clock.speed = speed;
  return scenario;
}

Result<Submitted> submit_one(TestWorld& test) {
  return test.world.apply(submit_of("https://a.example/"));
}

TEST(Limits, Submit101Of100IsRefusedWhileTheClockStandsAndOneMorePasses10msLater) {
  TestWorld test(limited(100));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(submit_one(test));
  const auto refused = submit_one(test);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::too_many);
  EXPECT_EQ(refused.error().retry_after, 1);
  test.advance("9ms");
  EXPECT_FALSE(submit_one(test));
  test.advance("1ms");
  EXPECT_TRUE(submit_one(test));
  EXPECT_FALSE(submit_one(test));
}

TEST(Limits, ArePerZoneAndASyncCallCountsToo) {
  Scenario scenario = limited(1);
  scenario.zones.push_back(scenario.zones[0]);
  scenario.zones[1].name = "other";
  TestWorld test(scenario);
  EXPECT_TRUE(submit_one(test));
  EXPECT_FALSE(submit_one(test));
  Submit other = submit_of("https://a.example/");
  other.zone = "other";
  EXPECT_TRUE(test.world.apply(other));
  EXPECT_FALSE(test.world.apply(SyncCall{"other", other.request, Product::unlocker}));
}

TEST(Limits, RetryAfterIsInTheClientsSecondsRoundedUp) {
  TestWorld test(paced(limited(0.001), 60));
  ASSERT_TRUE(submit_one(test));
  EXPECT_EQ(submit_one(test).error().retry_after, 17);  // 1,000 virtual seconds / 60
}

TEST(Limits, RetryAfterCanBeLeftOut) {
  Scenario scenario = limited(1);
  scenario.knobs.choose(Knob::retry_after, std::uint8_t(RetryAfter::omitted));
  TestWorld test(scenario);
  ASSERT_TRUE(submit_one(test));
  EXPECT_EQ(submit_one(test).error().retry_after, 0);
}

TEST(PollCadence, EnforcedRefusesTheFirstPollBefore20sAndTakesItThen) {
  TestWorld test(limited(std::nullopt, PollCadence::enforced));
  const auto id = test.submit("https://a.example/");
  test.advance("19749ms");  // the slack is 250 ms
  const auto refused = test.world.apply(Poll{id});
  EXPECT_EQ(refused.kind, Kind::too_early);
  ASSERT_TRUE(refused.refusal);
  EXPECT_EQ(refused.refusal->retry_after, 1);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::pending);
}

TEST(PollCadence, IsTenSecondsThenFiveSecondsAfterThePollBefore) {
  TestWorld test(limited(std::nullopt, PollCadence::enforced));
  const auto id = test.submit("https://a.example/");
  test.advance("20s");
  EXPECT_EQ(test.poll(id), Kind::pending);
  test.advance("9749ms");
  EXPECT_EQ(test.poll(id), Kind::too_early);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::pending);
  test.advance("4749ms");
  EXPECT_EQ(test.poll(id), Kind::too_early);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::pending);
}

TEST(PollCadence, OfAnUnwarpedClientIsJudgedInRealTime) {
  TestWorld test(paced(limited(std::nullopt, PollCadence::enforced), 60));
  const auto id = test.submit("https://a.example/");
  test.advance("20s");  // a third of a second for the client
  EXPECT_EQ(test.poll(id), Kind::too_early);
  test.advance("20m");
  EXPECT_EQ(test.poll(id), Kind::pending);
}

TEST(PollCadence, OfAWarpedClientIsJudgedInVirtualTime) {
  Scenario scenario = paced(limited(std::nullopt, PollCadence::enforced), 60);
  scenario.clock.client_time = ClientTime::virtual_time;
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/");
  test.advance("20s");
  EXPECT_EQ(test.poll(id), Kind::pending);
}

TEST(PollCadence, IsNotJudgedWhileTheClockStands) {
  TestWorld test(limited(std::nullopt, PollCadence::enforced));
  const auto id = test.submit("https://a.example/");
  EXPECT_EQ(test.poll(id), Kind::pending);
  EXPECT_EQ(test.poll(id), Kind::pending);
}

TEST(PollCadence, NotedAnswersAndCounts) {
  TestWorld test(limited(std::nullopt));
  const auto id = test.submit("https://a.example/");
  test.advance("1s");
  EXPECT_EQ(test.poll(id), Kind::pending);
  EXPECT_EQ(test.world.report().tally.early_polls, 1u);
  test.advance("10s");
  EXPECT_EQ(test.poll(id), Kind::pending);
  EXPECT_EQ(test.world.report().tally.early_polls, 1u);
}

TEST(PollCadence, MeteredBillsASecondPollWithinAMinute) {
  TestWorld test(limited(std::nullopt, PollCadence::metered));
  const auto id = test.submit("https://a.example/");
  const auto billed = [&] { return test.world.ledger().total().billed; };
  EXPECT_EQ(billed(), 1u);
  test.advance("20s");
  test.poll(id);
  EXPECT_EQ(billed(), 1u);
  test.advance("59999ms");
  test.poll(id);
  EXPECT_EQ(billed(), 2u);
  test.advance("60s");
  test.poll(id);
  EXPECT_EQ(billed(), 2u);
}

TEST(PollCadence, DoesNotConcernReadsOfAResultThatWasHad) {
  Scenario scenario = limited(std::nullopt, PollCadence::enforced);
  scenario.zones[0].latency.model = Fixed{10s};
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/");
  test.advance("20s");
  EXPECT_EQ(test.poll(id), Kind::ready);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::ready);
}

}  // namespace
}  // namespace asyncsim
