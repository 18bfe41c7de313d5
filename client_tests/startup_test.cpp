// From the command line to the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

/// Expects exit 2 and one line on stderr that holds each of `words`.
void expect_usage_error(const Words& arguments, const Words& words, const Words& environment = {}) {
  const auto ended = run_asyncsim(arguments, environment);
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.output, "");
  EXPECT_EQ(std::ranges::count(ended.errors, '\n'), 1) << ended.errors;
  for (const auto& word : words) EXPECT_THAT(ended.errors, HasSubstr(word));
}

TEST(Startup, TheReadyLineSaysWhereTheServerIs) {
  Server server;
  const auto& line = server.ready_line();
  EXPECT_EQ(line.at("version"), 1);
  EXPECT_THAT(server.url(), MatchesRegex("http://127\\.0\\.0\\.1:[0-9]+"));
  EXPECT_EQ(line.at("control"), server.url() + "/_sim");
  EXPECT_TRUE(line.at("tls_url").is_null());
  EXPECT_TRUE(line.at("ca").is_null());
  EXPECT_EQ(line.at("pid"), server.process().pid());
  VendorClient client(server.url());
  EXPECT_EQ(client.control("/health").at("status"), "ok");
}

TEST(Startup, TheReadyFileHoldsTheReadyLine) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("asyncsim-ready-" + std::to_string(getpid()) + ".json");
  {
    Server server(kManualCi + Words{"--ready-file", file});
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    EXPECT_EQ(Json::parse(line, nullptr, false), server.ready_line());
  }
  std::filesystem::remove(file);
}

TEST(Startup, ListensOnIpv6WhenToldTo) {
  Process process(asyncsim_program(), {"serve", "--listen", "[::1]:0", "--scenario", "ci"});
  const auto line = process.read_line();
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(), 0);
  if (process.errors().find("address") != std::string::npos) GTEST_SKIP() << "no IPv6 here";
  EXPECT_THAT(Json::parse(line).at("url").get<std::string>(), StartsWith("http://[::1]:"));
}

TEST(Startup, ASecondInstanceOnThePortExitsWith3AndAPlainMessage) {
  Server first;
  const auto port = std::to_string(first.port());
  const auto second = run_asyncsim({"serve", "--listen", "127.0.0.1:" + port});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_EQ(second.output, "");
  EXPECT_EQ(std::ranges::count(second.errors, '\n'), 1) << second.errors;
  EXPECT_THAT(second.errors, HasSubstr(port));
  VendorClient client(first.url());
  EXPECT_EQ(client.get("/_sim/health").status, 200);
}

TEST(Startup, SigtermAndSigintEndItWith0WhileClientsAreConnected) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Server server;
    VendorClient idle(server.url());
    idle.submit_url("https://a.example");
    server.stop(signal);
  }
}

TEST(Startup, AWrongOptionEndsItWith2AndOneLineThatNamesIt) {
  expect_usage_error({"serve", "--sede", "1"}, {"--sede", "--seed"});
  expect_usage_error({"serve", "--seed", "abc"}, {"--seed", "abc", "whole number"});
  expect_usage_error({"serve", "--clock", "0"}, {"--clock", "manual", "0.001"});
  expect_usage_error({"serve", "--listen", "8080"}, {"--listen", "8080", "HOST:PORT"});
  expect_usage_error({"serve", "--threads", "0"}, {"--threads", "1"});
  expect_usage_error({"serve", "--webhook-map", "nonsense"}, {"--webhook-map", "nonsense"});
  expect_usage_error({"serve", "--webhook-allow", "300.0.0.0/8"}, {"--webhook-allow"});
  expect_usage_error({"serve"}, {"ASYNCSIM_SEED", "abc"}, {"ASYNCSIM_SEED=abc"});
  expect_usage_error({"srve"}, {"srve", "serve"});
  expect_usage_error({}, {"serve"});
}

TEST(Startup, BeyondLoopbackItWantsATokenOrToBeOpen) {
  expect_usage_error({"serve", "--listen", "0.0.0.0:0"}, {"--control-token", "--control-open"});
}

TEST(Startup, AWrongScenarioEndsItWith2AndNamesTheFault) {
  expect_usage_error({"serve", "--scenario", "typcal-day"}, {"typcal-day", "typical-day"});
  expect_usage_error({"serve", "--scenario", "./no-such.json"}, {"no-such.json"});
  expect_usage_error({"serve", "--scenario", R"({"seed":"x"})"}, {"seed"});
}

TEST(Startup, AnUnwritableFileEndsItWithOneLineThatNamesIt) {
  for (const auto* option : {"--journal", "--record", "--ready-file"}) {
    const auto ended =
        run_asyncsim({"serve", "--listen", "127.0.0.1:0", option, "/no-such-folder/file"});
    EXPECT_EQ(ended.exit_code, 2) << option;
    EXPECT_THAT(ended.errors, HasSubstr("/no-such-folder/file"));
  }
}

TEST(Startup, AnUnknownVariableOfOursIsWarnedOfOnce) {
  Server server(kManualCi, {"ASYNCSIM_SEDE=1"});
  server.stop();
  EXPECT_THAT(server.process().errors(), HasSubstr("ASYNCSIM_SEDE"));
}

TEST(Startup, TheEnvironmentStandsForOptionsAndTheCommandLineGoesFirst) {
  Server server({"--scenario", "ci"}, {"ASYNCSIM_CLOCK=manual", "ASYNCSIM_SCENARIO=typical-day"});
  VendorClient client(server.url());
  EXPECT_EQ(client.control("/clock").at("mode"), "manual");
  EXPECT_EQ(client.control("/scenario").at("name"), "ci");
}

TEST(Healthcheck, SucceedsWhereAServerIsAndFailsWhereNoneIs) {
  std::string url;
  {
    Server server;
    url = server.url();
    EXPECT_EQ(run_asyncsim({"healthcheck", url}).exit_code, 0);
    EXPECT_EQ(run_asyncsim({"healthcheck", "--wait", "10s", url}).exit_code, 0);
    const auto listen = "ASYNCSIM_LISTEN=127.0.0.1:" + std::to_string(server.port());
    EXPECT_EQ(run_asyncsim({"healthcheck"}, {listen}).exit_code, 0);
  }
  const auto failed = run_asyncsim({"healthcheck", url});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.errors, HasSubstr(url));
}

TEST(Commands, VersionAndHelpPrintToStdout) {
  EXPECT_THAT(run_asyncsim({"--version"}).output, StartsWith("asyncsim "));
  const auto help = run_asyncsim({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_LT(std::ranges::count(help.output, '\n'), 24);
}

TEST(Commands, EveryShippedScenarioIsOkAndBuiltIn) {
  const auto list = run_asyncsim({"scenario"}).output;
  Words check = {"check"};
  for (const auto& entry : std::filesystem::directory_iterator(ASYNCSIM_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".json" || entry.path().stem() == "scenario.schema") continue;
    check.push_back(entry.path());
    EXPECT_THAT(list, HasSubstr(entry.path().stem().string()));
    const auto printed = run_asyncsim({"scenario", entry.path().stem()});
    EXPECT_EQ(printed.exit_code, 0);
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(printed.output, text);
  }
  EXPECT_GE(check.size(), 3U);
  const auto checked = run_asyncsim(check);
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
  EXPECT_EQ(std::ranges::count(checked.output, '\n'), std::ssize(check) - 1);
}

TEST(Commands, CheckPrintsEachFaultAndExitsWith2) {
  const auto checked = run_asyncsim({"check", R"({"sede":1,"zones":{"a":{"retenton":"1h"}}})"});
  EXPECT_EQ(checked.exit_code, 2);
  EXPECT_THAT(checked.output, HasSubstr("seed"));
  EXPECT_THAT(checked.output, HasSubstr("retention"));
}

TEST(Commands, AnUnknownBuiltInWorldIsAnsweredWithTheNearest) {
  expect_usage_error({"scenario", "typical-dya"}, {"typical-dya", "typical-day"});
}

TEST(Startup, ACallThatWaitsDoesNotKeepTheServerFromEnding) {
  Server server;
  VendorClient client(server.url());
  client.submit_url("https://shop.example/p/1");
  int status = 0;
  std::thread waiter([&] { status = client.get("/_sim/journal?after=9999&wait=600s").status; });
  server.stop();
  waiter.join();
  EXPECT_TRUE(status == 410 || status == 0) << status;  // 0: it had not come in yet
}

}  // namespace
}  // namespace client_tests
