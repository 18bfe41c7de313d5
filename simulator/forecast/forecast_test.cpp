#include "forecast/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/world.h"
#include "latency/latency_presets.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart = kDefaultStart;
const ClientPolicy kDocumented{}, kWebhook{ClientPolicy::Kind::webhook, {}, {}};

Scenario world_of(ZoneLatency latency) {
  Scenario scenario;
  scenario.zones = {default_zone("shop", Product::unlocker)};
  scenario.zones[0].latency = std::move(latency);
  scenario.zones[0].success_rate = 1;
  return scenario;
}

Scenario fixed_world(Span service) { return world_of({Fixed{service}, {}, ""}); }

ForecastOrder order_of(Scenario scenario, std::vector<ClientPolicy> clients = {kDocumented},
                       std::vector<TimePoint> starts = {kStart}) {
  return {std::make_shared<const Scenario>(std::move(scenario)), "shop", std::move(starts),
          std::move(clients), kStart};
}

ForecastCase only_case(Scenario scenario, const Arrivals& arrivals, ClientPolicy client = {}) {
  const auto cases = forecast(order_of(std::move(scenario), {client}), arrivals);
  return cases ? cases->front() : ForecastCase{};
}

std::vector<ForeseenJob> jobs_of(const ForecastOrder& order, const Arrivals& arrivals) {
  std::vector<ForeseenJob> jobs;
  EXPECT_TRUE(forecast(order, arrivals,
                       [&](TimePoint, const ClientPolicy&, const ForeseenJob& job,
                           const Collection&) { jobs.push_back(job); }));
  return jobs;
}

TEST(AForecast, CountsTheDocumentedPollsOfEachJob) {
  // After 20, 30, 35 ... 120 s: 19 hear 202 before the 20th, which comes as the job is ready.
  const auto at_the_moment = only_case(fixed_world(2min), Arrivals(10, Burst{}));
  EXPECT_EQ(at_the_moment.pending_answers, 190u);
  EXPECT_EQ(at_the_moment.polls, 200u);
  EXPECT_EQ(at_the_moment.collected.p50, 2min);
  const auto a_moment_later = only_case(fixed_world(2min + 1ms), Arrivals(10, Burst{}));
  EXPECT_EQ(a_moment_later.pending_answers, 200u);
  EXPECT_EQ(a_moment_later.collected.p50, 2min + 5s);
  EXPECT_EQ(a_moment_later.ready.p50, 2min + 1ms);
}

TEST(AForecast, IsWhatAPollingClientOfTheSameWorldHears) {
  for (const Span service : {1ms, 19'999ms, 20'000ms, 20'001ms, 30'000ms, 30'001ms, 77'777ms}) {
    Scenario scenario = fixed_world(service);
    scenario.clock.mode = ClockMode::manual;
    World world("a", std::make_shared<const Scenario>(scenario), kStart, 0);
    Submit submit{"shop", {}};
    submit.request.url = Arrivals(1, Burst{}).url(0);
    const std::string id = world.apply(submit)->id;
    std::uint64_t polls = 0;
    for (Span at = 20s;; at += polls == 1 ? 10s : 5s) {
      Ran ran;
      world.run({kStart + at, false, {}, ~0ull}, ran);
      ++polls;
      if (world.apply(Poll{id}).kind == PollAnswer::Kind::ready) break;
    }
    EXPECT_EQ(only_case(scenario, Arrivals(1, Burst{})).polls, polls) << service.count();
  }
}

TEST(AForecast, GivesEachJobTheCompletionThatTheWorldGivesIt) {
  Scenario scenario = world_of({latency_preset("peak")->service, {}, "peak"});
  scenario.peak_hours.clear();
  const Arrivals arrivals(3'000, ArrivalRate{1});
  const TimePoint evening = kStart + 9h;
  const auto foreseen = jobs_of(order_of(scenario, {kDocumented}, {evening}), arrivals);
  scenario.clock.mode = ClockMode::manual;
  World world("other", std::make_shared<const Scenario>(scenario), kStart, 7);
  ASSERT_EQ(foreseen.size(), 3'000u);
  for (std::uint64_t n = 0; n < arrivals.count(); ++n) {
    Ran ran;
    world.run({evening + arrivals.after(n), false, {}, ~0ull}, ran);
    Submit submit{"shop", {}};
    submit.request.url = arrivals.url(n);
    const JobRecord& record = *world.jobs().find(world.apply(submit)->job);
    ASSERT_EQ(record.ready, *foreseen[n].ready);
    ASSERT_EQ(record.failure, foreseen[n].failure);
  }
}

TEST(AForecast, ComparesStartsAndClients) {
  Scenario scenario = world_of({latency_preset("peak")->service, {}, "peak"});
  const auto cases =
      forecast(order_of(scenario, {kDocumented, kWebhook}, {kStart + 10h, kStart + 21h}),
               Arrivals(1'000, ArrivalRate{1}));
  ASSERT_EQ(cases->size(), 4u);
  EXPECT_EQ((*cases)[1].start, kStart + 10h);
  EXPECT_EQ((*cases)[1].client, kWebhook);
  EXPECT_EQ((*cases)[0].ready.p99, (*cases)[1].ready.p99);
  EXPECT_EQ((*cases)[0].collected.count, 1'000u);
  EXPECT_GT((*cases)[0].ready.p50, 10 * (*cases)[2].ready.p50);  // 19:00 against 06:00
}

TEST(AForecast, LosesWhatIsNotCollectedByItsExpiry) {
  ClientPolicy late = kWebhook;
  late.collect_after = 48h - 2min - 1ms;
  EXPECT_EQ(only_case(fixed_world(2min), Arrivals(5, Burst{}), late).lost, 0u);
  late.collect_after = 48h - 2min;
  const auto lost = only_case(fixed_world(2min), Arrivals(5, Burst{}), late);
  EXPECT_EQ(lost.lost, 5u);
  EXPECT_EQ(lost.collected.count, 0u);
  EXPECT_EQ(lost.ready.count, 5u);
  ClientPolicy asks_late{ClientPolicy::Kind::every, 1s, 48h};
  EXPECT_EQ(only_case(fixed_world(2min), Arrivals(5, Burst{}), asks_late).lost, 5u);
  asks_late.collect_after = 48h - 1ms;
  EXPECT_EQ(only_case(fixed_world(2min), Arrivals(5, Burst{}), asks_late).lost, 0u);
}

TEST(AForecast, FollowsTheZonesWebhookFaults) {
  Scenario scenario = fixed_world(2min);
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::lost, 1, 2, {}}};
  EXPECT_EQ(only_case(scenario, Arrivals(5, Burst{}), kWebhook).lost, 5u);
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::delayed, 1, 2, 3min}};
  EXPECT_EQ(only_case(scenario, Arrivals(5, Burst{}), kWebhook).collected.p50, 5min);
}

TEST(AForecast, WaitsAsA429SaysAndCountsFromTheTimeTheJobWasDue) {
  Scenario scenario = fixed_world(1min);
  scenario.zones[0].limits.submits_per_second = 10;
  const auto limited = only_case(scenario, Arrivals(30, Burst{}));
  EXPECT_EQ(limited.submission.accepted, 30u);
  EXPECT_EQ(limited.submission.waits, 2u);
  EXPECT_EQ(limited.last_submit, kStart + 2s);
  EXPECT_EQ(limited.ready.longest, 1min + 2s);
}

TEST(AForecast, GivesUpWhereNobodyIsEverLetIn) {
  Scenario scenario = fixed_world(1min);
  Rule rule;
  rule.name = "closed";
  rule.reply = RuleReply{};
  rule.reply->status = 429;
  scenario.rules = {rule};
  const auto refused = forecast(order_of(scenario), Arrivals(2, Burst{}));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("hears 429 again and again"));
}

TEST(AForecast, CountsJobsThatAreReadyByTheirPolls) {
  Scenario scenario = world_of({Hold{}, 3, ""});
  const auto polled = only_case(scenario, Arrivals(4, Burst{}));
  EXPECT_EQ(polled.pending_answers, 12u);
  EXPECT_EQ(polled.polls, 16u);
  EXPECT_EQ(polled.ready.p50, 35s);
  EXPECT_EQ(polled.collected.p50, 40s);
  const auto told = only_case(scenario, Arrivals(4, Burst{}), kWebhook);
  EXPECT_EQ(told.never_ready, 4u);
  EXPECT_EQ(told.lost, 4u);
}

TEST(AForecast, FollowsTheFlowByTheMinute) {
  const auto flow = only_case(fixed_world(2min), Arrivals(3, ArrivalRate{1.0 / 60}));
  ASSERT_EQ(flow.steps.size(), 5u);
  EXPECT_EQ(flow.steps[1].submitted, 1u);
  EXPECT_EQ(flow.steps[1].in_flight, 2u);
  EXPECT_EQ(flow.steps[2].in_flight, 2u);  // the first is done as the third comes
  EXPECT_EQ(flow.steps[4].completed, 1u);
  EXPECT_EQ(flow.steps[4].in_flight, 1u);  // until it is done at its beginning
  EXPECT_EQ(flow.most_in_flight, 2u);
  EXPECT_EQ(flow.all_done, kStart + 4min);
  const auto coarse = coarser(flow.steps, 2min);
  ASSERT_EQ(coarse.size(), 3u);
  EXPECT_EQ(coarse[0].submitted, 2u);
  EXPECT_EQ(coarse[1].in_flight, 2u);
}

TEST(AForecast, SeesHowManyAreInFlightHoweverShort) {
  const auto burst = only_case(fixed_world(1ms), Arrivals(100, Burst{}));
  EXPECT_EQ(burst.most_in_flight, 100u);
  EXPECT_EQ(burst.steps[0].in_flight, 100u);
  EXPECT_EQ(only_case(fixed_world(1s), Arrivals(100, ArrivalRate{1})).most_in_flight, 1u);
  EXPECT_EQ(only_case(fixed_world(1'001ms), Arrivals(100, ArrivalRate{1})).most_in_flight, 2u);
}

TEST(AForecast, LosesForPollsAJobWhoseSubmitIsNotAnswered) {
  Scenario scenario = fixed_world(2min);
  Rule rule;
  rule.name = "silent";
  rule.match.on = CallKind::submit;
  rule.reply = RuleReply{};
  rule.reply->fault = ReplyFault::silence;
  scenario.rules = {rule};
  const auto polled = only_case(scenario, Arrivals(5, Burst{}));
  EXPECT_EQ(polled.lost, 5u);
  EXPECT_EQ(polled.polls, 0u);
  EXPECT_EQ(polled.submission.usd, 0.0075);
  EXPECT_EQ(only_case(scenario, Arrivals(5, Burst{}), kWebhook).lost, 0u);
}

TEST(AForecast, HearsOne404OfAJobThatARuleLoses) {
  Scenario scenario = world_of({Hold{}, 3, ""});
  Rule rule;
  rule.name = "lost";
  rule.outcome = RuleOutcome{RuleOutcome::Kind::lost, {}};
  scenario.rules = {rule};
  const auto lost = only_case(scenario, Arrivals(5, Burst{}));
  EXPECT_EQ(lost.polls, 5u);
  EXPECT_EQ(lost.pending_answers, 0u);
  EXPECT_EQ(lost.lost, 5u);
}

TEST(AForecast, HeedsTheKnobsOfTheWholeWorld) {
  Scenario scenario = fixed_world(1min);
  scenario.zones[0].limits = {1, 1, {}};
  scenario.knobs.choose(Knob::retry_after, static_cast<std::uint8_t>(RetryAfter::omitted));
  EXPECT_EQ(only_case(scenario, Arrivals(5, Burst{})).submission.waits, 4u);
}

TEST(AForecast, OfAWebhookThatComesEarlyIsDoneAtOnceWhereTheZoneSendsOne) {
  Scenario scenario = fixed_world(2min);
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::early, 1, 2, {}}};
  EXPECT_EQ(only_case(scenario, Arrivals(2, Burst{})).ready.p50, 2min);
  scenario.zones[0].webhook.url = "https://hooks.example/";
  EXPECT_EQ(only_case(scenario, Arrivals(2, Burst{})).ready.p50, 0s);
}

TEST(AForecast, AsksRulesThatLookAtHeadersAndBodies) {
  Scenario scenario = fixed_world(2min);
  Rule rule;
  rule.name = "one page";
  rule.match.body = {{"/url", '"' + Arrivals(2, Burst{}).url(1) + '"'}};
  rule.latency = RuleLatency{Fixed{7s}, 1};
  scenario.rules = {rule};
  const auto jobs = jobs_of(order_of(scenario), Arrivals(2, Burst{}));
  EXPECT_EQ(*jobs[0].ready - jobs[0].submitted, 2min);
  EXPECT_EQ(*jobs[1].ready - jobs[1].submitted, 7s);
}

TEST(AForecast, QuantilesAreThoseOfTheNearestRank) {
  Scenario scenario = fixed_world(0s);
  scenario.zones[0].limits = {1, 1, {}};  // job n is let in at n seconds
  const auto spread = only_case(scenario, Arrivals(100, Burst{}));
  EXPECT_EQ(spread.ready.p50, 49s);
  EXPECT_EQ(spread.ready.p95, 94s);
  EXPECT_EQ(spread.ready.p99, 98s);
  EXPECT_EQ(spread.ready.longest, 99s);
}

}  // namespace
}  // namespace asyncsim
