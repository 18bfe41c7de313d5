// What was drawn in a queue is what polls hear, to the millisecond, however time moves.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <sstream>
#include <thread>

#include "account/account.h"
#include "account/replay.h"
#include "account/test_world.h"
#include "latency/latency_presets.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using Kind = PollAnswer::Kind;

constexpr RealTime kReal{1h};

/// A Monday evening of the peak preset.
Scenario evening(ClockMode mode = ClockMode::manual, double speed = 60) {
  Scenario scenario = test_scenario();
  scenario.clock = {kDefaultStart, mode, speed, ClientTime::real};
  scenario.zones[0].latency = {latency_preset("peak")->service, {}, "peak"};
  return scenario;
}

class QueuedAccount : public testing::Test {
 protected:
  std::shared_ptr<Account> open(const Scenario& scenario) {
    return std::make_shared<Account>("acct_test", std::make_shared<const Scenario>(scenario),
                                     kStart, kReal, outside_);
  }

  struct Awaited {
    TimePoint ready;
    std::string id;
  };

  /// Submits so many at once; in the order of their ends.
  static std::vector<Awaited> submit(Account& account, int jobs) {
    std::vector<std::string> ids;
    for (int i = 0; i < jobs; ++i) {
      ids.push_back(account.submit(submit_of("https://a.example/" + std::to_string(i)), kReal)->id);
    }
    std::vector<Awaited> awaited;
    account.read(kReal, [&](World& world) {
      for (const auto& id : ids) {
        awaited.push_back({world.jobs().find(*world.find_job(id))->ready, id});
      }
    });
    std::ranges::stable_sort(awaited, {}, &Awaited::ready);
    return awaited;
  }

  static inline const TimePoint kStart = parse_time("2026-11-23T20:00:00Z").value();
  std::string journal_, record_;
  AccountOutside outside_{{},
                          {},
                          [this](std::string_view line) { journal_.append(line) += '\n'; },
                          [this](std::string_view line) { record_.append(line) += '\n'; }};
};

TEST_F(QueuedAccount, WhereTheClockIsManualTheFirstPollThatCanSeeAResultDoes) {
  TestWorld test(evening());
  (void)test.advance_to(kStart);
  std::vector<Awaited> awaited;
  for (int i = 0; i < 50'000; ++i) {
    const auto id = test.submit("https://a.example/" + std::to_string(i));
    awaited.push_back({test.record(id).ready, id});
  }
  std::ranges::stable_sort(awaited, {}, &Awaited::ready);
  ASSERT_GT(awaited.front().ready - kStart, 30min);
  for (const auto& [ready, id] : awaited) {
    if (test.world.now() < ready - 1ms) (void)test.advance_to(ready - 1ms);
    if (test.world.now() < ready) {
      ASSERT_EQ(test.world.apply(Poll{id}).kind, Kind::pending);
    }
    (void)test.advance_to(ready);
    ASSERT_EQ(test.world.apply(Poll{id}).kind, Kind::ready);
  }
}

class PacedQueuedAccount : public QueuedAccount, public testing::WithParamInterface<double> {};

TEST_P(PacedQueuedAccount, TheFirstPollThatCanSeeAResultDoes) {
  outside_.record = {};
  const auto account = open(evening(ClockMode::paced, GetParam()));
  const Pace pace{ClockMode::paced, GetParam(), kStart, kReal};
  RealTime last = kReal;
  for (const auto& [ready, id] : submit(*account, 50'000)) {
    const RealTime due = pace.real_at(ready);
    if (last < due - 1ns) {
      ASSERT_EQ(account->poll(Poll{id}, due - 1ns).kind, Kind::pending) << id;
    }
    const auto answer = account->poll(Poll{id}, due);
    ASSERT_EQ(answer.kind, Kind::ready) << id;
    ASSERT_EQ(answer.now, ready) << id;
    last = due;
  }
}
INSTANTIATE_TEST_SUITE_P(AtSpeed, PacedQueuedAccount, testing::Values(1, 60, 3600),
                         [](const auto& speed) {
                           return std::to_string(static_cast<int>(speed.param));
                         });

TEST_F(QueuedAccount, FortyEightHoursAgainstASteppedClockDoNotDrift) {
  const auto account = open(evening(ClockMode::paced, 3600));
  const auto awaited = submit(*account, 1'000);
  const auto at = [](Span after) { return kReal + std::chrono::nanoseconds{after} / 3600; };
  std::size_t done = 0;
  Span virtually{};
  // Steps of 1 ms to 40 min, and some back.
  for (int step = 0; virtually < 48h - 1ms; ++step) {
    virtually += Span{1 + step * 7'919 % 2'400'000};
    virtually = std::min<Span>(virtually, 48h - 1ms);
    account->pace(at(virtually));
    if (step % 5 == 0) account->pace(at(virtually / 2));
    while (done < awaited.size() && awaited[done].ready <= kStart + virtually) ++done;
    const auto pending = account->read(at(0ms), [](World& world) { return world.pending_jobs(); });
    ASSERT_LE(pending, awaited.size() - done + 1);
    ASSERT_GE(pending, awaited.size() - done);
  }
  EXPECT_EQ(done, awaited.size());
  EXPECT_EQ(account->now(kReal + 48s), kStart + 48h);
  for (const auto& [ready, id] : awaited) {
    EXPECT_NE(journal_.find("\"at\":\"" + format_time(ready) + "\""), std::string::npos) << id;
  }
}

/// Submits in one order, whichever of the threads does.
std::string journal_of(int threads) {
  constexpr int kJobs = 480;
  std::string journal;
  AccountOutside outside{
      {}, {}, [&journal](std::string_view line) { journal.append(line) += '\n'; }, {}};
  const auto account = std::make_shared<Account>(
      "acct_test", std::make_shared<const Scenario>(evening()), kDefaultStart, kReal, outside);
  std::atomic<int> next{0};
  std::vector<std::jthread> crowd;
  for (int thread = 0; thread < threads; ++thread) {
    crowd.emplace_back([&, thread] {
      for (int job = thread; job < kJobs; job += threads) {
        for (int seen = next; seen != job; seen = next) next.wait(seen);
        (void)account->submit(submit_of("https://a.example/" + std::to_string(job)), kReal);
        ++next;
        next.notify_all();
      }
    });
  }
  crowd.clear();
  (void)account->begin_advance({AdvanceGoal::Kind::by, 48h}, kReal);
  (void)account->advance_step(~0ull, kReal);
  (void)account->end_advance("", kReal);
  return journal;
}

TEST(QueuedAccounts, TheSameOrderOfArrivalsGivesTheSameJournalWhateverThreadsBringThem) {
  const auto journal = journal_of(1);
  EXPECT_NE(journal.find("completed"), std::string::npos);
  EXPECT_EQ(journal_of(4), journal);
  EXPECT_EQ(journal_of(16), journal);
}

TEST_F(QueuedAccount, ReplaysToTheSameJournal) {
  const auto account = open(evening());
  const auto patch = [&](const std::string& text) {
    return account->change_scenario(
        [&](const Scenario& present) { return patch_scenario(present, text, "patch"); }, kReal);
  };
  const auto advance = [&](Span by) {
    (void)account->begin_advance({AdvanceGoal::Kind::by, by}, kReal);
    (void)account->advance_step(~0ull, kReal);
    (void)account->end_advance("", kReal);
  };
  (void)submit(*account, 300);
  advance(10min);
  ASSERT_TRUE(patch(R"({"seed":9})"));
  (void)submit(*account, 300);
  advance(10min);
  ASSERT_TRUE(patch(R"({"zones":{"z":{"queue":{"at_once":2,"service":"2m","load":{"points":
                       [{"at":"20:00","load":0.9}]}}}}})"));
  (void)submit(*account, 300);
  advance(24h);
  account->finish(kReal);
  std::istringstream record(record_);
  std::string replayed;
  const auto done = replay(record, [&](std::string_view line) { replayed.append(line) += '\n'; });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(replayed, journal_);
}

}  // namespace
}  // namespace asyncsim
