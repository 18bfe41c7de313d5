#include "cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/option_values.h"

namespace asyncsim::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Words = std::vector<std::string>;

Result<CommandLine> parse(Words arguments, Words environment = {}) {
  return parse_command_line(arguments, environment);
}

template <class Kind>
Kind parsed(Words arguments, Words environment = {}) {
  const auto line = parse(arguments, environment);
  if (!line) {
    ADD_FAILURE() << line.error().message;
    return {};
  }
  return std::get<Kind>(line->command);
}

ServeOptions serve(Words options, Words environment = {}) {
  options.insert(options.begin(), "serve");
  return parsed<Serve>(options, environment).options;
}

/// The message of a refused command line; "" when it was taken.
std::string refusal(Words arguments, Words environment = {}) {
  const auto line = parse(arguments, environment);
  return line ? "" : line.error().message;
}

std::string refused_option(Words options, Words environment = {}) {
  options.insert(options.begin(), "serve");
  return refusal(options, environment);
}

TEST(Options, ServeWithoutAnyListensOnLoopback8080InATypicalDay) {
  const auto options = serve({});
  EXPECT_EQ(options.listen, (Endpoint{"127.0.0.1", 8080}));
  EXPECT_EQ(options.scenario, "typical-day");
  EXPECT_FALSE(options.clock);
  EXPECT_FALSE(options.seed);
  EXPECT_EQ(options.threads, 0U);
  EXPECT_EQ(options.webhook_allow, "private");
  EXPECT_EQ(options.log_level, LogLevel::info);
}

TEST(Options, EveryOneOfServeReachesItsPlace) {
  const auto options = serve({"--scenario",
                              "ci",
                              "--listen=[::1]:0",
                              "--clock",
                              "manual",
                              "--seed",
                              "7",
                              "--allow-key",
                              "key-a",
                              "--allow-key",
                              "key-b",
                              "--control-token",
                              "s3cret",
                              "--webhook-map",
                              "https://hooks.example=http://127.0.0.1:9000",
                              "--webhook-allow",
                              "any",
                              "--journal",
                              "j.ndjson",
                              "--record",
                              "r.ndjson",
                              "--ready-file",
                              "ready.json",
                              "--threads",
                              "2",
                              "--log-level",
                              "debug"});
  EXPECT_EQ(options.scenario, "ci");
  EXPECT_EQ(options.listen, (Endpoint{"::1", 0}));
  EXPECT_EQ(options.clock, ClockChoice{ClockMode::manual});
  EXPECT_EQ(options.seed, 7U);
  EXPECT_THAT(options.allowed_keys, ElementsAre("key-a", "key-b"));
  EXPECT_EQ(options.control_token, "s3cret");
  ASSERT_EQ(options.webhook_maps.size(), 1U);
  EXPECT_EQ(options.webhook_maps[0].to, "http://127.0.0.1:9000");
  EXPECT_EQ(options.webhook_allow, "any");
  EXPECT_EQ(options.journal_file, "j.ndjson");
  EXPECT_EQ(options.record_file, "r.ndjson");
  EXPECT_EQ(options.ready_file, "ready.json");
  EXPECT_EQ(options.threads, 2U);
  EXPECT_EQ(options.log_level, LogLevel::debug);
}

TEST(Options, ADashAloneAsScenarioIsStdin) { EXPECT_EQ(serve({"--scenario", "-"}).scenario, "-"); }

TEST(Options, ClockTakesManualRealAndSpeedsInRange) {
  EXPECT_EQ(serve({"--clock", "real"}).clock, (ClockChoice{ClockMode::paced, 1, true}));
  EXPECT_EQ(serve({"--clock", "0.001"}).clock, (ClockChoice{ClockMode::paced, 0.001}));
  EXPECT_EQ(serve({"--clock", "1000000"}).clock, (ClockChoice{ClockMode::paced, 1e6}));
  for (const auto* wrong : {"0", "0.0009", "1000001", "-1", "nan", "inf", "60x", "fast", "1e999"}) {
    EXPECT_EQ(refused_option({std::string("--clock=") + wrong}),
              "--clock \"" + std::string(wrong) +
                  "\": expected manual, polls, real, or a speed from 0.001 to 1000000");
  }
}

TEST(Options, WholeNumbersAreCheckedOnBothSidesOfTheirRange) {
  EXPECT_EQ(serve({"--threads", "1"}).threads, 1U);
  EXPECT_EQ(serve({"--threads", "1024"}).threads, 1024U);
  for (const auto* wrong : {"0", "1025", "-1", "2.5", "two", " 2", "99999999999999999999999"}) {
    EXPECT_EQ(refused_option({std::string("--threads=") + wrong}),
              "--threads \"" + std::string(wrong) + "\": expected a whole number from 1 to 1024");
  }
  EXPECT_EQ(serve({"--seed", "9223372036854775807"}).seed, 9'223'372'036'854'775'807U);
  EXPECT_THAT(refused_option({"--seed", "9223372036854775808"}), HasSubstr("--seed"));
}

TEST(Options, ListenTakesAddressesAndNamesWithAPort) {
  EXPECT_EQ(serve({"--listen", "localhost:65535"}).listen, (Endpoint{"localhost", 65535}));
  for (const auto* wrong : {"8080", "127.0.0.1", "127.0.0.1:65536", ":8080", "256.0.0.1:80",
                            "::1:80", "[127.0.0.1]:80", "[::1]", "a b:80", "1.2.3:80", "[]:80"}) {
    EXPECT_THAT(refused_option({"--listen", wrong}),
                testing::StartsWith("--listen \"" + std::string(wrong) + "\": expected"));
  }
}

TEST(Options, BeyondLoopbackTheControlApiWantsATokenOrToBeOpen) {
  for (const auto* beyond : {"0.0.0.0:80", "[::]:80", "10.0.0.1:80", "sim.internal:80"}) {
    EXPECT_THAT(refused_option({"--listen", beyond}), HasSubstr("--control-token"));
    EXPECT_EQ(refused_option({"--listen", beyond, "--control-token", "t"}), "");
    EXPECT_EQ(refused_option({"--listen", beyond, "--control-open"}), "");
  }
  for (const auto* loopback :
       {"127.0.0.1:80", "127.9.9.9:80", "[::1]:80", "localhost:80", "[::ffff:127.0.0.1]:80"}) {
    EXPECT_EQ(refused_option({"--listen", loopback}), "");
  }
  EXPECT_THAT(refused_option({"--control-open", "--control-token", "t"}), HasSubstr("contradicts"));
}

TEST(Options, AnUnknownOneIsAnsweredWithTheNearestRightName) {
  EXPECT_EQ(refused_option({"--sede", "1"}),
            "unknown option \"--sede\" (did you mean --seed?); see 'asyncsim serve --help'");
  EXPECT_EQ(refused_option({"--frobnicate"}),
            "unknown option \"--frobnicate\"; see 'asyncsim serve --help'");
  EXPECT_THAT(refused_option({"--scen", "ci"}), HasSubstr("unknown option"));
  EXPECT_THAT(refused_option({"-x"}), HasSubstr("unknown option"));
}

TEST(Options, AMissingARepeatedAndASuperfluousValueAreNamed) {
  EXPECT_THAT(refused_option({"--seed"}), testing::StartsWith("--seed: expected a value"));
  EXPECT_THAT(refused_option({"--seed="}), testing::StartsWith("--seed: expected a value"));
  EXPECT_THAT(refused_option({"--control-open=yes"}), HasSubstr("--control-open: takes no value"));
  EXPECT_EQ(refused_option({"--seed", "1", "--seed", "2"}), "--seed: given 2 times, expected once");
  EXPECT_THAT(refused_option({"extra"}), testing::StartsWith("serve: unexpected \"extra\""));
}

TEST(Options, SecretsNeverAppearInAnError) {
  EXPECT_EQ(refused_option({"--control-token", "pass word"}),
            "--control-token: expected 1 to 256 printable ASCII characters without spaces");
  EXPECT_THAT(refused_option({"--allow-key", "tab\tkey"}), Not(HasSubstr("key\"")));
  EXPECT_EQ(refused_option({"--allow-key", std::string(256, 'k')}), "");
  EXPECT_THAT(refused_option({"--allow-key", std::string(257, 'k')}), HasSubstr("--allow-key"));
  EXPECT_THAT(refused_option({"--allow-key", "invalid-key"}), HasSubstr("401"));
}

TEST(Options, AnErrorIsOnePrintableLineWhateverTheValue) {
  const auto message = refused_option({"--listen", "a\nb\x1b[31m" + std::string(5000, 'x')});
  EXPECT_LT(message.size(), 200U);
  EXPECT_TRUE(std::ranges::none_of(message, [](char c) { return c >= 0 && c < ' '; }));
}

TEST(Options, RecordAndJournalMayNotShareAFile) {
  EXPECT_THAT(refused_option({"--journal", "f", "--record", "f"}), HasSubstr("--record \"f\""));
}

TEST(Environment, StandsForOptionsAndTheCommandLineGoesBeforeIt) {
  EXPECT_EQ(serve({}, {"ASYNCSIM_SEED=7", "HOME=/"}).seed, 7U);
  EXPECT_EQ(serve({"--seed", "8"}, {"ASYNCSIM_SEED=7"}).seed, 8U);
  EXPECT_EQ(serve({"--seed", "8"}, {"ASYNCSIM_SEED=wrong"}).seed, 8U);
  EXPECT_EQ(serve({}, {"ASYNCSIM_LOG_LEVEL=warn"}).log_level, LogLevel::warn);
}

TEST(Environment, ListsAreSplitAtCommasThatNoBackslashPrecedes) {
  EXPECT_THAT(serve({}, {"ASYNCSIM_ALLOW_KEY=a,b\\,c,,d"}).allowed_keys,
              ElementsAre("a", "b,c", "d"));
  EXPECT_THAT(serve({"--allow-key", "z"}, {"ASYNCSIM_ALLOW_KEY=a,b"}).allowed_keys,
              ElementsAre("z"));
  EXPECT_EQ(serve({}, {R"(ASYNCSIM_SCENARIO={"name":"a","seed":1})"}).scenario,
            R"({"name":"a","seed":1})");
}

TEST(Environment, SwitchesTakeTrueAndFalse) {
  EXPECT_TRUE(serve({}, {"ASYNCSIM_CONTROL_OPEN=1"}).control_open);
  EXPECT_FALSE(serve({}, {"ASYNCSIM_CONTROL_OPEN=false"}).control_open);
  EXPECT_EQ(refused_option({}, {"ASYNCSIM_CONTROL_OPEN=maybe"}),
            "ASYNCSIM_CONTROL_OPEN \"maybe\": expected true or false");
}

TEST(Environment, AWrongValueIsRefusedUnderTheNameOfItsVariable) {
  EXPECT_THAT(refused_option({}, {"ASYNCSIM_THREADS=none"}),
              testing::StartsWith("ASYNCSIM_THREADS \"none\": expected"));
}

TEST(Environment, AnEmptyVariableIsNotSet) { EXPECT_FALSE(serve({}, {"ASYNCSIM_SEED="}).seed); }

TEST(Environment, UnknownVariablesOfOursGiveOneWarning) {
  const auto line = parse({"serve"}, {"ASYNCSIM_SEDE=1", "ASYNCSIM_NOPE=1", "ASYNCSIM_URL=x"});
  ASSERT_TRUE(line);
  EXPECT_THAT(line->warnings, ElementsAre("ignored, unknown in the environment: ASYNCSIM_NOPE, "
                                          "ASYNCSIM_SEDE (did you mean ASYNCSIM_SEED?)"));
  EXPECT_THAT(parse({"serve"}, {"ASYNCSIM_SEED=1"})->warnings, IsEmpty());
}

TEST(Commands, AnUnknownOneIsAnsweredWithTheNearestRightName) {
  EXPECT_EQ(refusal({"srve"}),
            "unknown command \"srve\" (did you mean serve?); see 'asyncsim --help'");
  EXPECT_THAT(refusal({"--seed", "1"}), HasSubstr("before a command"));
  EXPECT_THAT(refusal({}), HasSubstr("expected a command"));
}

TEST(Commands, HealthcheckAsksWhereTheEnvironmentSaysTheServerListens) {
  EXPECT_EQ(parsed<Healthcheck>({"healthcheck"}).url, "http://127.0.0.1:8080");
  EXPECT_EQ(parsed<Healthcheck>({"healthcheck"}, {"ASYNCSIM_LISTEN=0.0.0.0:81"}).url,
            "http://127.0.0.1:81");
  EXPECT_EQ(parsed<Healthcheck>({"healthcheck"}, {"ASYNCSIM_LISTEN=[::]:81"}).url,
            "http://[::1]:81");
  EXPECT_EQ(parsed<Healthcheck>({"healthcheck", "http://sim:9/"}).url, "http://sim:9");
  EXPECT_EQ(parsed<Healthcheck>({"healthcheck", "http://sim"}).url, "http://sim:80");
  EXPECT_THAT(refusal({"healthcheck"}, {"ASYNCSIM_LISTEN=127.0.0.1:0"}), HasSubstr("LISTEN"));
  EXPECT_THAT(refusal({"healthcheck", "https://sim"}), HasSubstr("expected http://HOST:PORT"));
  EXPECT_THAT(refusal({"healthcheck", "http://a", "http://b"}), HasSubstr("unexpected"));
}

TEST(Commands, HealthcheckWaitsForASpan) {
  EXPECT_EQ(parsed<Healthcheck>({"healthcheck", "--wait", "1m30s"}).wait,
            RealSpan{std::chrono::seconds{90}});
  EXPECT_EQ(parsed<Healthcheck>({"healthcheck"}).wait, RealSpan{});
  for (const auto* wrong : {"10", "-1s", "25h", "soon"}) {
    EXPECT_THAT(refusal({"healthcheck", std::string("--wait=") + wrong}), HasSubstr("--wait"));
  }
}

TEST(Commands, CheckScenarioSchemaAndReplayTakeTheirOperands) {
  EXPECT_THAT(parsed<Check>({"check", "a.json", "b.json"}).scenarios,
              ElementsAre("a.json", "b.json"));
  EXPECT_THAT(refusal({"check"}), HasSubstr("expected SCENARIO"));
  EXPECT_FALSE(parsed<ShowScenarios>({"scenario"}).name);
  EXPECT_EQ(parsed<ShowScenarios>({"scenario", "ci"}).name, "ci");
  EXPECT_THAT(refusal({"scenario", "ci", "ci"}), HasSubstr("unexpected"));
  EXPECT_THAT(parsed<PrintText>({"schema"}).text, HasSubstr("2020-12/schema"));
  EXPECT_THAT(refusal({"schema", "ci"}), HasSubstr("unexpected"));
  const auto replay = parsed<Replay>({"replay", "r", "--journal", "j"});
  EXPECT_EQ(replay.record_file, "r");
  EXPECT_EQ(replay.journal_file, "j");
  EXPECT_THAT(refusal({"replay"}), HasSubstr("expected RECORD"));
}

TEST(Commands, ReplayLeavesTheServersJournalVariableAlone) {
  EXPECT_EQ(parsed<Replay>({"replay", "r"}, {"ASYNCSIM_JOURNAL=served"}).journal_file, "");
}

void expect_fits(const std::string& text, std::ptrdiff_t lines) {
  EXPECT_LE(std::ranges::count(text, '\n'), lines) << text;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Help, FitsAScreenAndThatOfServeTwo) {
  expect_fits(parsed<PrintText>({"--help"}).text, 23);
  const auto serve_help = parsed<PrintText>({"serve", "--help"}).text;
  expect_fits(serve_help, 44);
  EXPECT_THAT(serve_help, HasSubstr("--webhook-allow"));
  for (const auto* command : {"healthcheck", "check", "scenario", "schema", "replay"}) {
    expect_fits(parsed<PrintText>({command, "--help"}).text, 23);
  }
}

TEST(Help, VersionIsTheNameAndThreeNumbers) {
  EXPECT_THAT(parsed<PrintText>({"--version"}).text,
              testing::MatchesRegex("asyncsim [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(OptionValues, ListsComeApartAsTheyWerePutTogether) {
  EXPECT_THAT(split_list(""), IsEmpty());
  EXPECT_THAT(split_list(","), IsEmpty());
  EXPECT_THAT(split_list("a\\b"), ElementsAre("a\\b"));
  EXPECT_THAT(split_list("\\,"), ElementsAre(","));
}

}  // namespace
}  // namespace asyncsim::cli
