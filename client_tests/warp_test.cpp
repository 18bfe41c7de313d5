// Unmodified clients under `run --warp`: their own sleeps and time-outs shrink with the
// simulator's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

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

/// `jobs` lines, each of a job that was polled as often as 2 minutes take, and heard 202 till then.
/// Never more often: 20 s, 10 s, then 5 s are 20 polls. On a busy machine less often, for what
/// the client computes between its polls takes its time too: at speed 60, 80 ms are a poll.
void expect_cadence(const Ended& ended, int jobs, int fewest = 12) {
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  std::istringstream lines(ended.output);
  int polls = 0;
  int pending = 0;
  int seen = 0;
  for (; lines >> polls >> pending; ++seen) {
    EXPECT_GE(polls, fewest);
    EXPECT_LE(polls, 21);
    EXPECT_EQ(pending, polls - 1);
  }
  EXPECT_EQ(seen, jobs) << ended.output << ended.errors;
}

class Warp : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v faketime >/dev/null") != 0) GTEST_SKIP() << "no faketime here";
  }
};

TEST_F(Warp, AnUnmodifiedPythonClientKeepsItsCadence) {
  expect_cadence(run_warped(kTwoMinutes, {"python3", client("documented.py")}), 1);
}

TEST_F(Warp, FiftyJobsInAsyncioKeepTheirs) {
  expect_cadence(run_warped(kTwoMinutes, {"python3", client("many_asyncio.py")}), 50);
}

TEST_F(Warp, TwentyJobsInNodeKeepTheirs) {
  expect_cadence(run_warped(kTwoMinutes, {"node", client("many_fetch.mjs")}), 20);
}

TEST_F(Warp, AShellWithCurlKeepsIts) {
  // Each poll starts two programs.
  expect_cadence(run_warped(kTwoMinutes, {"bash", client("documented.sh")}), 1, 6);
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
