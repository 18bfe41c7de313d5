#include "report/report_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ReportMarkdown, BeginsWithTheVerdict) {
  EXPECT_THAT(report_markdown(failed_report()),
              StartsWith("## asyncsim: FAILED\n\n1 error, 1 warning, 1 to improve; 1 of 1 "
                         "expectation missed\n\n- pytest exited with 1\n\n| jobs"));
  EXPECT_THAT(report_markdown({{good_account()}}),
              StartsWith("## asyncsim: passed\n\nno findings; 1 expectation met\n\n|"));
}

TEST(ReportMarkdown, HasTheNumbersInOneRow) {
  EXPECT_THAT(report_markdown(failed_report()),
              HasSubstr("| 10 | 8 | 1 | 7 | 2 | 1 | 40 | 30 | 5 | 0 | 1 | 0.015 USD |\n"));
}

TEST(ReportMarkdown, ShowsAFindingWithCountExamplesAndWhatToDoInstead) {
  EXPECT_THAT(report_markdown(failed_report()),
              HasSubstr("| error | **never-collected**: results were paid for and never fetched "
                        "before they expired (0.003 USD) | 2 | s1 of zone a<br>s2 | fetch each "
                        "result within 48 hours of its submit; keep the ids where a restart finds "
                        "them |\n"));
}

TEST(ReportMarkdown, SaysWhatWasMissedNotJudgedAndAssumed) {
  const auto text = report_markdown(failed_report());
  EXPECT_THAT(text, HasSubstr("- **missed**: all_jobs collected before expiry\n  - 3 of 10 jobs"));
  EXPECT_THAT(text, HasSubstr("### Not judged\n\n- polled-too-fast: the clock stood\n"));
  EXPECT_THAT(text, HasSubstr("- an expired id answered 404 (inferred), 1 time\n"));
}

TEST(ReportMarkdown, HasHostFactsInItsLastLineOnly) {
  const auto text = report_markdown(failed_report());
  EXPECT_THAT(text, testing::EndsWith(
                        "<sub>asyncsim: version 0.1.0 · real seconds 1.23 · exit code 1</sub>\n"));
  EXPECT_EQ(times_in(text, "0.1.0"), 1U);
}

TEST(ReportMarkdown, LeavesNoMarkupOfOthersStanding) {
  const auto text = report_markdown(failed_report());
  EXPECT_EQ(times_in(text, "<"), times_in(text, "<br>") + times_in(text, "sub>"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("&lt;/script&gt;&lt;b a='1' c=\"2\"&gt;&amp;amp;\\|\\`\\*\\_x\\_"));
}

TEST(ReportMarkdown, OfNothingWarnsThatNobodyCalled) {
  EXPECT_THAT(report_markdown({}), HasSubstr("No call reached the simulator"));
  EXPECT_THAT(report_markdown({{good_account()}}), Not(HasSubstr("No call")));
}

TEST(ReportMarkdown, StaysShortWithAThousandAccountsAndFailures) {
  Report report;
  for (int i = 0; i < 1000; ++i) {
    report.accounts.push_back(troubled_account("acct_" + std::to_string(i)));
    report.failures.push_back(std::string(10'000, 'x'));
  }
  const auto text = report_markdown(report);
  EXPECT_LT(text.size(), 8'000U);
  EXPECT_THAT(text, HasSubstr(", over 1,000 accounts"));
  EXPECT_THAT(text, HasSubstr("- and 990 more\n"));
  EXPECT_THAT(text, HasSubstr(", by 1,000 of 1,000 accounts"));
}

TEST(ReportMarkdown, CutsALongExampleBetweenCharacters) {
  Report report;
  std::string euros = "a";  // so that 200 bytes end within one
  for (int i = 0; i < 100; ++i) euros += "\xE2\x82\xAC";
  report.failures = {euros};
  EXPECT_THAT(report_markdown(report), HasSubstr("\xE2\x82\xAC ...\n"));
  EXPECT_THAT(report_markdown(report), Not(HasSubstr("\xEF\xBF\xBD")));
}

}  // namespace
}  // namespace asyncsim
