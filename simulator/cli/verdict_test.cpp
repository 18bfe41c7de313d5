#include "cli/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim::cli {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

AccountReport account(std::string handle, Tally tally, std::vector<std::string> ids) {
  AccountReport report{std::move(handle), kDefaultStart, tally, {}};
  report.judgements.push_back(all_collected(tally, std::move(ids)));
  return report;
}

const AccountReport kBad =
    account("acct_a", {.submitted = 9, .collected = 4, .lost = 2}, {"s1", "s2", "s3"});
const AccountReport kGood = account("acct_b", {.submitted = 1, .collected = 1}, {});

TEST(Verdict, AMissedExpectationIsASentenceWithCountAndIds) {
  EXPECT_THAT(reasons_to_fail({kBad}, FailOn::expect),
              ElementsAre("expected all_jobs collected before expiry; 5 of 9 jobs not "
                          "collected (2 lost, 3 unfinished): s1, s2, s3, ..."));
  EXPECT_THAT(reasons_to_fail({kGood}, FailOn::expect), IsEmpty());
  EXPECT_THAT(reasons_to_fail({kBad}, FailOn::never), IsEmpty());
}

const Finding kLost{FindingId::never_collected, 2, {"s1: never asked for", "s2: ..."}, 0.003};
const Finding kFast{FindingId::polled_too_fast, 3, {}, {}};
const Finding kOneByOne{FindingId::waited_for_each, 5, {}, {}};

AccountReport with_findings(std::vector<Finding> findings) {
  AccountReport report;
  report.findings = std::move(findings);
  return report;
}

TEST(Verdict, AFindingIsWhatHowOftenForWhichPriceExamplesAndWhatToDoInstead) {
  const auto text = print_verdict({{with_findings({kLost, kFast})}, 0, {}}, false);
  EXPECT_THAT(text, HasSubstr("\n  error     never-collected: results were paid for and never "
                              "fetched before they expired, 2 times (0.003 USD)"
                              "\n            s1: never asked for; s2: ..."
                              "\n            fetch each result within 48 hours"));
  EXPECT_THAT(text, HasSubstr("\n  warning   polled-too-fast: polls came faster than documented, "
                              "3 times\n            wait 20 s after the submit"));
}

TEST(Verdict, WhatAClientAskedForCanNeitherEndALineNorSteerATerminal) {
  const Finding unknown{FindingId::unknown_ids, 1, {"\"a\n::error::b\x1b[31m\""}, {}};
  const auto text = print_verdict({{with_findings({unknown})}, 0, {"c\n::error::d"}}, false);
  EXPECT_THAT(text, HasSubstr("\"a ::error::b[31m\""));
  EXPECT_THAT(text, HasSubstr("\n  failed    c ::error::d"));
}

TEST(Verdict, FindingsOfSeveralAccountsAreOne) {
  const auto text = print_verdict({{with_findings({kLost}), with_findings({kLost})}, 0, {}}, false);
  EXPECT_THAT(text, HasSubstr("4 times (0.006 USD)"));
}

TEST(Verdict, FailsOnFindingsAsFarAsItIsAskedTo) {
  const std::vector<AccountReport> accounts{kBad, with_findings({kLost, kFast, kOneByOne})};
  EXPECT_THAT(reasons_to_fail(accounts, FailOn::never), IsEmpty());
  EXPECT_THAT(reasons_to_fail(accounts, FailOn::expect), ElementsAre(HasSubstr("expected")));
  EXPECT_THAT(reasons_to_fail(accounts, FailOn::error),
              ElementsAre(HasSubstr("expected"),
                          "never-collected: results were paid for and never fetched before they "
                          "expired, 2 times (0.003 USD)"));
  EXPECT_THAT(reasons_to_fail(accounts, FailOn::warning),
              ElementsAre(HasSubstr("expected"), HasSubstr("never-collected"),
                          EndsWith("polls came faster than documented, 3 times")));
}

TEST(Verdict, OfSeveralAccountsTheOneThatMissedIsNamed) {
  const auto missed = reasons_to_fail({kGood, kBad}, FailOn::expect);
  ASSERT_EQ(missed.size(), 1U);
  EXPECT_THAT(missed.front(), HasSubstr("(acct_a)"));
}

TEST(Verdict, SumsAccountsAndListsThemWhenThereAreSeveral) {
  const auto text = print_verdict({{kBad, kGood}, 7, {}}, false);
  EXPECT_THAT(text, HasSubstr("10 submitted"));
  EXPECT_THAT(text, HasSubstr("7 surprising answers"));
  EXPECT_THAT(text, HasSubstr("acct_a  9 submitted"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(print_verdict({{kGood}, 0, {}}, false), Not(HasSubstr("acct_b")));
}

TEST(Verdict, SaysWhetherItFailedAndInColourForATerminal) {
  EXPECT_THAT(print_verdict({{}, 0, {}}, false), HasSubstr("passed"));
  const auto failed = print_verdict({{}, 0, {"the reason"}}, true);
  EXPECT_THAT(failed, HasSubstr("\x1b[31mFAILED\x1b[0m"));
  EXPECT_THAT(failed, HasSubstr("failed    the reason"));
}

TEST(Verdict, AShellReadsTheQuotedWordsBack) {
  EXPECT_EQ(shell_quoted({"a", "", "b c", "it's", "$x", "--a=b"}),
            R"(a '' 'b c' 'it'\''s' '$x' --a=b)");
}

TEST(Verdict, TheRepeatingLineHasTheSeedAndNoSecret) {
  EXPECT_EQ(repeating_line({"--clock", "60", "--", "pytest", "-k", "a b"}, 7),
            "asyncsim run --clock 60 --seed 7 -- pytest -k 'a b'");
  EXPECT_EQ(repeating_line({"--seed=3", "--", "x", "--seed"}, 3),
            "asyncsim run --seed=3 -- x --seed");
  EXPECT_EQ(
      repeating_line(
          {"--allow-key", "abc", "--control-token=def", "--", "x", "--allow-key", "shown"}, 1),
      "asyncsim run --allow-key '***' '--control-token=***' --seed 1 -- x --allow-key shown");
}

TEST(Verdict, GithubsLineIsEscaped) {
  EXPECT_EQ(github_error("100%\nx"), "::error title=asyncsim::100%25%0Ax");
}

TEST(Verdict, TheRepeatingLineHasTheOptionsOfTheEnvironment) {
  EXPECT_EQ(repeating_line({"--", "x"}, 1,
                           {"HOME=/", "ASYNCSIM_SET=zones.*.success_rate=0", "ASYNCSIM_KEY=k",
                            "ASYNCSIM_ALLOW_KEY=secret", "ASYNCSIM_CLOCK=polls"}),
            "env 'ASYNCSIM_SET=zones.*.success_rate=0' ASYNCSIM_CLOCK=polls "
            "asyncsim run --seed 1 -- x");
}

TEST(Verdict, BewaresOfACommandThatNeverCalled) {
  Verdict verdict{{AccountReport{}}, 0, {}};
  EXPECT_THAT(print_verdict(verdict, false), HasSubstr("no call reached the simulator"));
  verdict.accounts.front().tally.polls = 1;
  EXPECT_THAT(print_verdict(verdict, false), testing::Not(HasSubstr("no call")));
}

}  // namespace
}  // namespace asyncsim::cli
