#include "report/report_junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Errors and warnings, each a test case.
constexpr std::size_t kJudged = 13;

TEST(ReportJunit, HasATestCaseForEachExpectationAndEachErrorAndWarning) {
  const auto xml = report_junit({{good_account()}});
  EXPECT_EQ(times_in(xml, "<testcase "), 1 + kJudged + 1);
  EXPECT_THAT(xml, HasSubstr("name=\"all_jobs collected before expiry\" "
                             "classname=\"asyncsim.acct_good\" time=\"0\"/>"));
  EXPECT_THAT(xml, HasSubstr("name=\"receiver-slow\""));
  EXPECT_THAT(xml, Not(HasSubstr("never-heard-202")));
  EXPECT_THAT(xml, Not(HasSubstr("<failure")));
}

TEST(ReportJunit, FailsByWhatWasMissed) {
  EXPECT_THAT(report_junit(failed_report()),
              HasSubstr("<failure message=\"3 of 10 jobs not collected (2 lost, 1 unfinished)\" "
                        "type=\"expectation\">s1\ns2\ns3\n</failure>"));
}

TEST(ReportJunit, FailsByWhatWasFound) {
  EXPECT_THAT(
      report_junit(failed_report()),
      HasSubstr("name=\"never-collected\" classname=\"asyncsim.acct_bad\" time=\"0\"><failure "
                "message=\"results were paid for and never fetched before they expired, 2 times "
                "(0.003 USD)\" type=\"error\">s1 of zone a\ns2\ninstead: fetch each"));
}

TEST(ReportJunit, SkipsWhatWasNotJudged) {
  EXPECT_THAT(report_junit(failed_report()),
              HasSubstr("><skipped message=\"the clock stood\"/></testcase>"));
}

TEST(ReportJunit, ASuiteCountsItsCases) {
  EXPECT_THAT(report_junit(failed_report()),
              HasSubstr("<testsuite name=\"acct_bad\" package=\"asyncsim\" id=\"0\" "
                        "timestamp=\"2026-01-07T11:00:00\" hostname=\"localhost\" tests=\"14\" "
                        "failures=\"3\" errors=\"0\" skipped=\"1\" time=\"0\">"));
}

TEST(ReportJunit, ImprovementsAndAssumptionsAreOutputOfTheirSuite) {
  EXPECT_THAT(report_junit(failed_report()),
              HasSubstr("<system-out>never-heard-202: no poll ever heard 202, so the waiting loop "
                        "was not tested; instead: let time pass by `--clock polls`, `--warp` or "
                        "advance, or make jobs slower\n"
                        "assumed: an expired id answered 404 (inferred), 1 time\n</system-out>"));
}

TEST(ReportJunit, NumbersAreProperties) {
  const auto xml = report_junit(failed_report());
  EXPECT_THAT(xml, HasSubstr("<property name=\"unfinished\" value=\"1\"/>"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"cost_usd\" value=\"0.015\"/>"));
}

TEST(ReportJunit, TheLastSuiteHasVerdictAndHostFacts) {
  const auto xml = report_junit(failed_report());
  const auto run = xml.substr(xml.rfind("<testsuite "));
  EXPECT_THAT(run, HasSubstr("name=\"run\""));
  EXPECT_THAT(run, HasSubstr("<property name=\"exit_code\" value=\"1\"/>"));
  EXPECT_THAT(
      run, HasSubstr("type=\"verdict\">pytest exited with 1\nexpected all_jobs collected before"));
  EXPECT_EQ(times_in(xml, "0.1.0"), 1U);
}

TEST(ReportJunit, IsWellFormedWhateverOthersWrote) {
  Report report = failed_report();
  report.accounts[0].account = kHostile;
  report.failures = {kHostile};
  report.host[kHostile] = kHostile;
  report.accounts[0].not_judged[0].why = kHostile;
  const auto xml = report_junit(report);
  EXPECT_EQ(fault_in_markup(xml), "");
  EXPECT_THAT(xml, Not(HasSubstr("\x1b")));
  EXPECT_THAT(xml, Not(HasSubstr("\xff")));
  EXPECT_THAT(xml, HasSubstr("&lt;/script&gt;&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;"));
}

TEST(ReportJunit, OfNothingIsTheVerdictAlone) {
  const auto xml = report_junit({});
  EXPECT_EQ(fault_in_markup(xml), "");
  EXPECT_EQ(times_in(xml, "<testsuite "), 1U);
  EXPECT_EQ(times_in(xml, "<testcase "), 1U);
}

TEST(ReportJunit, HasASuiteForEachAccountInTheirOrder) {
  const auto xml = report_junit({{troubled_account("b"), good_account("a")}});
  EXPECT_EQ(times_in(xml, "<testsuite "), 3U);
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"b\" package=\"asyncsim\" id=\"0\""));
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"a\" package=\"asyncsim\" id=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"run\" package=\"asyncsim\" id=\"2\""));
}

}  // namespace
}  // namespace asyncsim
