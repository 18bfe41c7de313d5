#include "report/report_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ReportHtml, SaysTheVerdictInTitleAndHeading) {
  const auto page = report_html(failed_report());
  EXPECT_THAT(page, HasSubstr("<title>asyncsim: FAILED</title>"));
  EXPECT_THAT(page, HasSubstr("<h1>asyncsim: <span class=\"tag bad\">FAILED</span></h1>"));
  EXPECT_THAT(report_html({{good_account()}}), HasSubstr("<span class=\"tag good\">passed</span>"));
}

TEST(ReportHtml, HasThreePlotsAndNoEmptyOnes) {
  EXPECT_EQ(times_in(report_html(failed_report()), "<svg "), 3U);
  EXPECT_EQ(times_in(report_html({{good_account()}}), "<svg "), 0U);
  EXPECT_THAT(report_html({{good_account()}}), Not(HasSubstr("Over virtual time")));
}

TEST(ReportHtml, ShowsFindingsExpectationsAndWhatWasAssumed) {
  const auto page = report_html(failed_report());
  EXPECT_EQ(times_in(page, "<article"), 4U);
  EXPECT_THAT(page, HasSubstr("<li>s1 of zone a</li>"));
  EXPECT_THAT(page, HasSubstr("Instead: fetch each result"));
  EXPECT_THAT(page, HasSubstr("let time pass by <code>--clock polls</code>, <code>--warp</code>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"tag bad\">missed</span>"));
  EXPECT_THAT(page, HasSubstr("<li>polled-too-fast: the clock stood</li>"));
  EXPECT_THAT(page, HasSubstr("<li>an expired id answered 404 (inferred), 1 time</li>"));
}

TEST(ReportHtml, FetchesNothingAndRunsNothing) {
  const auto page = report_html(failed_report());
  for (const auto* part : {"<script", "<link", "<img", "src=", "href=", "url(", "@import",
                           "http:", "https:", "<iframe", "onload"}) {
    EXPECT_THAT(page, Not(HasSubstr(part))) << part;
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'unsafe-inline'"));
}

TEST(ReportHtml, IsBalancedWhateverOthersWrote) {
  Report report = failed_report();
  report.accounts[0].account = kHostile;
  report.accounts.push_back(report.accounts[0]);
  report.failures = {kHostile};
  report.host[kHostile] = kHostile;
  report.accounts[0].not_judged[0].why = kHostile;
  const auto page = report_html(report);
  EXPECT_EQ(fault_in_markup(page), "");
  EXPECT_THAT(page, Not(HasSubstr("</script")));
  EXPECT_THAT(page, Not(HasSubstr("\x1b")));
}

TEST(ReportHtml, OfNothingIsAWholePageThatWarns) {
  const auto page = report_html({});
  EXPECT_EQ(fault_in_markup(page), "");
  EXPECT_THAT(page, HasSubstr("No call reached the simulator"));
}

TEST(ReportHtml, PlotsTheBusiestOfManyAccountsAndListsAHundred) {
  Report report;
  for (int i = 0; i < 300; ++i) {
    report.accounts.push_back(troubled_account("acct_" + std::to_string(i)));
  }
  report.accounts[299].tally.submitted = 11;
  const auto page = report_html(report);
  EXPECT_EQ(fault_in_markup(page), "");
  EXPECT_EQ(times_in(page, "<svg "), 6U * 3U);
  EXPECT_EQ(times_in(page, "<details open>"), 1U);
  EXPECT_THAT(page, HasSubstr("<details open><summary>acct_299, 11 jobs</summary>"));
  EXPECT_THAT(page, HasSubstr("<summary>acct_4, 10 jobs</summary>"));
  EXPECT_THAT(page, Not(HasSubstr("<summary>acct_5,")));
  EXPECT_EQ(times_in(page, "<tr>"), 101U);
  EXPECT_THAT(page, HasSubstr("<p>and 200 more</p>"));
}

TEST(ReportHtml, HasHostFactsInItsFooterOnly) {
  const auto page = report_html(failed_report());
  EXPECT_THAT(page, HasSubstr("<footer>asyncsim: version 0.1.0 · real seconds 1.23 · exit code 1"));
  EXPECT_EQ(times_in(page, "0.1.0"), 1U);
}

}  // namespace
}  // namespace asyncsim
