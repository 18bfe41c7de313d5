// `run`: COMMAND against a server of its own, from its environment to the exit code.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "run_fixture.h"
#include "server.h"

namespace client_tests {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

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
  expect_own_failure(run({"--report", "pdf:x.xml"}, {"true"}), 2, "json, junit, md or html");
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
