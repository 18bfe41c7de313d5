// `run`: COMMAND against a server of its own, from its environment to the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server.h"

namespace client_tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

/// Submits one job and leaves it; "$1" polls follow.
constexpr const char* kSubmit = R"(
id=$(curl -sS -i -H "Authorization: Bearer $ASYNCSIM_KEY" -H 'Content-Type: application/json' \
  -d '{"url":"https://a.example"}' "$ASYNCSIM_URL/unblocker/req?zone=web_unlocker1" |
  sed -n 's/^x-response-id: *//p' | tr -d '\r')
)";

constexpr const char* kExpecting =
    R"({"zones":{"web_unlocker1":{"latency":{"fixed":"30s"}}},"expect":[{"all_jobs":"collected"}]})";

/// In a directory of its own, for what a failed run leaves there.
class Run : public testing::Test {
 protected:
  Run() {
    directory_ = fs::temp_directory_path() / ("asyncsim-run-" + std::to_string(getpid()));
    fs::create_directories(directory_);
    fs::current_path(directory_);
  }
  ~Run() override {
    fs::current_path("/");
    fs::remove_all(directory_);
  }

  static Ended run(const Words& options, const Words& command, const Words& environment = {}) {
    return run_asyncsim(Words{"run"} + options + Words{"--"} + command, environment);
  }
  static Ended shell(const std::string& script, const Words& options = {},
                     const Words& environment = {}) {
    return run(options, {"bash", "-c", script}, environment);
  }
  static std::string content_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void expect_own_failure(const Ended& ended, int exit_code, const std::string& word) {
    EXPECT_EQ(ended.exit_code, exit_code);
    EXPECT_EQ(ended.output, "");
    EXPECT_EQ(std::ranges::count(ended.errors, '\n'), 1) << ended.errors;
    EXPECT_THAT(ended.errors, HasSubstr(word));
  }

  fs::path directory_;
};

TEST_F(Run, TheCommandFindsTheServerInItsEnvironment) {
  const auto ended = shell(R"(
    curl -sS "$ASYNCSIM_CONTROL/health" | grep -q '"ok"' && echo up
    [ "$ASYNCSIM_URL" = "$BRIGHTDATA_BASE_URL" ] && echo same
    echo "$ASYNCSIM_KEY $BRIGHTDATA_API_TOKEN $BRIGHTDATA_API_KEY $ASYNCSIM_SPEED")");
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  EXPECT_EQ(ended.output, "up\nsame\nasyncsim-test-key asyncsim-test-key asyncsim-test-key 60\n");
}

TEST_F(Run, StreamsAreTheCommandsOwn) {
  const auto ended = shell("printf 'a\\0b'; printf c >&2; exec >&-; exit 0");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.output, std::string("a\0b", 3));
  EXPECT_THAT(ended.errors, testing::StartsWith("c"));
}

/// What a shell says to that when nothing of ours is between.
std::string said_without_us(const std::string& script) {
  Process plain("/bin/bash", {"-c", script});
  plain.wait();
  return plain.output();
}

TEST_F(Run, NoDescriptorOfOursIsInheritedAndThoseOfTheCallerAre) {
  const std::string script = "ls /proc/self/fd | wc -l; ls -l /proc/$$/fd | grep -c socket";
  EXPECT_EQ(shell(script).output, said_without_us(script));
  std::ofstream("handed_on") << "text";
  Process process("/bin/bash", {"-c", asyncsim_program() + " run -- cat /dev/fd/7 7<handed_on"});
  EXPECT_EQ(process.wait(), 0) << process.errors();
  EXPECT_EQ(process.output(), "text");
}

TEST_F(Run, SignalsAreAsTheyWere) {
  const std::string script = "grep -E 'Sig(Blk|Ign)' /proc/self/status";
  EXPECT_EQ(shell(script).output, said_without_us(script));
  const std::string deaf =
      "trap '' PIPE; exec " + asyncsim_program() + " run -- bash -c \"" + script + "\"";
  EXPECT_EQ(said_without_us(deaf), said_without_us("trap '' PIPE; " + script));
}

TEST_F(Run, CtrlCInATerminalIsHeardOnce) {
  const std::string script = R"(trap 'n=$((n + 1))' INT; echo ready
    for i in 1 2 3 4 5 6; do sleep 0.1; done; echo "heard $n"; exit $((n + 40)))";
  Process process("/usr/bin/env",
                  {"python3", ASYNCSIM_SOURCE_DIR "/client_tests/clients/terminal.py",
                   asyncsim_program(), "run", "--", "bash", "-c", script});
  EXPECT_EQ(process.wait(), 41) << process.errors();
  EXPECT_THAT(process.output(), HasSubstr("heard 1\n"));
  EXPECT_THAT(process.output(), HasSubstr("\x1b[31mFAILED"));  // a terminal gets colour
}

TEST_F(Run, ExitCodesAreThoseOfAShell) {
  EXPECT_EQ(shell("exit 0").exit_code, 0);
  EXPECT_EQ(shell("exit 7").exit_code, 7);
  EXPECT_EQ(shell("kill -KILL $$").exit_code, 137);
  EXPECT_EQ(shell("kill -TERM $$").exit_code, 143);
}

TEST_F(Run, ACommandThatCannotRunIsOneLine) {
  expect_own_failure(run({}, {"./no-such-command"}), 127, "./no-such-command");
  expect_own_failure(run({}, {"no-such-command-either"}), 127, "no-such-command-either");
  std::ofstream("plain.txt") << "text";
  expect_own_failure(run({}, {"./plain.txt"}), 126, "./plain.txt");
  expect_own_failure(run({}, {"/tmp"}), 126, "/tmp");
}

TEST_F(Run, WithoutACommandItIsAUsageError) {
  expect_own_failure(run_asyncsim({"run"}), 2, "COMMAND");
  expect_own_failure(run_asyncsim({"run", "--seed", "1", "--"}), 2, "COMMAND");
  expect_own_failure(run_asyncsim({"run", "pytest"}), 2, "expected -- before COMMAND");
  expect_own_failure(run({"--report", "junit:x.xml"}, {"true"}), 2, "json");
}

TEST_F(Run, OurOwnFailuresAre125) {
  Server taken;
  expect_own_failure(run({"--listen", "127.0.0.1:" + std::to_string(taken.port())}, {"true"}), 125,
                     std::to_string(taken.port()));
  for (const auto* option : {"--journal", "--record", "--report", "--ready-file"}) {
    const auto ended = run({option, "/no-such-folder/file.json"}, {"true"});
    expect_own_failure(ended, 125, "/no-such-folder/file.json");
  }
}

TEST_F(Run, TimeoutEndsTheCommandWithTermAndExits124) {
  const auto ended =
      shell("trap 'echo asked; exit 3' TERM; sleep 1000 & wait", {"--timeout", "1s"});
  EXPECT_EQ(ended.exit_code, 124);
  EXPECT_EQ(ended.output, "asked\n");
  EXPECT_THAT(ended.errors, HasSubstr("--timeout"));
}

TEST_F(Run, TimeoutEndsTheDeafWithKill) {
  const auto ended = shell("trap '' TERM; while :; do sleep 1; done", {"--timeout", "1s"});
  EXPECT_EQ(ended.exit_code, 124);
}

TEST_F(Run, ASignalIsPassedOnOnce) {
  for (const auto& [number, name] :
       {std::pair(SIGINT, "INT"), std::pair(SIGTERM, "TERM"), std::pair(SIGHUP, "HUP")}) {
    const std::string script = std::string("trap 'n=$((n + 1)); [ $n = 1 ] && echo heard' ") +
                               name + "; echo ready; for i in 1 2 3 4 5 6; do sleep 0.1; done; " +
                               "exit $((n + 40))";
    Process process(asyncsim_program(), {"run", "--", "bash", "-c", script});
    EXPECT_EQ(process.read_line(), "ready");
    process.signal(number);
    EXPECT_EQ(process.wait(), 41) << name;
    EXPECT_EQ(process.output(), "heard\n");
  }
}

TEST_F(Run, ASignalThatEndsTheCommandIsTheExitCode) {
  Process process(asyncsim_program(), {"run", "--", "bash", "-c", "echo ready; exec sleep 1000"});
  EXPECT_EQ(process.read_line(), "ready");
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(), 143);
}

TEST_F(Run, ChildrenLeftBehindAreEnded) {
  const auto ended = shell(
      "setsid sleep 1000 >&- 2>&- & echo $!; (trap '' TERM; exec sleep 1001) >&- 2>&- & echo $!");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.errors, HasSubstr("left behind"));
  std::istringstream pids(ended.output);
  int seen = 0;
  for (pid_t pid = 0; pids >> pid; ++seen) EXPECT_NE(kill(pid, 0), 0) << pid;
  EXPECT_EQ(seen, 2);
}

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
    curl -sS -o /dev/null -w '%{http_code}\n' "$ASYNCSIM_CONTROL/report?format=html")",
                           {"--scenario", kExpecting, "--fail-on", "never"});
  std::istringstream lines(ended.output);
  std::string report;
  std::getline(lines, report);
  EXPECT_EQ(Json::parse(report).at("jobs").at("submitted"), 1);
  std::string rest(std::istreambuf_iterator<char>(lines), {});
  EXPECT_EQ(rest, "422\n400\n");
}

TEST_F(Run, WithTlsTheCommandTrustsOurCaBesideTheSystems) {
  const auto ended = shell(R"sh(
    cmp -s "$ASYNCSIM_CA" "$NODE_EXTRA_CA_CERTS" && echo ours
    grep -qF "$(sed -n 2p "$ASYNCSIM_CA")" "$SSL_CERT_FILE" && echo both
    cmp -s "$SSL_CERT_FILE" "$REQUESTS_CA_BUNDLE" && echo same
    echo "$CURL_CA_BUNDLE")sh",
                           {"--tls-listen", "127.0.0.1:0", "--tls-dir", "ca"});
  ASSERT_THAT(ended.output, testing::StartsWith("ours\nboth\nsame\n/"));
  const auto bundle = ended.output.substr(ended.output.find('/'));
  EXPECT_FALSE(fs::exists(bundle.substr(0, bundle.find('\n')))) << bundle;
}

TEST_F(Run, InterceptAnswersForTheVendorsNames) {
  const auto ended = shell(R"(
    curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $ASYNCSIM_KEY" \
      https://api.brightdata.com/unblocker/get_result
    python3 - <<'END'
import os, urllib.request
request = urllib.request.Request("https://api.brightdata.com/unblocker/req?zone=web_unlocker1",
    b'{"url":"https://a.example"}', {"Authorization": "Bearer " + os.environ["ASYNCSIM_KEY"],
    "Content-Type": "application/json"})
print(urllib.request.urlopen(request).status)
END
    curl -sS -o /dev/null -w '%{http_code}\n' "$ASYNCSIM_CONTROL/health"
    curl -sS https://elsewhere.example/ 2>/dev/null || echo refused)",
                           {"--intercept", "--tls-dir", "ca"});
  EXPECT_EQ(ended.output, "400\n200\n200\nrefused\n") << ended.errors;
}

TEST_F(Run, AnUnwritableTlsDirectoryIsOurOwnFailure) {
  expect_own_failure(run({"--intercept", "--tls-dir", "/proc/no-such"}, {"true"}), 125, "/proc");
}

TEST_F(Run, HelpFitsATerminal) {
  const auto help = run_asyncsim({"run", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, HasSubstr("-- COMMAND"));
  EXPECT_THAT(help.output, HasSubstr("--warp"));
  std::istringstream lines(help.output);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

}  // namespace
}  // namespace client_tests
