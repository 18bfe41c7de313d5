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
  EXPECT_THAT(run.options.report_files, ElementsAre(ReportFile{ReportFormat::json, "a"},
                                                    ReportFile{ReportFormat::json, "b.json"}));
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

std::vector<ReportFile> reports_of(std::vector<std::string> values) {
  std::vector<std::string> arguments;
  for (auto& value : values) arguments.insert(arguments.end(), {"--report", value});
  arguments.insert(arguments.end(), {"--", "x"});
  return run_of(arguments).options.report_files;
}

TEST(RunOptions, AReportsFormatIsSaidBeforeItsFileOrByItsEnding) {
  using enum ReportFormat;
  EXPECT_THAT(reports_of({"json:a", "junit:b", "md:c", "html:d"}),
              ElementsAre(ReportFile{json, "a"}, ReportFile{junit, "b"}, ReportFile{markdown, "c"},
                          ReportFile{html, "d"}));
  EXPECT_THAT(reports_of({"a.json", "b.xml", "c.md", "d.html"}),
              ElementsAre(ReportFile{json, "a.json"}, ReportFile{junit, "b.xml"},
                          ReportFile{markdown, "c.md"}, ReportFile{html, "d.html"}));
}

TEST(RunOptions, TheFormatSaidGoesBeforeTheEnding) {
  EXPECT_THAT(reports_of({"md:a.html", "./pdf:a.html"}),
              ElementsAre(ReportFile{ReportFormat::markdown, "a.html"},
                          ReportFile{ReportFormat::html, "./pdf:a.html"}));
}

TEST(RunOptions, AReportOfNoKnownFormatIsRefusedByAListOfThem) {
  for (const auto* wrong :
       {"pdf:x.html", "JSON:x", "x", "x.txt", "x.json.gz", "json:", ":x.json"}) {
    EXPECT_THAT(run_error({std::string("--report=") + wrong, "--", "x"}),
                HasSubstr("expected FORMAT:FILE with json, junit, md or html as FORMAT"))
        << wrong;
  }
}

TEST(RunOptions, TwoReportsMayNotShareAFile) {
  EXPECT_EQ(run_error({"--report", "json:x", "--report", "md:x", "--", "x"}),
            "--report \"x\": given 2 times, expected a file for each report");
  EXPECT_EQ(run_error({"--report", "json:x", "--report", "md:y", "--", "x"}), "");
}

TEST(RunOptions, FailOnTakesItsWords) {
  EXPECT_THAT(run_error({"--fail-on", "info", "--", "x"}),
              HasSubstr("never, expect, error or warning"));
}

}  // namespace
}  // namespace asyncsim::cli
