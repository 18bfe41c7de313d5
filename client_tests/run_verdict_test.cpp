// The verdict of `run` and `serve`: what is said, written and answered, and the exit code.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "run_fixture.h"
#include "server.h"

namespace client_tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
namespace fs = std::filesystem;

TEST_F(Run, TheVerdictCountsWhatTheClientDid) {
  const auto ended = shell(std::string(kSubmit) + R"(
    curl -sS -o /dev/null -X POST "$ASYNCSIM_CONTROL/clock/advance?by=1m"
    curl -sS -o /dev/null -H "Authorization: Bearer $ASYNCSIM_KEY" \
      "$ASYNCSIM_URL/unblocker/get_result?response_id=$id")",
                           {"--clock", "manual", "--scenario", kExpecting});
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  EXPECT_THAT(ended.errors, HasSubstr("passed"));
  EXPECT_THAT(ended.errors, HasSubstr("1 submitted, 1 ready, 0 failed, 1 collected, 0 lost, 0 "
                                      "unfinished"));
  EXPECT_THAT(ended.errors, HasSubstr("1 polls (0 heard 202), 0 refused, 0 surprising answers"));
  EXPECT_THAT(ended.errors, HasSubstr("0.0015 USD"));
  EXPECT_THAT(ended.errors, Not(HasSubstr("\x1b")));
  EXPECT_TRUE(fs::is_empty(directory_));
}

TEST_F(Run, AJobNotCollectedFailsTheVerdictAndTellsHowToRepeatIt) {
  const auto ended = shell(kSubmit, {"--scenario", kExpecting, "--report", "json:report.json"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.errors, HasSubstr("FAILED"));
  EXPECT_THAT(ended.errors, HasSubstr("1 of 1 jobs not collected (0 lost, 1 unfinished): "));
  EXPECT_THAT(ended.errors, HasSubstr("--seed 1 -- bash -c"));
  EXPECT_THAT(ended.errors, HasSubstr("asyncsim-journal.ndjson"));
  EXPECT_THAT(content_of("asyncsim-journal.ndjson"), HasSubstr("\"event\":\"submitted\""));
  const auto report = Json::parse(content_of("report.json"));
  EXPECT_EQ(report.at("jobs").at("unfinished"), 1);
  EXPECT_EQ(report.at("expectations").at(0).at("met"), false);
  EXPECT_EQ(report.at("host").at("exit_code"), 1);
  EXPECT_THAT(report.at("findings"), IsEmpty());
}

TEST_F(Run, ALostJobFailsTheVerdictToo) {
  const std::string script =
      std::string(kSubmit) +
      R"(curl -sS -o /dev/null -X POST "$ASYNCSIM_CONTROL/clock/advance?by=3d")";
  const auto ended = shell(script, {"--clock", "manual", "--scenario", kExpecting});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.errors, HasSubstr("(1 lost, 0 unfinished)"));
}

TEST_F(Run, FailOnNeverLeavesTheExitCodeAlone) {
  const auto ended = shell(kSubmit, {"--scenario", kExpecting, "--fail-on", "never"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_TRUE(fs::is_empty(directory_));
}

TEST_F(Run, TheJournalStaysWhereItWasAskedFor) {
  const auto ended = shell(std::string(kSubmit) + "exit 3", {"--journal", "mine.ndjson"});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.errors, HasSubstr("mine.ndjson"));
  EXPECT_THAT(content_of("mine.ndjson"), HasSubstr("submitted"));
  EXPECT_FALSE(fs::exists("asyncsim-journal.ndjson"));
}

TEST_F(Run, AJournalThatIsNotWholeIsOurOwnFailure) {
  const auto full = shell(kSubmit, {"--journal", "/dev/full"});
  EXPECT_EQ(full.exit_code, 125);
  EXPECT_THAT(full.errors, HasSubstr("/dev/full is not whole"));
  EXPECT_EQ(shell("exit 3", {"--journal", "/dev/full"}).exit_code, 3);
}

TEST_F(Run, UnderGithubActionsAFailureIsAnErrorLine) {
  EXPECT_THAT(shell("exit 3", {}, {"GITHUB_ACTIONS=true"}).errors,
              HasSubstr("\n::error title=asyncsim::bash exited with 3\n"));
  EXPECT_THAT(shell("exit 3", {}, {"GITHUB_ACTIONS=false"}).errors, Not(HasSubstr("::error")));
}

TEST_F(Run, SeveralAccountsAreSummedAndListed) {
  const auto ended = shell(std::string(kSubmit) + "ASYNCSIM_KEY=another-key-of-ours\n" + kSubmit);
  EXPECT_THAT(ended.errors, HasSubstr("2 submitted"));
  EXPECT_THAT(ended.errors, testing::ContainsRegex("acct_[0-9a-f]{8}  1 submitted"));
}

TEST_F(Run, SurprisingAnswersAreCounted) {
  const auto ended = shell(R"(for i in 1 2 3 4 5 6 7; do curl -sS -o /dev/null \
      -H "Authorization: Bearer $ASYNCSIM_KEY" "$ASYNCSIM_URL/unblocker/get_result"; done)");
  EXPECT_THAT(ended.errors, HasSubstr("7 surprising answers"));
}

TEST_F(Run, ServeFailsOnAMissedExpectationWhenAskedTo) {
  for (const auto& [fail_on, exit_code] : {std::pair("expect", 1), std::pair("never", 0)}) {
    Process process(asyncsim_program(), {"serve", "--listen", "127.0.0.1:0", "--scenario",
                                         kExpecting, "--fail-on", fail_on});
    const std::string url = Json::parse(process.read_line()).at("url");
    Process client("/bin/bash", {"-c", kSubmit},
                   {"ASYNCSIM_URL=" + url, "ASYNCSIM_KEY=asyncsim-test-key"});
    EXPECT_EQ(client.wait(), 0);
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait(), exit_code) << process.errors();
  }
}

TEST_F(Run, TheReportIsThereWhileItRuns) {
  const auto ended = shell(std::string(kSubmit) + R"(
    curl -sS "$ASYNCSIM_CONTROL/report"; echo
    curl -sS -o /dev/null -w '%{http_code}\n' "$ASYNCSIM_CONTROL/report?format=json&fail=expect"
    curl -sS -o /dev/null -w '%{http_code}\n' "$ASYNCSIM_CONTROL/report?format=html"
    curl -sS -o /dev/null -w '%{http_code}\n' "$ASYNCSIM_CONTROL/report?format=pdf")",
                           {"--scenario", kExpecting, "--fail-on", "never"});
  std::istringstream lines(ended.output);
  std::string report;
  std::getline(lines, report);
  EXPECT_EQ(Json::parse(report).at("jobs").at("submitted"), 1);
  std::string rest(std::istreambuf_iterator<char>(lines), {});
  EXPECT_EQ(rest, "422\n200\n400\n");
}

}  // namespace
}  // namespace client_tests
