// Jobs of a zone with a queue: when their turn comes, and what goes past it.
#include <gmock/gmock.h>

#include <algorithm>

#include "account/test_world.h"
#include "latency/latency_presets.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

/// One job is started a second, each takes 30 s.
Scenario queued_scenario() {
  Scenario scenario = test_scenario();
  scenario.zones[0].queue = ZoneQueue{PerMinute{60}, {}};
  return scenario;
}

Span stay(const TestWorld& test, const std::string& id) {
  return test.record(id).ready - test.record(id).submitted;
}

std::vector<std::string> explained(const TestWorld& test, const std::string& id) {
  return test.world.explain(test.record(id), test.world.turn_of(*test.world.find_job(id)));
}

void change(TestWorld& test, const Scenario& scenario) {
  ASSERT_TRUE(test.world.apply(ChangeScenario{std::make_shared<const Scenario>(scenario)}));
}

TEST(QueuedWorld, JobsWaitInTheOrderOfTheirSubmits) {
  TestWorld test(queued_scenario());
  const auto first = test.submit("https://a.example/");
  const auto second = test.submit("https://b.example/");
  EXPECT_EQ(stay(test, first), 30s);
  EXPECT_EQ(stay(test, second), 31s);
  test.advance("2s");
  EXPECT_EQ(stay(test, test.submit("https://c.example/")), 30s);
  test.advance("28999ms");
  EXPECT_EQ(test.poll(first), PollAnswer::Kind::ready);
  EXPECT_EQ(test.poll(second), PollAnswer::Kind::pending);
  test.advance("1ms");
  EXPECT_EQ(test.poll(second), PollAnswer::Kind::ready);
}

TEST(QueuedWorld, AFateDoesNotDependOnTheQueue) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Uniform{1s, 1h};
  TestWorld without(scenario);
  scenario.zones[0].queue = ZoneQueue{PerMinute{60}, {}};
  TestWorld with(scenario);
  for (const char* url : {"https://a.example/", "https://b.example/", "https://c.example/"}) {
    const auto one = without.submit(url), other = with.submit(url);
    EXPECT_EQ(without.world.fate(without.record(one)), with.world.fate(with.record(other)));
  }
}

TEST(QueuedWorld, ABurstLengthensItsOwnWait) {
  Scenario scenario = test_scenario();
  scenario.zones[0].queue = ZoneQueue{PerMinute{2'000}, {{}, {{0x7f, 0, 0.5}}}};
  TestWorld test(scenario);
  std::string last;
  for (int i = 0; i < 10'000; ++i) last = test.submit("https://a.example/" + std::to_string(i));
  EXPECT_EQ(stay(test, last), 9'999 * 30ms + 30s);
  test.advance("5m");  // others brought half as much meanwhile
  EXPECT_EQ(stay(test, test.submit("https://b.example/")), 150s + 30s);
}

TEST(QueuedWorld, WhatSaysHowLongItTakesGoesPastTheQueue) {
  Scenario scenario = queued_scenario();
  Rule own, factor;
  own.name = "own";
  own.match.url = "*own*";
  own.latency = RuleLatency{Fixed{7s}};
  factor.name = "slow shops";
  factor.match.url = "*shop*";
  factor.latency = RuleLatency{Unchanged{}, 2};
  scenario.rules = {own, factor};
  TestWorld test(scenario);
  for (int i = 0; i < 10; ++i) (void)test.submit("https://a.example/" + std::to_string(i));
  EXPECT_EQ(stay(test, test.submit("https://a.example/#sim/latency/3s")), 3s);
  EXPECT_EQ(stay(test, test.submit("https://own.example/")), 7s);
  for (const char* word : {"polls/3", "outcome/never"}) {
    const auto id = test.submit("https://a.example/#sim/" + std::string(word));
    EXPECT_EQ(test.world.turn_of(*test.world.find_job(id)), nullptr) << word;
  }
  const auto slow = test.submit("https://shop.example/");
  EXPECT_EQ(stay(test, slow), 10s + 60s);
  EXPECT_THAT(explained(test, slow),
              Contains("service time 1m, drawn from fixed (30s), by rule \"slow shops\", slowed "
                       "down x2"));
}

TEST(QueuedWorld, AJobIsExplained) {
  Scenario scenario = test_scenario();  // of a Monday, 09:00 UTC
  scenario.zones[0].queue =
      ZoneQueue{PerMinute{2'000}, {{}, {{0x7f, 480, 0}, {0x7f, 600, 3}, {0x7f, 720, 0}}}};
  TestWorld test(scenario);
  test.advance("12m");
  for (int i = 0; i < 612; ++i) (void)test.submit("https://a.example/" + std::to_string(i));
  const auto id = test.submit("https://b.example/");
  const Turn turn = *test.world.turn_of(*test.world.find_job(id));
  EXPECT_EQ(turn.own_ahead, 612U);
  EXPECT_GT(turn.others_ahead, 1'000);
  EXPECT_EQ(stay(test, id), turn.wait + 30s);
  EXPECT_THAT(explained(test, id),
              Contains(testing::MatchesRegex("arrived 09:12 UTC at load 1.8; waits [0-9ms]+ behind "
                                             "612 own and [0-9]+,[0-9]+ other jobs")));
  EXPECT_THAT(explained(test, id), Each(Not(HasSubstr("moved"))));
}

TEST(QueuedWorld, WaitAndServiceTogetherKeepTheMaximum) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = LogNormal{1s, 1s, 60s};
  scenario.zones[0].queue = ZoneQueue{PerMinute{1}, {}};
  TestWorld test(scenario);
  EXPECT_EQ(stay(test, test.submit("https://a.example/")), 1s);
  EXPECT_EQ(stay(test, test.submit("https://b.example/")), 60s);
  const auto id = test.submit("https://c.example/");
  EXPECT_EQ(stay(test, id), 60s);
  EXPECT_THAT(explained(test, id), Contains("ready after 1m all the same: no job of its zone takes "
                                            "longer"));
}

TEST(QueuedWorld, HeldJobsTakeUpAMeanServiceAndAQueueOutlivesOtherChanges) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Hold{};
  scenario.zones[0].queue = ZoneQueue{AtOnce{1, 2min}, {}};
  TestWorld test(scenario);
  EXPECT_TRUE(test.record(test.submit("https://a.example/")).held);
  scenario.zones[0].latency.model = Fixed{30s};
  change(test, scenario);
  EXPECT_EQ(stay(test, test.submit("https://b.example/")), 2min + 30s);
  scenario.zones[0].queue = ZoneQueue{AtOnce{2, 2min}, {}};
  change(test, scenario);
  EXPECT_EQ(stay(test, test.submit("https://c.example/")), 30s);
}

TEST(QueuedWorld, ASyncCallIsNotQueued) {
  Scenario scenario = queued_scenario();
  scenario.zones[0].mode = ZoneMode::sync;
  scenario.zones[0].sync.model = Fixed{5s};
  TestWorld test(scenario);
  SyncCall call{"z", {}};
  call.request.url = "https://a.example/";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(test.world.apply(call)->job.ready, kDefaultStart + 5s);
  }
}

TEST(QueuedWorld, ATurnIsForgottenWithItsJob) {
  TestWorld test(queued_scenario());
  const auto id = test.submit("https://a.example/");
  const auto job = test.world.find_job(id).value();
  EXPECT_NE(test.world.turn_of(job), nullptr);
  for (std::size_t i = 0; i < JobStore::kRememberedExpired; ++i) {
    (void)test.submit("https://a.example/");
  }
  test.advance("48h");
  EXPECT_EQ(test.world.turn_of(job), nullptr);
  EXPECT_NE(test.world.turn_of(job + 1), nullptr);
}

// ---- the documented waits, over 100 seeds ----

/// How long jobs take that come evenly in a span of a Monday, in order.
std::vector<Span> stays(const char* preset, std::uint64_t seed, Span from, Span to, int jobs) {
  Scenario scenario = test_scenario();
  scenario.seed = seed;
  scenario.zones[0].latency = {latency_preset(preset)->service, {}, preset};
  TestWorld test(scenario);
  const TimePoint midnight = parse_time("2026-11-23T00:00:00Z").value();
  std::vector<Span> all;
  for (int i = 0; i < jobs; ++i) {
    (void)test.advance_to(midnight + from + (to - from) / jobs * i);
    all.push_back(stay(test, test.submit("https://a.example/" + std::to_string(i))));
  }
  std::ranges::sort(all);
  return all;
}

TEST(QueuedWorld, TypicalJobsAreDoneWithinFiveMinutes) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    EXPECT_LE(stays("typical", seed, 0h, 24h, 400)[380], 5min) << seed;
  }
}

TEST(QueuedWorld, AtItsPeakHalfOfTheJobsTakeHalfAnHourAndNoneMoreThanEight) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto all = stays("peak", seed, 19h, 23h, 200);
    EXPECT_GT(all[100], 30min) << seed;
    EXPECT_LE(all.back(), 8h) << seed;
  }
}

}  // namespace
}  // namespace asyncsim
