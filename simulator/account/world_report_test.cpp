#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Scenario expecting() {
  Scenario scenario = test_scenario();
  scenario.expect = {{.all_jobs = JobsExpected::collected}};
  return scenario;
}

TEST(WorldReport, FollowsJobsFromSubmissionToCollection) {
  TestWorld test(expecting());
  const auto id = test.submit("https://a.example/");
  EXPECT_FALSE(test.world.report().judgements.at(0).met());
  EXPECT_THAT(test.world.report().judgements.at(0).examples, ElementsAre(id));
  test.poll(id);
  test.advance("30s");
  test.poll(id);
  test.poll(id);
  const auto report = test.world.report();
  EXPECT_EQ(report.tally, (Tally{.submitted = 1,
                                 .ready = 1,
                                 .collected = 1,
                                 .polls = 3,
                                 .pending_answers = 1,
                                 .nano_usd = 1'500'000}));
  EXPECT_TRUE(report.judgements.at(0).met());
  EXPECT_THAT(report.judgements.at(0).examples, IsEmpty());
}

TEST(WorldReport, AJobIsLostAt48HoursAndNotBefore) {
  TestWorld test(expecting());
  const auto id = test.submit("https://a.example/");
  test.advance("47h59m59s999ms");
  EXPECT_EQ(test.world.report().tally.lost, 0U);
  EXPECT_EQ(test.world.report().tally.unfinished(), 1U);
  test.advance("1ms");
  EXPECT_EQ(test.world.report().tally.lost, 1U);
  EXPECT_EQ(test.world.report().tally.unfinished(), 0U);
  EXPECT_THAT(test.world.report().judgements.at(0).examples, ElementsAre(id));
}

TEST(WorldReport, ACollectedJobThatExpiresIsNotLost) {
  TestWorld test(expecting());
  const auto id = test.submit("https://a.example/");
  test.advance("30s");
  test.poll(id);
  test.advance("48h");
  EXPECT_EQ(test.world.report().tally.lost, 0U);
  EXPECT_TRUE(test.world.report().judgements.at(0).met());
}

TEST(WorldReport, RemembersWhatTheJobsAndTheJournalForgot) {
  TestWorld test(expecting());
  const auto first = test.submit("https://a.example/");
  for (int i = 0; i < 10'000; ++i) test.submit("https://b.example/" + std::to_string(i));
  test.advance("100h");
  const auto report = test.world.report();
  EXPECT_EQ(report.tally.lost, 10'001U);
  EXPECT_EQ(report.judgements.at(0).examples.size(), 3U);
  EXPECT_EQ(report.judgements.at(0).examples.front(), first);
}

TEST(WorldReport, DrawsLatencyJobsInFlightAndPollsFromWhatHappened) {
  TestWorld test;
  const auto id = test.submit("https://a.example/");
  test.submit("https://b.example/");
  test.advance("20s");
  test.poll(id);
  test.advance("10s");
  test.poll(id);
  test.advance("48h");
  const Activity activity = test.world.report().activity;
  EXPECT_EQ(activity.latency[9],
            (LatencyOfHour{2, std::chrono::seconds{30}, std::chrono::seconds{30}}));
  EXPECT_EQ(activity.in_flight.start, kDefaultStart);
  EXPECT_EQ(activity.in_flight.peaks, std::vector<std::uint64_t>(31, 2));
  EXPECT_EQ(activity.jobs_by_polls[0], 1U);
  EXPECT_EQ(activity.jobs_by_polls[2], 1U);
}

TEST(WorldReport, JudgesNothingWithoutExpectations) {
  TestWorld test;
  test.submit("https://a.example/");
  EXPECT_THAT(test.world.report().judgements, IsEmpty());
  EXPECT_FALSE(test.world.report().fails());
}

std::vector<std::string> leaned_on(const TestWorld& test) {
  std::vector<std::string> rows;
  for (const LeanedOn& leaned : test.world.report().assumptions.touched()) {
    rows.push_back(std::string(row_of(leaned.knob).key()) + '=' + std::string(leaned.what().name) +
                   ' ' + std::to_string(leaned.count));
  }
  return rows;
}

TEST(WorldReport, LeansOnEachAnswerThatAKnobCouldChange) {
  TestWorld test;
  const auto id = test.submit("https://a.example/", "https://sim.test/inbox/a");
  test.poll(id);
  test.advance("30s");
  test.poll(id);
  test.advance("48h");
  test.poll(id);
  test.poll(id);
  EXPECT_THAT(leaned_on(test),
              testing::ElementsAre("pending_answer=text 1", "result_shape=passthrough 1",
                                   "expired_answer=not_found 2", "fresh_id=found 1",
                                   "method=POST 1", "retention=48h 1", "retries=once 1"));
}

TEST(WorldReport, LeansOnNoRetentionThatNobodyDisputes) {
  Scenario scenario = test_scenario();
  scenario.zones[0].retention = std::chrono::hours{1};
  TestWorld test(scenario);
  test.submit("https://a.example/");
  test.advance("1h");
  EXPECT_THAT(leaned_on(test), testing::IsEmpty());
}

}  // namespace
}  // namespace asyncsim
