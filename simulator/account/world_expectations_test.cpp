// Expectations of every kind: each met, and missed for one reason at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/found.h"
#include "core/json.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Expectation expectation(std::string_view json) {
  return read_expectation(*parse_json(json), "expect").value();
}

TestWorld world_that_expects(std::string_view json, Scenario scenario = test_scenario()) {
  scenario.expect = {expectation(json)};
  return TestWorld(std::move(scenario));
}

Judgement judged(const TestWorld& test) { return test.world.report().judgements.at(0); }

TEST(ExpectedEvent, HappensOnceAtLeastUnlessSaidOtherwise) {
  auto test = world_that_expects(R"({"event":{"event":"polled","answer":"ready"}})");
  const auto id = test.submit(kFound);
  test.poll(id);
  const auto missed = judged(test);
  EXPECT_EQ(missed.missed, 1U);
  EXPECT_EQ(missed.sentence, "happened 0 times, expected at least 1 time");
  EXPECT_THAT(missed.nearest, ElementsAre("at 2026-01-05T09:00:00.000Z polled: job " + id +
                                          ", answer pending: answer is pending, not ready"));
  test.advance("30s");
  test.poll(id);
  EXPECT_TRUE(judged(test).met());
  EXPECT_TRUE(judged(test).final);
  EXPECT_THAT(judged(test).nearest, IsEmpty());
}

TEST(ExpectedEvent, IsToldWhatElseHappenedWhenNothingOfItsNameDid) {
  auto test = world_that_expects(R"({"event":{"event":"polled"}})");
  EXPECT_THAT(judged(test).nearest, ElementsAre("no other polled happened; nothing else did"));
  test.submit(kFound);
  test.advance("1m");
  EXPECT_THAT(judged(test).nearest,
              ElementsAre("no other polled happened; what did: 1 submitted, 1 completed"));
}

TEST(ExpectedEvent, MayHappenSoManyTimesAndNoMore) {
  auto test = world_that_expects(R"({"event":{"event":"submitted","url":"*shop*"},"at_most":2})");
  EXPECT_TRUE(judged(test).met());
  EXPECT_FALSE(judged(test).final);
  for (int i = 0; i < 2; ++i) test.submit(kFound);
  test.submit("https://other.example/");
  EXPECT_TRUE(judged(test).met());
  test.submit(kFound);
  EXPECT_EQ(judged(test).missed, 1U);
  EXPECT_TRUE(judged(test).final);
  EXPECT_THAT(judged(test).nearest, ElementsAre(EndsWith(": one more than 2 times")));
}

TEST(ExpectedEvent, CountsUntilTheMomentInWhichItIsExpectedThatMomentIncluded) {
  const auto* expected = R"({"event":{"event":"submitted"},"within":"1m","at_least":2})";
  auto test = world_that_expects(expected);
  test.submit(kFound);
  test.advance("1m");
  test.submit(kFound);
  EXPECT_TRUE(judged(test).met());

  auto late = world_that_expects(expected);
  late.submit(kFound);
  late.advance("60001ms");
  late.submit(kFound);
  EXPECT_TRUE(judged(late).failed());
  EXPECT_TRUE(judged(late).final);
  EXPECT_THAT(judged(late).nearest,
              ElementsAre(EndsWith(": it came after 2026-01-05T09:01:00.000Z")));
}

TEST(ExpectedEvent, OfSeveralTheThreeThatFitBestAreNamed) {
  auto test = world_that_expects(
      R"({"event":{"event":"submitted","url":"*/right","zone":"elsewhere"},"at_least":2})");
  for (int i = 0; i < 5; ++i) test.submit(kFound);
  test.submit("https://shop.example/right");
  const auto nearest = judged(test).nearest;
  ASSERT_THAT(nearest, SizeIs(3));
  EXPECT_THAT(nearest[0], EndsWith("/right: zone is z, not elsewhere"));
  EXPECT_THAT(nearest[1], HasSubstr("zone is z, not elsewhere; url is https://shop.example/, not"));
}

TEST(ExpectedEvent, ComesAfterAnotherOfItsJob) {
  auto test = world_that_expects(
      R"({"event":{"event":"polled"},"after":{"event":"completed"},"at_least":0})");
  const auto first = test.submit(kFound);
  test.advance("10s");
  const auto second = test.submit("https://shop.example/2");
  test.advance("20s");
  test.poll(first);
  EXPECT_TRUE(judged(test).met());
  test.poll(second);  // only the other job is completed
  EXPECT_EQ(judged(test).missed, 1U);
  EXPECT_THAT(judged(test).nearest, ElementsAre(EndsWith(": no completed came before it")));
}

TEST(ExpectedEvent, IsFollowedByAnotherOfItsJobInTime) {
  const auto* expected =
      R"({"event":{"event":"completed"},"followed_by":{"event":"polled"},"within":"1m"})";
  auto test = world_that_expects(expected);
  const auto id = test.submit(kFound);
  EXPECT_EQ(judged(test).missed, 1U) << "nothing of it happened";
  test.advance("90s");
  EXPECT_EQ(judged(test).missed, 1U);
  EXPECT_FALSE(judged(test).final);
  test.poll(id);
  EXPECT_TRUE(judged(test).met());

  auto late = world_that_expects(expected);
  const auto other = late.submit(kFound);
  late.advance("90001ms");
  EXPECT_TRUE(judged(late).final);
  late.poll(other);
  EXPECT_EQ(judged(late).missed, 1U);
  EXPECT_THAT(judged(late).nearest, ElementsAre(HasSubstr(": too long after that at ")));
}

TEST(ExpectedEvent, WithoutAJobIsPairedWithWhateverCame) {
  auto test =
      world_that_expects(R"({"event":{"event":"refused"},"followed_by":{"event":"submitted"}})");
  (void)test.world.apply(Refusal{VendorCall::submit, 400, "bad"});
  EXPECT_TRUE(judged(test).failed());
  test.submit(kFound);
  EXPECT_TRUE(judged(test).met());
}

TEST(ExpectedEvent, ByTheClientsTimeIsUnknownWhereItStood) {
  auto test = world_that_expects(R"({"event":{"event":"submitted"},"within":"1m","time":"client",
                                     "followed_by":{"event":"polled"}})");
  test.poll(test.submit(kFound));
  EXPECT_FALSE(judged(test).met());
  EXPECT_FALSE(judged(test).failed());
  EXPECT_THAT(judged(test).unknown, HasSubstr("the clock stood"));
}

TEST(ExpectedEvent, ByTheClientsTimeIsSixtyTimesAsLongAtSpeed60) {
  const auto missed_after = [](const char* by) {
    auto test = world_that_expects(R"({"event":{"event":"submitted"},"within":"1s",
                                       "time":"client","followed_by":{"event":"polled"}})",
                                   paced_scenario(60));
    const auto id = test.submit(kFound);
    test.advance(by);
    test.poll(id);
    return judged(test).missed;
  };
  EXPECT_EQ(missed_after("1m"), 0U);
  EXPECT_EQ(missed_after("61s"), 1U);
}

TEST(ExpectedJobs, AreCollectedSoonAfterTheyAreReady) {
  auto test = world_that_expects(R"({"all_jobs":"collected","within":"1h"})");
  const auto first = test.submit(kFound), second = test.submit("https://shop.example/2");
  test.advance("1h30s");
  test.poll(first);
  EXPECT_EQ(judged(test).missed, 1U) << "the second is not collected yet";
  test.advance("1ms");
  test.poll(second);
  EXPECT_EQ(judged(test).missed, 1U);
  EXPECT_EQ(judged(test).sentence,
            "1 of 2 jobs not collected within 1h (0 lost, 0 unfinished, 1 late)");
}

TEST(ExpectedCadence, IsThatOfTheDocumentation) {
  auto test = world_that_expects(R"({"poll_cadence":"documented"})", paced_scenario());
  const auto id = test.submit(kFoundIn5m);
  test.advance("20s");
  test.poll(id);
  EXPECT_TRUE(judged(test).met());
  for (int i = 0; i < 3; ++i) {
    test.advance("2s");
    test.poll(id);
  }
  EXPECT_EQ(judged(test).missed, 3U);
  EXPECT_THAT(judged(test).nearest, ElementsAre(HasSubstr(id)));
}

TEST(ExpectedCadence, IsUnknownWhereTheClockStood) {
  auto test = world_that_expects(R"({"poll_cadence":"documented"})");
  const auto id = test.submit(kNeverFound);
  for (int i = 0; i < 3; ++i) test.poll(id);
  EXPECT_FALSE(judged(test).met());
  EXPECT_FALSE(judged(test).failed());
}

TEST(ExpectedSubmits, AreNotRepeatedWhileTheFirstIsPending) {
  auto test = world_that_expects(R"({"submits":"not_repeated"})");
  const auto id = test.submit(kFound);
  test.submit("https://shop.example/2");
  test.poll(id);
  EXPECT_TRUE(judged(test).met());
  test.advance("10s");
  test.submit(kFound);
  EXPECT_EQ(judged(test).missed, 1U);
}

TEST(ExpectedCost, IsAMostThatMayBeReached) {
  auto test = world_that_expects(R"({"cost_usd_at_most":0.003})");
  for (int i = 0; i < 2; ++i) test.submit("https://shop.example/" + std::to_string(i));
  test.advance("1m");
  EXPECT_TRUE(judged(test).met()) << judged(test).sentence;
  test.submit(kFound);
  test.advance("1m");
  EXPECT_EQ(judged(test).sentence, "0.0045 USD spent, at most 0.003 USD expected");
  EXPECT_TRUE(judged(test).failed());
}

class ExpectedWebhook : public testing::Test {
 protected:
  /// What a receiver that answers so, so long after the attempt, is judged to be.
  static Judgement answered(int status, const char* after) {
    auto scenario = test_scenario();
    scenario.clock.mode = ClockMode::paced;
    auto test = world_that_expects(R"({"webhooks":"answered","within":"2s"})", scenario);
    test.submit(kFound, "http://127.0.0.1:9/hook");
    test.advance("30s");
    const auto attempts = test.world.take_outgoing();
    EXPECT_THAT(attempts, SizeIs(1));
    EXPECT_TRUE(judged(test).failed()) << "it is not answered yet";
    test.advance(after);
    test.answer(attempts.at(0), status);
    test.settle_instant();
    return judged(test);
  }
};

TEST_F(ExpectedWebhook, AreAnswered2xxInTime) {
  EXPECT_TRUE(answered(200, "2s").met());
  EXPECT_TRUE(answered(204, "0s").met());
  EXPECT_EQ(answered(200, "2001ms").sentence, "1 answered 2xx, 0 not, 1 too late");
  EXPECT_EQ(answered(500, "1s").sentence, "0 answered 2xx, 1 not, 0 too late");
  EXPECT_THAT(answered(500, "1s").nearest, ElementsAre(HasSubstr("status 500")));
}

TEST(ExpectedWebhooks, AreAnsweredOnceThoughACopyIsNot) {
  auto test = world_that_expects(R"({"webhooks":"answered"})");
  test.submit(kFound, "http://127.0.0.1:9/hook");
  test.advance("30s");
  test.answer(test.world.take_outgoing().at(0));
  test.settle_instant();
  (void)test.world.apply(Redeliver{0});
  test.settle_instant();
  test.answer(test.world.take_outgoing().at(0), 500);
  test.settle_instant();
  EXPECT_TRUE(judged(test).met()) << judged(test).sentence;
}

TEST(ExpectedEvent, ThatIsRuledIsPairedWithWhateverCame) {
  Scenario scenario = test_scenario();
  Rule rule;
  rule.name = "r";
  rule.match.on = CallKind::submit;
  rule.times = 1;
  rule.reply = RuleReply{};
  rule.reply->status = 503;
  scenario.rules = {rule};
  auto test = world_that_expects(
      R"({"event":{"event":"ruled"},"followed_by":{"event":"submitted"}})", scenario);
  (void)test.world.apply(submit_of(kFound));
  EXPECT_TRUE(judged(test).failed());
  test.submit(kFound);
  EXPECT_TRUE(judged(test).met());
}

TEST(ExpectedEvent, OfPollsIsRuledToo) {
  Scenario scenario = test_scenario();
  Rule rule;
  rule.name = "outage";
  rule.match.on = CallKind::poll;
  rule.reply = RuleReply{};
  rule.reply->status = 503;
  scenario.rules = {rule};
  auto test =
      world_that_expects(R"({"event":{"event":"ruled","call":"poll","rules":"outage"}})", scenario);
  test.poll(test.submit(kFound));
  EXPECT_TRUE(judged(test).met());
}

TEST(ExpectedEvent, OfAPairSaysOfEachPartWhatIsWrong) {
  auto test = world_that_expects(R"({"event":{"event":"completed"},"at_least":5,
                                     "followed_by":{"event":"polled"}})");
  test.submit(kFound);
  test.advance("30s");
  EXPECT_EQ(judged(test).sentence,
            "happened 1 time, expected at least 5 times, 1 of them not followed by polled");
}

TEST(Expectations, ThatComeLaterAreJudgedByWhatIsInTheJournal) {
  TestWorld test;
  const auto id = test.submit(kFound);
  test.poll(id);
  auto scenario = std::make_shared<Scenario>(*test.world.scenario());
  scenario->expect = {expectation(R"({"event":{"event":"polled"}})"),
                      expectation(R"({"event":{"event":"polled"},"at_least":2})")};
  (void)test.world.apply(ChangeScenario{scenario});
  const auto report = test.world.report();
  EXPECT_TRUE(report.judgements.at(0).met());
  EXPECT_TRUE(report.judgements.at(1).failed());
}

TEST(Expectations, ThatStayGoOnWhenOthersChange) {
  auto test = world_that_expects(R"({"event":{"event":"polled"},"at_most":1})");
  const auto id = test.submit(kFound);
  test.poll(id);
  auto scenario = std::make_shared<Scenario>(*test.world.scenario());
  scenario->expect.push_back(expectation(R"({"cost_usd_at_most":1})"));
  (void)test.world.apply(ChangeScenario{scenario});
  test.poll(id);
  EXPECT_EQ(judged(test).missed, 1U);
}

TEST(Expectations, AreUnknownOnceTheJournalHasForgottenWhatTheyWouldCount) {
  TestWorld test;
  const auto id = test.submit(kNeverFound);
  while (test.world.journal().first() == 1) test.poll(id);
  const auto judge_late = [&](std::string_view json) {
    auto scenario = std::make_shared<Scenario>(*test.world.scenario());
    scenario->expect = {expectation(json)};
    (void)test.world.apply(ChangeScenario{scenario});
    return judged(test);
  };
  const auto missing = judge_late(R"({"event":{"event":"submitted"}})");
  EXPECT_FALSE(missing.met());
  EXPECT_FALSE(missing.failed());
  EXPECT_THAT(missing.unknown, HasSubstr("the oldest entries have left the journal"));
  EXPECT_TRUE(judge_late(R"({"event":{"event":"polled"}})").met()) << "enough is left to see that";
}

}  // namespace
}  // namespace asyncsim
