// The command line of `run`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/options.h"

namespace asyncsim::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Run run_of(std::vector<std::string> arguments, const std::vector<std::string>& environment = {}) {
  arguments.insert(arguments.begin(), "run");
  auto line = parse_command_line(arguments, environment);
  return line ? std::get<Run>(line->command) : Run{};
}

std::string run_error(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "run");
  const auto line = parse_command_line(arguments, {});
  return line ? "" : line.error().message;
}

TEST(RunOptions, EverythingBehindTheDashesIsTheCommand) {
  const auto run = run_of({"--seed", "7", "--", "pytest", "--seed", "8", "--", "x"});
  EXPECT_THAT(run.command, ElementsAre("pytest", "--seed", "8", "--", "x"));
  EXPECT_EQ(run.options.seed, 7U);
}

TEST(RunOptions, DefaultsAreACiWorldOnAFreePortThatIsJudged) {
  const auto run = run_of({"--", "x"});
  EXPECT_EQ(run.options.scenario, "ci");
  EXPECT_EQ(run.options.listen, (Endpoint{"127.0.0.1", 0}));
  EXPECT_EQ(run.options.fail_on, FailOn::expect);
  EXPECT_FALSE(run.warp);
  EXPECT_EQ(run.timeout, RealSpan{});
  EXPECT_EQ(ServeOptions{}.fail_on, FailOn::never);
}

TEST(RunOptions, TakesItsOwnAndThoseOfServe) {
  const auto run = run_of({"--warp", "--intercept", "--timeout", "10m", "--report", "json:a",
                           "--report", "b.json", "--fail-on", "never", "--", "x"},
                          {"ASYNCSIM_SCENARIO=typical-day"});
  EXPECT_TRUE(run.warp);
  EXPECT_TRUE(run.options.intercept);
  EXPECT_EQ(run.timeout, RealSpan{std::chrono::minutes{10}});
  EXPECT_THAT(run.options.report_files, ElementsAre("a", "b.json"));
  EXPECT_EQ(run.options.fail_on, FailOn::never);
  EXPECT_EQ(run.options.scenario, "typical-day");
}

TEST(RunOptions, AMissingCommandIsAnErrorThatShowsOne) {
  EXPECT_THAT(run_error({}), HasSubstr("asyncsim run -- pytest"));
  EXPECT_THAT(run_error({"--"}), HasSubstr("COMMAND"));
  EXPECT_THAT(run_error({"--", ""}), HasSubstr("COMMAND"));
  EXPECT_THAT(run_error({"pytest", "-k"}), HasSubstr("run"));
  EXPECT_THAT(run_error({"pytest"}), HasSubstr("expected -- before COMMAND"));
}

TEST(RunOptions, ReportsAreJsonOnly) {
  EXPECT_THAT(run_error({"--report", "junit:x.xml", "--", "x"}), HasSubstr("json:FILE"));
  EXPECT_THAT(run_error({"--report", "x.html", "--", "x"}), HasSubstr("json:FILE"));
  EXPECT_THAT(run_error({"--report", "json:", "--", "x"}), HasSubstr("--report"));
  EXPECT_THAT(run_error({"--fail-on", "warning", "--", "x"}), HasSubstr("never or expect"));
}

}  // namespace
}  // namespace asyncsim::cli
