#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Overall, OfNoAccountIsUntouched) {
  const Overall all = overall({});
  EXPECT_TRUE(all.untouched());
  EXPECT_THAT(all.findings, IsEmpty());
  EXPECT_EQ(summary_of(all), "no findings");
}

TEST(Overall, ACallOfAnyKindTouches) {
  for (const Tally& tally :
       {Tally{.submitted = 1}, Tally{.polls = 1}, Tally{.refused = 1}, Tally{.sync_calls = 1}}) {
    AccountReport account;
    account.tally = tally;
    EXPECT_FALSE(overall({account}).untouched());
  }
}

TEST(Overall, AddsUpOneKindOfFindingOverAccounts) {
  AccountReport one, other;
  one.account = "a";
  other.account = "b";
  one.findings = {{FindingId::never_collected, 2, {"x", "y"}, 0.1}};
  other.findings = {{FindingId::never_collected, 3, {"z", "w"}, 0.2}};
  const auto findings = overall({one, good_account(), other}).findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].accounts, 2U);
  EXPECT_EQ(findings[0].finding.count, 5U);
  EXPECT_EQ(dollars(findings[0].finding.cost_usd.value()), "0.3 USD");
  EXPECT_THAT(findings[0].finding.examples, ElementsAre("x (a)", "y (a)", "z (b)"));
}

TEST(Overall, HasTheWorstKindFirstWhateverTheAccounts) {
  AccountReport one, other;
  one.findings = {{FindingId::never_heard_202, 1, {}, {}}};
  other.findings = {{FindingId::gave_up, 1, {}, {}}};
  const auto findings = overall({one, other}).findings;
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].finding.what, FindingId::gave_up);
}

TEST(Overall, KeepsApartWhatIsNotJudgedForAnotherReason) {
  AccountReport one, other;
  one.not_judged = {{FindingId::gave_up, "why"}};
  other.not_judged = {{FindingId::gave_up, "why"}, {FindingId::gave_up, "another"}};
  const auto unknown = overall({one, other}).not_judged;
  ASSERT_EQ(unknown.size(), 2U);
  EXPECT_EQ(unknown[0].accounts, 2U);
  EXPECT_EQ(unknown[1].accounts, 1U);
}

TEST(Overall, SaysByHowManyAccountsAnExpectationIsMissed) {
  const auto rows = overall({good_account(), troubled_account()}).expectations;
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].name, "all_jobs collected before expiry");
  EXPECT_EQ(rows[0].accounts, 2U);
  EXPECT_EQ(rows[0].missed, 1U);
  EXPECT_THAT(rows[0].examples, ElementsAre("3 of 10 jobs not collected (2 lost, 1 unfinished): "
                                            "s1, s2, s3 (acct_bad)"));
}

TEST(Summary, CountsKindsOfFindingsAndExpectations) {
  EXPECT_EQ(summary_of(overall({troubled_account(), good_account()})),
            "1 error, 1 warning, 1 to improve; 1 of 2 expectations missed");
  EXPECT_EQ(summary_of(overall({good_account()})), "no findings; 1 expectation met");
}

TEST(OtherFailures, AreThoseThatNoMissedExpectationTells) {
  EXPECT_THAT(other_failures(failed_report()), ElementsAre("pytest exited with 1"));
  Report report = failed_report();
  report.accounts = {good_account()};
  EXPECT_EQ(other_failures(report).size(), 2U);
}

TEST(Words, GroupDigitsByThree) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(counted(1, "job"), "1 job");
  EXPECT_EQ(counted(0, "job"), "0 jobs");
}

TEST(Words, DollarsAreExactToTheBillionth) {
  EXPECT_EQ(dollars(0), "0 USD");
  EXPECT_EQ(dollars(0.0045), "0.0045 USD");
  EXPECT_EQ(dollars(0.1 + 0.2), "0.3 USD");
  EXPECT_EQ(dollars(0.000'000'001), "0.000000001 USD");
  EXPECT_EQ(dollars(12'000), "12,000 USD");
}

TEST(Words, AHostFactIsShort) {
  EXPECT_EQ(fact_text(1.23456), "1.23");
  EXPECT_EQ(fact_text(7), "7");
  EXPECT_EQ(fact_text("0.1.0"), "0.1.0");
  EXPECT_EQ(fact_text(true), "true");
}

}  // namespace
}  // namespace asyncsim
