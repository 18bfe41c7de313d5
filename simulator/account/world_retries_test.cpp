// When a webhook that was not answered 2xx comes again.
#include <gmock/gmock.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr const char* kHook = "http://127.0.0.1:9/hook";
const TimePoint kReady = kDefaultStart + span("30s");

Scenario retrying(RetrySchedule retries) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.retries = std::move(retries);
  return scenario;
}

Scenario retrying(RetryPreset preset) { return retrying(RetrySchedule{preset}); }

/// A world with one job, whose receiver answers each attempt as told, until nothing more comes.
class Delivering : public TestWorld {
 public:
  explicit Delivering(Scenario scenario) : TestWorld(std::move(scenario)) {
    id = submit("https://a.example/", kHook);
  }

  /// Plays 72 hours; the last of the results answers all that come after it too.
  void play(std::vector<AttemptResult> results) {
    const TimePoint end = kDefaultStart + span("72h");
    while (advance_to(end) == Pause::waiting) {
      for (const OutgoingAttempt& attempt : world.take_outgoing()) {
        const std::size_t index = std::min<std::size_t>(attempt.id.number, results.size()) - 1;
        (void)world.apply(AttemptEnded{attempt.id, results[index]});
      }
    }
  }

  const Delivery& delivery() const { return *world.webhooks().find(0); }

  /// How long after the first one each attempt came.
  std::vector<std::string> pauses() const {
    std::vector<std::string> spans;
    for (const Attempt& attempt : delivery().attempts) {
      spans.push_back(format_span(attempt.at - kReady));
    }
    return spans;
  }

  std::string id;
};

std::vector<std::string> pauses(Scenario scenario, std::vector<AttemptResult> results) {
  Delivering test(std::move(scenario));
  test.play(std::move(results));
  return test.pauses();
}

AttemptResult answered(int status) { return {AttemptEnd::answered, status, {}}; }

AttemptResult busy(int status, std::chrono::seconds retry_after) {
  AttemptResult result = answered(status);
  result.retry_after = ClientSpan{retry_after};
  return result;
}

const AttemptResult kTimedOut{AttemptEnd::timed_out, 0, "slow"};
const AttemptResult kBroken{AttemptEnd::broken, 0, "closed"};

TEST(Retries, AreNoneUnlessAskedFor) {
  EXPECT_THAT(pauses(test_scenario(), {answered(500)}), ElementsAre("0s"));
  EXPECT_THAT(pauses(retrying(RetryPreset::github), {kBroken}), ElementsAre("0s"));
}

TEST(Retries, OfSvixComeToTheMillisecond) {
  EXPECT_THAT(
      pauses(retrying(RetryPreset::svix), {answered(500)}),
      ElementsAre("0s", "5s", "5m5s", "35m5s", "2h35m5s", "7h35m5s", "17h35m5s", "27h35m5s"));
}

TEST(Retries, OfStandardWebhooksEndWhereTheResultIsGone) {
  EXPECT_THAT(
      pauses(retrying(RetryPreset::standard_webhooks), {kTimedOut}),
      ElementsAre("0s", "5s", "5m5s", "35m5s", "2h35m5s", "7h35m5s", "17h35m5s", "31h35m5s"));
}

TEST(Retries, OfAStripeSandboxAreThree) {
  EXPECT_THAT(pauses(retrying(RetryPreset::stripe_sandbox), {answered(302)}),
              ElementsAre("0s", "1h", "2h", "3h"));
}

TEST(Retries, OfOnesOwnAreAsListed) {
  EXPECT_THAT(pauses(retrying({std::nullopt, {span("1ms"), span("0s"), span("2h")}}), {kBroken}),
              ElementsAre("0s", "1ms", "1ms", "2h1ms"));
}

TEST(Retries, EndWithTheFirstSuccess) {
  Delivering test(retrying(RetryPreset::svix));
  test.play({answered(500), kTimedOut, answered(204)});
  EXPECT_THAT(test.pauses(), ElementsAre("0s", "5s", "5m5s"));
  EXPECT_EQ(test.delivery().state, DeliveryState::delivered);
  EXPECT_EQ(test.ran.delivered, 1u);
  EXPECT_EQ(test.ran.undelivered, 2u);
}

TEST(Retries, EndWhenTheReceiverIsGone) {
  Delivering test(retrying(RetryPreset::svix));
  test.play({answered(500), answered(410)});
  EXPECT_THAT(test.pauses(), ElementsAre("0s", "5s"));
  EXPECT_EQ(test.delivery().state, DeliveryState::failed);
}

TEST(Retries, DoNotFollowARefusal) {
  Delivering test(retrying(RetryPreset::svix));
  test.play({{AttemptEnd::refused, 0, "public"}});
  EXPECT_THAT(test.pauses(), ElementsAre("0s"));
  EXPECT_EQ(test.delivery().state, DeliveryState::refused);
}

TEST(Retries, WaitForRetryAfterWhenThatIsLonger) {
  using std::chrono::seconds;
  EXPECT_THAT(pauses(retrying({std::nullopt, {span("5s"), span("5s")}}),
                     {busy(503, seconds{4}), busy(429, seconds{60}), answered(200)}),
              ElementsAre("0s", "5s", "1m5s"));
}

TEST(Retries, CountFromWhenAnAttemptWasDueAndNotFromItsAnswer) {
  Scenario scenario = retrying({std::nullopt, {span("1m"), span("1m")}});
  scenario.zones[0].webhook.answer_time = span("40s");
  EXPECT_THAT(pauses(scenario, {kTimedOut}), ElementsAre("0s", "1m", "2m"));
}

TEST(Retries, ComeNoEarlierThanTheAnswerToTheAttemptBefore) {
  Scenario scenario = retrying({std::nullopt, {span("10s"), span("10s"), span("2m")}});
  scenario.zones[0].webhook.answer_time = span("40s");
  EXPECT_THAT(pauses(scenario, {kTimedOut}), ElementsAre("0s", "40s", "1m20s", "2m20s"));
}

TEST(Retries, StopWhenTheJobExpires) {
  Scenario scenario = retrying({std::nullopt, {span("1h"), span("1h")}});
  scenario.zones[0].retention = span("1h30s");  // the second attempt would be due right then
  Delivering test(scenario);
  test.play({answered(500)});
  EXPECT_THAT(test.pauses(), ElementsAre("0s"));
  scenario.zones[0].retention += Span{1};
  EXPECT_THAT(pauses(scenario, {answered(500)}), ElementsAre("0s", "1h"));
}

TEST(Retries, AreMovedByTheSameJitterForTheSameSeed) {
  const auto jittered = [](std::uint64_t seed) {
    Scenario scenario = retrying({std::nullopt, {span("1h"), span("1h")}, 0.5});
    scenario.seed = seed;
    Delivering test(std::move(scenario));
    test.play({answered(500)});
    return test.pauses();
  };
  EXPECT_EQ(jittered(1), jittered(1));
  EXPECT_NE(jittered(1), jittered(2));
  const RetrySchedule schedule{std::nullopt, {span("1h")}, 0.5};
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    const Span pause = schedule.pause(0, Random(seed));
    EXPECT_GE(pause, span("30m"));
    EXPECT_LE(pause, span("90m"));
  }
}

TEST(Retries, SettledIsWhenTheLastIsOver) {
  Delivering test(retrying(RetryPreset::svix));
  const RunLimit settled{kLatest, true, {}, ~0ull};
  while (test.world.run(settled, test.ran) == Pause::waiting) {
    for (const auto& attempt : test.world.take_outgoing()) test.answer(attempt, 500);
  }
  EXPECT_EQ(test.world.now(), kReady + span("27h35m5s"));
  EXPECT_EQ(test.delivery().state, DeliveryState::failed);
  EXPECT_THAT(test.delivery().attempts, SizeIs(8));
}

TEST(Retries, ARedeliveryThatFailsIsFollowedByNone) {
  Delivering test(retrying({std::nullopt, {span("1h")}}));
  test.advance("1m");
  test.answer(test.world.take_outgoing().at(0), 200);
  test.settle_instant();
  ASSERT_TRUE(test.world.apply(Redeliver{0}));
  test.play({answered(500)});
  EXPECT_THAT(test.delivery().attempts, SizeIs(2));
  EXPECT_EQ(test.delivery().state, DeliveryState::delivered);
}

TEST(Retries, WhenPacedRetryAfterIsOfTheReceiversSeconds) {
  Scenario scenario = retrying({std::nullopt, {span("1s")}});
  scenario.clock.mode = ClockMode::paced;
  scenario.clock.speed = 60;
  Delivering test(scenario);
  test.advance("30s");
  (void)test.world.apply(
      AttemptEnded{test.world.take_outgoing().at(0).id, busy(503, std::chrono::seconds{2})});
  EXPECT_EQ(test.delivery().next, kReady + span("2m"));
}

}  // namespace
}  // namespace asyncsim
