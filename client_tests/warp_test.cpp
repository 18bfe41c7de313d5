// Unmodified clients under `run --warp`: their own sleeps and time-outs shrink with the
// simulator's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <vector>

#include "server.h"

namespace client_tests {
namespace {

using testing::HasSubstr;

constexpr const char* kTwoMinutes = R"({"zones":{"web_unlocker1":{"latency":{"fixed":"2m"}}},
  "expect":[{"all_jobs":"collected"}]})";

std::string client(const std::string& name) {
  return ASYNCSIM_SOURCE_DIR "/client_tests/clients/" + name;
}

Ended run_warped(const char* scenario, const Words& command) {
  return run_asyncsim(Words{"run", "--clock", "60", "--warp", "--scenario", scenario, "--"} +
                      command);
}

/// How often each job was polled, of lines "polls pending"; each heard 202 until its 2 minutes were
/// over. Never more often than 20 s, 10 s, then 5 s allow: 20 polls, or 21 at a rounded edge.
std::vector<int> polls_of(const Ended& ended) {
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  std::istringstream lines(ended.output);
  std::vector<int> all;
  for (int polls = 0, pending = 0; lines >> polls >> pending;) {
    EXPECT_LE(polls, 21);
    EXPECT_EQ(pending, polls - 1);
    all.push_back(polls);
  }
  return all;
}

/// Each of that many jobs, all at once, is polled at least `fewest` times. What a client computes
/// takes its time too, 80 ms a poll: on a busy machine it gets three tries.
void expect_cadence(const Words& command, std::size_t jobs, int fewest) {
  std::vector<int> polls;
  for (int tries = 0; tries < 3; ++tries) {
    polls = polls_of(run_warped(kTwoMinutes, command));
    ASSERT_EQ(polls.size(), jobs);
    if (*std::min_element(polls.begin(), polls.end()) >= fewest) return;
  }
  FAIL() << "polled too seldom: " << testing::PrintToString(polls);
}

class Warp : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v faketime >/dev/null") != 0) GTEST_SKIP() << "no faketime here";
  }
};

TEST_F(Warp, AnUnmodifiedPythonClientKeepsItsCadence) {
  expect_cadence({"python3", client("documented.py")}, 1, 18);
}

TEST_F(Warp, FiftyJobsInAsyncioKeepTheirs) {
  expect_cadence({"python3", client("many_asyncio.py")}, 50, 18);
}

TEST_F(Warp, TwentyJobsInNodeKeepTheirs) {
  expect_cadence({"node", client("many_fetch.mjs")}, 20, 18);
}

TEST_F(Warp, AShellWithCurlKeepsItsAsFarAsStartingTwoProgramsForEachPollAllows) {
  expect_cadence({"bash", client("documented.sh")}, 1, 10);
}

TEST_F(Warp, ThreadsThatWaitForOneAnotherAreWarpedToo) {
  const auto ended = run_asyncsim({"run", "--clock", "60", "--warp", "--timeout", "20s", "--",
                                   "python3", client("threads.py")});
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  EXPECT_THAT(ended.output, testing::MatchesRegex("[1-9]\n[1-9]\n[1-9]\n"));
}

TEST_F(Warp, AClientThatGivesUpAfter30sFailsOnAJobOf145s) {
  const auto ended = run_warped(R"({"zones":{"web_unlocker1":{"latency":{"fixed":"145s"}}},
                     "expect":[{"all_jobs":"collected"}]})",
                                {"python3", client("documented.py"), "30"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.errors, HasSubstr("gave up"));
  EXPECT_THAT(ended.errors, HasSubstr("1 of 1 jobs not collected (0 lost, 1 unfinished)"));
}

TEST_F(Warp, OnlyTheCommandIsWarpedAndItsChildrenAreToo) {
  const auto ended = run_asyncsim(
      {"run", "--clock", "60", "--warp", "--timeout", "60s", "--", "bash", "-c",
       "a=$(date +%s); sleep 120; b=$(date +%s); [ $((b - a)) -ge 120 ] && echo warped"});
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;  // --timeout is real: 120 s are 2 s
  EXPECT_EQ(ended.output, "warped\n");
}

TEST(WarpOptions, AClockThatIsNotPacedIsAUsageError) {
  for (const auto* clock : {"manual", "polls"}) {
    const auto ended = run_asyncsim({"run", "--clock", clock, "--warp", "--", "true"});
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_THAT(ended.errors, HasSubstr("--warp"));
    EXPECT_THAT(ended.errors, HasSubstr(clock));
    EXPECT_THAT(ended.errors, HasSubstr("--clock N"));
  }
}

}  // namespace
}  // namespace client_tests
