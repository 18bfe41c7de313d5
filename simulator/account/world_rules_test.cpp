// What rules and the timeline do to jobs, calls and time.
#include <gmock/gmock.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = PollAnswer::Kind;

Rule rule_named(std::string name, RuleMatch match = {}) {
  Rule rule;
  rule.name = std::move(name);
  rule.match = std::move(match);
  return rule;
}

Scenario with_rule(Rule rule) {
  Scenario scenario = test_scenario();
  scenario.rules = {std::move(rule)};
  return scenario;
}

Scenario with_outcome(RuleOutcome outcome) {
  Rule rule = rule_named("x", {.url = "*/bad/*"});
  rule.outcome = outcome;
  return with_rule(rule);
}

Scenario with_reply(CallKind on, RuleReply reply, std::optional<std::uint32_t> times = {}) {
  Rule rule = rule_named("outage", {.on = on});
  rule.reply = std::move(reply);
  rule.times = times;
  return with_rule(rule);
}

std::string explained(const TestWorld& test, const std::string& id) {
  std::string text;
  for (const auto& sentence : test.world.explain(test.record(id))) text += sentence + "\n";
  return text;
}

TEST(RuleOfLatency, TakesThePlaceOfTheZones) {
  Rule rule = rule_named("slow shops", {.url = "*/slow/*"});
  rule.latency = RuleLatency{Fixed{span("2h")}, 1.5};
  TestWorld test(with_rule(rule));
  const auto slow = test.submit("https://a.example/slow/1");
  const auto quick = test.submit("https://a.example/1");
  test.advance("30s");
  EXPECT_EQ(test.poll(quick), Kind::ready);
  test.advance_to(kDefaultStart + span("3h") - Span{1});
  EXPECT_EQ(test.poll(slow), Kind::pending);
  test.advance("1ms");
  EXPECT_EQ(test.poll(slow), Kind::ready);
  EXPECT_THAT(explained(test, slow), HasSubstr("fixed (2h), by rule \"slow shops\""));
}

TEST(RuleOfLatency, MultipliesWhatTheZoneDraws) {
  Rule rule = rule_named("x");
  rule.latency = RuleLatency{Unchanged{}, 4};
  TestWorld test(with_rule(rule));
  const auto id = test.submit("https://a.example/");
  test.advance_to(kDefaultStart + span("2m") - Span{1});
  EXPECT_EQ(test.poll(id), Kind::pending);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::ready);
}

TEST(RuleOfOutcome, FailsWithItsCode) {
  TestWorld test(with_outcome({RuleOutcome::Kind::fail, FailCode::captcha}));
  const auto bad = test.submit("https://a.example/bad/1");
  const auto good = test.submit("https://a.example/1");
  test.advance("30s");
  EXPECT_EQ(test.poll(bad), Kind::failed);
  EXPECT_EQ(test.record(bad).failure, FailCode::captcha);
  EXPECT_EQ(test.poll(good), Kind::ready);
  EXPECT_THAT(explained(test, bad), HasSubstr("told to fail: captcha: rule \"x\""));
}

TEST(RuleOfOutcome, NeverIsPendingUntilItExpires) {
  TestWorld test(with_outcome({RuleOutcome::Kind::never}));
  const auto id = test.submit("https://a.example/bad/1");
  test.advance_to(kDefaultStart + span("48h") - Span{1});
  EXPECT_EQ(test.poll(id), Kind::pending);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::expired);
}

TEST(RuleOfOutcome, ALostJobIsBilledAndNotFoundAgain) {
  TestWorld test(with_outcome({RuleOutcome::Kind::lost}));
  const auto id = test.submit("https://a.example/bad/1", "https://sim.test/inbox/a");
  EXPECT_EQ(test.poll(id), Kind::unknown);
  test.advance("1h");
  EXPECT_EQ(test.poll(id), Kind::unknown);
  EXPECT_EQ(test.world.ledger().total().billed, 1u);
  EXPECT_EQ(test.world.inboxes().messages("a"), nullptr);
}

TEST(RuleOfOutcome, WhatTheUrlAsksForGoesBeforeIt) {
  Rule rule = rule_named("x");
  rule.outcome = RuleOutcome{RuleOutcome::Kind::fail, FailCode::captcha};
  TestWorld test(with_rule(rule));
  const auto id = test.submit("https://sim.test/outcome/fail?code=no_peers");
  test.advance("30s");
  EXPECT_EQ(test.record(id).failure, FailCode::no_peers);
}

TEST(RuleOfPage, ComesWithTheResult) {
  Rule rule = rule_named("x");
  rule.page = RulePage{404, "text/html", "gone"};
  TestWorld test(with_rule(rule));
  const auto id = test.submit("https://a.example/");
  test.advance("30s");
  EXPECT_EQ(*test.world.apply(Poll{id}).page->page, *rule.page);
}

TEST(RuleOfReply, RefusesASubmitThatThenHasNoJob) {
  TestWorld test(with_reply(CallKind::submit, {503}, 1));
  const auto refused = test.world.apply(submit_of("https://a.example/")).value();
  EXPECT_EQ(refused.reply->reply->status, 503u);
  EXPECT_EQ(test.world.jobs().submitted(), 0u);
  EXPECT_THAT(test.events(), ElementsAre("ruled", "refused"));
  EXPECT_EQ(test.world.apply(submit_of("https://a.example/")).value().reply, nullptr);
  EXPECT_EQ(test.world.jobs().submitted(), 1u);
}

TEST(RuleOfReply, ThatOnlyDamagesTheAnswerLetsTheJobBegin) {
  TestWorld test(with_reply(CallKind::submit, {.fault = ReplyFault::reset_after}));
  const auto submitted = test.world.apply(submit_of("https://a.example/")).value();
  EXPECT_EQ(submitted.reply->reply->fault, ReplyFault::reset_after);
  EXPECT_EQ(test.world.jobs().submitted(), 1u);
  EXPECT_FALSE(submitted.id.empty());
}

TEST(RuleOfReply, ResetBeforeIsAsIfTheCallNeverCame) {
  TestWorld test(with_reply(CallKind::submit, {.fault = ReplyFault::reset_before}));
  (void)test.world.apply(submit_of("https://a.example/"));
  EXPECT_EQ(test.world.jobs().submitted(), 0u);
}

TEST(RuleOfReply, ToAPollChangesNothingOfItsJob) {
  TestWorld test(with_reply(CallKind::poll, {503}, 2));
  const auto id = test.submit("https://a.example/");
  test.advance("30s");
  EXPECT_EQ(test.poll(id), Kind::ruled);
  EXPECT_EQ(test.poll("unknown"), Kind::ruled);
  EXPECT_EQ(test.record(id).polls, 0u);
  EXPECT_EQ(test.poll(id), Kind::ready);
}

TEST(RuleOfReply, ByACoinIsDrawnForEachPoll) {
  Scenario scenario = with_reply(CallKind::poll, {503});
  scenario.rules[0].share = 0.5;
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/");
  int ruled = 0;
  for (int i = 0; i < 1'000; ++i) ruled += test.poll(id) == Kind::ruled;
  EXPECT_NEAR(ruled, 500, 64);  // four standard errors, of a fixed seed
}

TEST(RuleOfWebhook, GoesBeforeTheFaultsOfTheZone) {
  Rule rule = rule_named("x", {.url = "*/once"});
  rule.webhook = WebhookFault{WebhookFaultKind::duplicated};
  Scenario scenario = with_rule(rule);
  scenario.zones[0].webhook.faults = {{WebhookFaultKind::lost}};
  TestWorld test(scenario);
  test.submit("https://a.example/once", "https://sim.test/inbox/a");
  test.submit("https://a.example/other", "https://sim.test/inbox/a");
  test.advance("1h");
  EXPECT_EQ(test.world.inboxes().received("a"), 2u);
}

TEST(RuleOfLimit, TakesThePlaceOfTheZones) {
  Rule rule = rule_named("squeeze");
  rule.limit = RuleLimit{1, 2};
  TestWorld test(with_rule(rule));
  const auto passes = [&] { return test.world.apply(submit_of("https://a.example/")).ok(); };
  EXPECT_TRUE(passes());
  EXPECT_TRUE(passes());
  const auto refused = test.world.apply(submit_of("https://a.example/"));
  EXPECT_EQ(refused.error().kind, ErrorKind::too_many);
  EXPECT_THAT(refused.error().hint, HasSubstr("rule \"squeeze\""));
  test.advance("999ms");
  EXPECT_FALSE(passes());
  test.advance("1ms");
  EXPECT_TRUE(passes());
}

TEST(Rules, AreNotedWithTheJobTheyAreFor) {
  TestWorld test(with_outcome({RuleOutcome::Kind::done}));
  const auto id = test.submit("https://a.example/bad/1");
  EXPECT_THAT(test.journal(), Contains(HasSubstr("\"event\":\"ruled\",\"job\":\"" + id)));
}

TEST(Rules, OfAJobStayThoseOfItsSubmission) {
  Rule rule = rule_named("x");
  rule.page = RulePage{200, "text/plain", "first"};
  TestWorld test(with_rule(rule));
  const auto id = test.submit("https://a.example/");
  Scenario other = test_scenario();
  (void)test.world.apply(ChangeScenario{std::make_shared<const Scenario>(other)});
  test.advance("30s");
  EXPECT_EQ(test.world.apply(Poll{id}).page->page->body, "first");
  const auto next = test.submit("https://a.example/");
  test.advance("30s");
  EXPECT_EQ(test.world.apply(Poll{next}).page, nullptr);
}

Scenario with_entry(TimelineEntry entry) {
  Scenario scenario = test_scenario();
  scenario.timeline = {std::move(entry)};
  return scenario;
}

TimelineEntry outage(RuleWindow window) {
  TimelineEntry entry;
  entry.rule = rule_named("outage", {.on = CallKind::poll});
  entry.rule.reply = RuleReply{503};
  entry.rule.window = window;
  return entry;
}

TEST(Timeline, AnOutageBeginsAndEndsToTheMillisecond) {
  TestWorld test(with_entry(outage({span("2h"), span("30m"), std::nullopt})));
  const auto id = test.submit("https://a.example/");
  test.advance_to(kDefaultStart + span("2h") - Span{1});
  EXPECT_EQ(test.poll(id), Kind::ready);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::ruled);
  test.advance_to(kDefaultStart + span("2h30m") - Span{1});
  EXPECT_EQ(test.poll(id), Kind::ruled);
  test.advance("1ms");
  EXPECT_EQ(test.poll(id), Kind::ready);
  EXPECT_THAT(test.journal(), Contains(HasSubstr("\"entry\":\"outage\",\"begins\":true")));
  EXPECT_THAT(test.journal(), Contains(HasSubstr("\"entry\":\"outage\",\"ends\":true")));
}

TEST(Timeline, IsSettledOnceItsSingleEntriesAreOver) {
  TestWorld once(with_entry(outage({span("2h"), span("30m"), std::nullopt})));
  (void)once.world.run({kLatest, true, {}, ~0ull}, once.ran);
  EXPECT_EQ(once.world.now(), kDefaultStart + span("2h30m"));
  TestWorld again(with_entry(outage({span("2h"), span("30m"), span("4h")})));
  (void)again.world.run({kLatest, true, {}, ~0ull}, again.ran);
  EXPECT_EQ(again.world.now(), kDefaultStart);
}

TEST(Timeline, ComesAgainAsOftenAsItSays) {
  TestWorld test(with_entry(outage({span("1h"), span("1m"), span("2h")})));
  test.advance("6h");
  EXPECT_THAT(test.events(), testing::SizeIs(6));
}

TEST(Timeline, PausesARunWhereTimeGoesOnAtAnotherPace) {
  TimelineEntry entry;
  entry.rule = rule_named("night");
  entry.rule.window.at = span("5m");
  entry.clock = TimelineClock{ClockMode::paced, 3600};
  TestWorld test(with_entry(entry));
  EXPECT_EQ(test.advance("1h"), Pause::pace);
  EXPECT_EQ(test.world.now(), kDefaultStart + span("5m"));
  EXPECT_EQ(test.world.speed(), 3600);
  EXPECT_EQ(test.world.take_pace(), entry.clock);
  EXPECT_EQ(test.advance("1h"), Pause::quiet);
}

}  // namespace
}  // namespace asyncsim
