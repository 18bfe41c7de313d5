// What a client is not to blame for, nor to suffer for ever: what rules did to its calls, and what
// the vendor never finished.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/found.h"

namespace asyncsim {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = PollAnswer::Kind;

Scenario with_reply(CallKind on, RuleReply reply) {
  Scenario scenario = test_scenario();
  Rule rule;
  rule.name = "r";
  rule.match.on = on;
  rule.reply = std::move(reply);
  scenario.rules = {rule};
  return scenario;
}

/// So many polls are answered so; the others are not.
Scenario with_first_polls(std::uint32_t times, RuleReply reply) {
  Scenario scenario = with_reply(CallKind::poll, std::move(reply));
  scenario.rules[0].times = times;
  return scenario;
}

RuleReply damaged(ReplyFault fault) {
  RuleReply reply;
  reply.fault = fault;
  return reply;
}

RuleReply status(int code) {
  RuleReply reply;
  reply.status = static_cast<decltype(reply.status)::value_type>(code);
  return reply;
}

TEST(ASubmitRefusedByChance, IsTakenSoonWhenItComesAgain) {
  Scenario scenario = with_reply(CallKind::submit, status(503));
  scenario.rules[0].share = 0.5;
  TestWorld test(scenario);
  int refused = 0, most_in_a_row = 0;
  for (int url = 0; url < 100; ++url) {
    int in_a_row = 0;
    while (test.world.apply(submit_of(kFound + std::to_string(url))).value().id.empty() &&
           in_a_row < 100) {
      ++in_a_row;
    }
    refused += in_a_row;
    most_in_a_row = std::max(most_in_a_row, in_a_row);
  }
  EXPECT_GT(refused, 50);
  EXPECT_LT(refused, 200);
  EXPECT_LT(most_in_a_row, 15);
}

TEST(ASyncCallRefusedByChance, IsAnsweredSoonWhenItComesAgain) {
  Scenario scenario = with_reply(CallKind::request, status(503));
  scenario.rules[0].share = 0.5;
  scenario.zones[0].mode = ZoneMode::sync;
  TestWorld test(scenario);
  for (int url = 0; url < 100; ++url) {
    const SyncCall call{"z", submit_of(kFound + std::to_string(url)).request};
    int refused = 0;
    while (test.world.apply(call).value().reply && refused < 15) ++refused;
    EXPECT_LT(refused, 15) << url;
  }
}

TEST(ASubmitRefusedByChance, IsRefusedAsOftenWhateverElseIsSubmitted) {
  Scenario scenario = with_reply(CallKind::submit, status(503));
  scenario.rules[0].share = 0.7;
  const auto refusals = [&](bool others) {
    TestWorld test(scenario);
    int refused = 0;
    while (test.world.apply(submit_of(kFound)).value().id.empty()) {
      ++refused;
      if (others) (void)test.world.apply(submit_of("https://other.example/"));
    }
    return refused;
  };
  EXPECT_EQ(refusals(false), refusals(true));
}

TEST(AResultThatWasCutOnItsWay, IsNotCollected) {
  for (const auto fault : {ReplyFault::reset_before, ReplyFault::reset_mid, ReplyFault::truncated,
                           ReplyFault::wrong_length, ReplyFault::silence}) {
    TestWorld test(with_first_polls(1, damaged(fault)));
    const auto id = test.submit(kFound);
    test.advance("30s");
    test.poll(id);
    EXPECT_EQ(test.world.report().tally.collected, 0U) << name_of(fault);
    test.advance("48h");
    EXPECT_EQ(test.world.report().tally.lost, 1U) << name_of(fault);
    EXPECT_EQ(times_found(test, FindingId::never_collected), 1U) << name_of(fault);
  }
}

TEST(AResultThatWasCutOnItsWay, IsCollectedByTheReadThatGetsIt) {
  TestWorld test(with_first_polls(2, damaged(ReplyFault::truncated)));
  const auto id = test.submit(kFound);
  test.advance("30s");
  for (int i = 0; i < 4; ++i) test.poll(id);
  EXPECT_EQ(test.world.report().tally.collected, 1U);
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(AResultThatArrivedWhole, IsCollectedThoughTheConnectionDied) {
  for (const auto fault : {ReplyFault::reset_after, ReplyFault::dripping}) {
    TestWorld test(with_first_polls(1, damaged(fault)));
    const auto id = test.submit(kFound);
    test.advance("30s");
    test.poll(id);
    EXPECT_EQ(test.world.report().tally.collected, 1U) << name_of(fault);
  }
}

TEST(PollsRefusedByARule, CountForTheCadenceOfAClientThatCountsThem) {
  TestWorld test(with_first_polls(1, status(503)));
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(test.submit(kFound + std::to_string(i) + "#sim/latency/10m"));
  }
  for (const char* pause : {"20s", "10s", "5s", "5s", "5s"}) {
    test.advance(pause);
    for (const auto& id : ids) test.poll(id);
  }
  EXPECT_THAT(found(test), IsEmpty());
}

TEST(PollsRefusedByARule, DoNotExcuseWhoPollsFasterThanEver) {
  TestWorld test(with_first_polls(1, status(503)));
  const auto id = test.submit(kFoundIn5m);
  for (int i = 0; i < 10; ++i) {
    test.advance("2s");
    test.poll(id);
  }
  EXPECT_GT(times_found(test, FindingId::polled_too_fast), 5U);
}

TEST(AJobThatIsNeverReady, MayBeGivenUpAfterEightHoursAndNotBefore) {
  const auto found_after = [](int polls) {
    TestWorld test;
    const auto id = test.submit(kNeverFound);
    for (int i = 0; i < polls; ++i) {
      test.advance("10m");
      test.poll(id);
    }
    test.advance("48h");
    return times_found(test, FindingId::gave_up);
  };
  EXPECT_EQ(found_after(48), 0U);
  EXPECT_EQ(found_after(47), 1U);
}

TEST(ASubmitLimitWherePollsMoveTime, LetsPassWhoComesAgain) {
  Scenario scenario = test_scenario();
  scenario.clock.mode = ClockMode::polls;
  scenario.zones[0].limits.submits_per_second = 2;
  TestWorld test(scenario);
  std::vector<bool> taken;
  for (int i = 0; i < 6; ++i) {
    taken.push_back(test.world.apply(submit_of(kFound + std::to_string(i))).ok());
  }
  EXPECT_THAT(taken, ElementsAre(true, true, false, true, false, true));
}

}  // namespace
}  // namespace asyncsim
