#include "account/account.h"

#include <gmock/gmock.h>

#include <sstream>
#include <thread>

#include "account/replay.h"
#include "account/test_world.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

constexpr RealTime kReal{1h};

/// An account whose outside is seen by the test.
class AccountTest : public testing::Test {
 protected:
  std::shared_ptr<Account> open(Scenario scenario) {
    return std::make_shared<Account>("acct_test", std::make_shared<const Scenario>(scenario),
                                     kDefaultStart, kReal, outside_);
  }
  static Scenario paced(double speed) {
    Scenario scenario = test_scenario();
    scenario.clock.mode = ClockMode::paced;
    scenario.clock.speed = speed;
    return scenario;
  }

  std::vector<OutgoingAttempt> sent_;
  std::vector<RealTime> wakes_;
  std::string journal_, record_;
  AccountOutside outside_{
      [this](std::shared_ptr<Account>, OutgoingAttempt attempt) { sent_.push_back(attempt); },
      [this](std::shared_ptr<Account>, RealTime due) { wakes_.push_back(due); },
      [this](std::string_view line) { journal_.append(line) += '\n'; },
      [this](std::string_view line) { record_.append(line) += '\n'; }};
};

TEST_F(AccountTest, APacedClockFollowsTheWallClockAtItsSpeed) {
  const auto account = open(paced(60));
  EXPECT_EQ(account->now(kReal + 1s), kDefaultStart + 60s);
  EXPECT_EQ(account->now(kReal + 2500ms), kDefaultStart + 150s);
}

TEST_F(AccountTest, AManualClockStandsWhateverTheWallClockDoes) {
  const auto account = open(test_scenario());
  EXPECT_EQ(account->now(kReal + 100h), kDefaultStart);
}

TEST_F(AccountTest, APollThatWaitsForAnotherToMoveTimeWakesNobody) {
  const auto account = open(test_scenario());
  ASSERT_TRUE(account->set_clock({ClockMode::polls, 60}, kReal));
  const auto job = account->submit(submit_of("https://a.example/"), kReal);
  ASSERT_TRUE(account->begin_advance({AdvanceGoal::Kind::poll, {}, kDefaultStart + 20s}, kReal));
  const auto before = account->changes();
  const auto step = account->poll_in_time({job->id}, kReal);
  EXPECT_TRUE(step.moving);
  EXPECT_EQ(step.change, before);
  EXPECT_EQ(account->changes(), before);
}

TEST_F(AccountTest, AnAnswerOutlivesAReset) {
  const auto account = open(test_scenario());
  const auto job = account->submit(submit_of("https://a.example/"), kReal);
  (void)account->force({JobVerb::Kind::complete, {job->job}}, kReal);
  const auto answer = account->poll({job->id}, kReal);
  ASSERT_TRUE(account->restart(nullptr, kDefaultStart, kReal));
  EXPECT_EQ(answer.job->zone->name, "z");
}

TEST_F(AccountTest, VirtualTimeNeverFallsThoughCallsArriveOutOfOrder) {
  const auto account = open(paced(60));
  account->pace(kReal + 2s);
  EXPECT_EQ(account->now(kReal + 1s), kDefaultStart + 120s);
}

TEST_F(AccountTest, ASpeedChangeGoesOnFromWhereTheClockStands) {
  const auto account = open(paced(60));
  ASSERT_TRUE(account->set_clock({ClockMode::paced, 3600}, kReal + 1s));
  EXPECT_EQ(account->now(kReal + 2s), kDefaultStart + 60s + 1h);
  ASSERT_TRUE(account->set_clock({ClockMode::manual, 60}, kReal + 2s));
  EXPECT_EQ(account->now(kReal + 9s), kDefaultStart + 60s + 1h);
}

TEST_F(AccountTest, AnnouncesWhenItsNextEventIsDueAndOnlyWhenThatChanged) {
  const auto account = open(paced(60));
  (void)account->submit(submit_of("https://a.example/"), kReal);
  ASSERT_THAT(wakes_, SizeIs(1));
  EXPECT_EQ(wakes_[0], kReal + 500ms);
  (void)account->poll({"x"}, kReal);
  EXPECT_THAT(wakes_, SizeIs(1));
  account->pace(kReal + 500ms);
  ASSERT_THAT(wakes_, SizeIs(2));
  EXPECT_EQ(account->clock(kReal + 500ms).next_event->rank, Rank::expiry);
}

TEST_F(AccountTest, ASecondAdvanceIsRefusedAndNamesTheFirst) {
  const auto account = open(test_scenario());
  ASSERT_TRUE(account->begin_advance({AdvanceGoal::Kind::by, 48h}, kReal));
  const auto second = account->begin_advance({AdvanceGoal::Kind::by, 1h}, kReal);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("by 48h"));
  EXPECT_FALSE(account->set_clock({}, kReal));
  EXPECT_FALSE(account->restart(nullptr, kDefaultStart, kReal));
  EXPECT_FALSE(account->close(RealTime{}));
  account->end_advance("", kReal);
  EXPECT_TRUE(account->begin_advance({AdvanceGoal::Kind::by, 1h}, kReal));
}

TEST_F(AccountTest, RealTimeSpentInsideAnAdvanceIsNotAdded) {
  const auto account = open(paced(60));
  ASSERT_TRUE(account->begin_advance({AdvanceGoal::Kind::by, 1h}, kReal));
  account->advance_step(100, kReal + 10s);
  account->end_advance("", kReal + 10s);
  EXPECT_EQ(account->now(kReal + 10s), kDefaultStart + 1h);
  EXPECT_EQ(account->now(kReal + 11s), kDefaultStart + 1h + 60s);
}

TEST_F(AccountTest, TimeNeverGoesBackAndNeverPassesTheYear2200) {
  const auto account = open(test_scenario());
  EXPECT_FALSE(account->begin_advance({AdvanceGoal::Kind::to, {}, kDefaultStart - 1ms}, kReal));
  EXPECT_FALSE(account->begin_advance({AdvanceGoal::Kind::by, 24h * 365 * 190}, kReal));
  EXPECT_TRUE(account->begin_advance({AdvanceGoal::Kind::to, {}, kDefaultStart}, kReal));
}

TEST_F(AccountTest, ARestartIsTheBeginningAgainWithTheSameIds) {
  const auto account = open(test_scenario());
  const auto first = account->submit(submit_of("https://a.example/"), kReal);
  ASSERT_TRUE(account->restart(nullptr, kDefaultStart, kReal));
  EXPECT_EQ(account->poll({first->id}, kReal).kind, PollAnswer::Kind::unknown);
  EXPECT_EQ(account->submit(submit_of("https://a.example/"), kReal)->id, first->id);
}

TEST_F(AccountTest, WhoWaitsHearsThatTheEpochIsOver) {
  const auto account = open(test_scenario());
  Account::Waited heard = Account::Waited::met;
  std::thread waiter([&] {
    heard = account->wait(std::chrono::steady_clock::now() + 60s, kReal,
                          [](World& world) { return world.jobs().submitted() > 1; });
  });
  while (!account->somebody_waits()) std::this_thread::yield();
  ASSERT_TRUE(account->restart(nullptr, kDefaultStart, kReal));
  waiter.join();
  EXPECT_EQ(heard, Account::Waited::gone);
}

TEST_F(AccountTest, TheSameInputsReplayedGiveTheSameJournal) {
  Scenario scenario = paced(60);
  scenario.zones[0].latency.model = Uniform{Span{0}, span("10m")};
  scenario.zones[0].success_rate = 0.5;
  scenario.zones[0].limits.poll_cadence = PollCadence::enforced;
  const auto account = open(scenario);
  Random random(3);
  RealTime now = kReal;
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) {
    now += std::chrono::microseconds{random.below(100'000)};
    const auto submitted = account->submit(submit_of("https://a.example/" + std::to_string(i % 50),
                                                     i % 3 == 0   ? "https://sim.test/inbox/a"
                                                     : i % 3 == 1 ? "http://127.0.0.1:9/"
                                                                  : ""),
                                           now);
    ids.push_back(submitted->id);
    if (submitted->tell_when_written) account->answer_written(submitted->job, now);
    account->poll({ids[random.below(ids.size())]}, now);
    if (i % 7 == 0 && !sent_.empty()) {
      account->attempt_ended({sent_.back().id, {AttemptEnd::answered, 200, {}}}, now);
      sent_.pop_back();
    }
    if (i % 11 == 0) {
      const JobRequest page = submit_of("https://a.example/" + std::to_string(i % 3)).request;
      ASSERT_TRUE(account->request({i < 100 ? "z" : "made", page, Product::unlocker}, now));
    }
    if (i == 99) {
      ASSERT_TRUE(account->add_zone({default_zone("made", Product::serp)}, now));
    }
    if (i % 50 == 10) account->force({JobVerb::Kind::hold, {submitted->job}}, now);
    if (i % 100 == 20) (void)account->set_clock({ClockMode::paced, 60.0 + i}, now);
    if (i == 250) {
      ASSERT_TRUE(account->begin_advance({AdvanceGoal::Kind::by, 5min}, now));
      account->advance_step(3, now);
      account->poll({ids[0]}, now);
      account->advance_step(1'000, now);
      account->end_advance("", now);
    }
    if (i == 400) {
      ASSERT_TRUE(account->restart(nullptr, kDefaultStart, now));
    }
  }
  account->refuse({VendorCall::submit, 400, "validation"}, now);
  account->lean({Knob::foreign_id, 0}, now);
  account->receive({"b", {"POST", "/x", {{"a", "b"}}, "body"}}, now);
  account->pace(now + 1h);
  account->finish(now + 1h);

  std::string replayed;
  std::istringstream record(record_);
  const auto outcome =
      replay(record, [&](std::string_view line) { replayed.append(line) += '\n'; });
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(replayed, journal_);
}

TEST_F(AccountTest, ARecordThatIsNoneIsRefusedByLine) {
  for (const std::string bad :
       {"{}", "not json", "{\"account\":\"a\",\"at\":\"x\",\"n\":0,\"end\":1}",
        "{\"account\":\"a\",\"at\":\"2026-01-05T09:00:00.000Z\",\"n\":0,"
        "\"end\":true}"}) {
    std::istringstream record(bad);
    const auto outcome = replay(record, [](std::string_view) {});
    ASSERT_FALSE(outcome) << bad;
    EXPECT_THAT(outcome.error().message, testing::StartsWith("line 1: "));
  }
}

TEST_F(AccountTest, PacedTimeEndsWhereTheAccountIsFrozen) {
  Scenario scenario = test_scenario();
  scenario.clock.mode = ClockMode::paced;
  scenario.clock.speed = 60;
  const auto account = open(scenario);
  account->freeze(kReal + 1s);
  EXPECT_EQ(account->now(kReal + 1s), kDefaultStart + 60s);
  EXPECT_EQ(account->now(kReal + 1h), kDefaultStart + 60s);
}

TEST_F(AccountTest, AMomentIsDueWhenThePacedClockIsThereWhateverTheSpeedWasBefore) {
  const auto account = open(paced(60));
  const TimePoint moment = kDefaultStart + 10min;
  EXPECT_EQ(account->due(moment, 0, kReal), kReal + 10s);
  EXPECT_EQ(account->due(moment, 0, kReal + 10s), std::nullopt);
  const auto faster = open(paced(60));
  ASSERT_TRUE(faster->set_clock({ClockMode::paced, 600}, kReal));
  EXPECT_EQ(faster->due(moment, 0, kReal), kReal + 1s);
}

TEST_F(AccountTest, AMomentIsLookedForOftenWhileAnAdvanceMayBringIt) {
  const auto account = open(paced(60));
  const TimePoint moment = kDefaultStart + 10min;
  ASSERT_TRUE(account->begin_advance({AdvanceGoal::Kind::by, 10min}, kReal));
  EXPECT_EQ(account->due(moment, 0, kReal), kReal + 10ms);
  account->advance_step(1'000, kReal);
  EXPECT_EQ(account->due(moment, 0, kReal), std::nullopt);
  account->end_advance("", kReal);
}

TEST_F(AccountTest, NoMomentIsWaitedForWhereNothingButACallBringsIt) {
  const TimePoint moment = kDefaultStart + 10min;
  EXPECT_EQ(open(test_scenario())->due(moment, 0, kReal), std::nullopt);  // manual
  const auto account = open(paced(60));
  EXPECT_EQ(account->due(moment, 1, kReal), std::nullopt);  // of another epoch
  account->freeze(kReal);
  EXPECT_EQ(account->due(moment, 0, kReal), std::nullopt);
}

TEST_F(AccountTest, FreezingReleasesWhoWaits) {
  const auto account = open(test_scenario());
  Account::Waited heard{};
  std::thread waiter(
      [&] { heard = account->wait(kReal + 24h, kReal, [](World&) { return false; }); });
  while (!account->somebody_waits()) std::this_thread::yield();
  account->freeze(kReal);
  waiter.join();
  EXPECT_EQ(heard, Account::Waited::gone);
}

TEST_F(AccountTest, ADeletedAccountWritesNothingMore) {
  const auto account = open(test_scenario());
  (void)account->submit(submit_of("https://a.example/"), kReal);
  ASSERT_TRUE(account->close(kReal));
  const std::string journal = journal_, record = record_;
  (void)account->submit(submit_of("https://a.example/"), kReal);
  EXPECT_EQ(journal_, journal);
  EXPECT_EQ(record_, record);
}

}  // namespace
}  // namespace asyncsim
