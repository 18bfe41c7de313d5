#include "report/client_report.h"

#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

Entry about(JobOrdinal job, Happening happening, std::uint8_t word = 0, std::uint32_t count = 0) {
  Entry entry;
  entry.job = job;
  entry.submitted = kDefaultStart + Span{static_cast<Span::rep>(job)};
  entry.happening = happening;
  entry.word = word;
  entry.count = count;
  return entry;
}

Entry poll(JobOrdinal job, Heard heard, bool first = false) {
  return about(job, Happening::polled, static_cast<std::uint8_t>(heard), first);
}

TEST(ClientReport, CountsWhatBecameOfEachJob) {
  ClientReport report;
  for (JobOrdinal job = 0; job < 4; ++job) report.take(about(job, Happening::submitted));
  report.take(about(0, Happening::completed));
  report.take(about(1, Happening::completed, static_cast<std::uint8_t>(FailCode::captcha)));
  report.take(poll(0, Heard::ready, true));
  report.take(about(1, Happening::expired, 0, false));
  report.take(about(2, Happening::expired, 0, false));
  report.take(about(0, Happening::expired, 0, true));
  const Tally& tally = report.tally();
  EXPECT_EQ(tally.submitted, 4U);
  EXPECT_EQ(tally.ready, 1U);
  EXPECT_EQ(tally.failed, 1U);
  EXPECT_EQ(tally.collected, 1U);
  EXPECT_EQ(tally.lost, 2U);
  EXPECT_EQ(tally.unfinished(), 1U);
  ASSERT_EQ(report.lost().size(), 2U);
  EXPECT_EQ(report.lost().front().first, 1U);
}

TEST(ClientReport, AJobReadTwiceIsCollectedOnce) {
  ClientReport report;
  report.take(about(0, Happening::submitted));
  report.take(poll(0, Heard::pending));
  report.take(poll(0, Heard::failed, true));
  report.take(poll(0, Heard::failed));
  EXPECT_EQ(report.tally().collected, 1U);
  EXPECT_EQ(report.tally().polls, 3U);
  EXPECT_EQ(report.tally().pending_answers, 1U);
}

TEST(ClientReport, PollsOfExpiredAndUnknownIdsCollectNothing) {
  ClientReport report;
  report.take(about(0, Happening::submitted));
  report.take(poll(0, Heard::expired));
  report.take(poll(Entry::kNoJob, Heard::unknown));
  report.take(about(Entry::kNoJob, Happening::refused));
  EXPECT_EQ(report.tally().collected, 0U);
  EXPECT_EQ(report.tally().polls, 2U);
  EXPECT_EQ(report.tally().refused, 1U);
}

TEST(ClientReport, NamesTheFirstThreeOfTheLost) {
  ClientReport report;
  for (JobOrdinal job = 0; job < 5; ++job) report.take(about(job, Happening::expired));
  EXPECT_EQ(report.tally().lost, 5U);
  ASSERT_EQ(report.lost().size(), 3U);
  EXPECT_EQ(report.lost().back().first, 2U);
}

TEST(Judge, AllCollectedIsMissedByOneLostJobAndByOneUnfinished) {
  Tally tally{.submitted = 3, .collected = 3};
  EXPECT_TRUE(all_collected(tally, {}).met());
  tally.collected = 2;
  EXPECT_EQ(all_collected(tally, {"a"}).sentence,
            "1 of 3 jobs not collected (0 lost, 1 unfinished)");
  tally.lost = 1;
  const auto missed = all_collected(tally, {"a", "b", "c", "d"});
  EXPECT_FALSE(missed.met());
  EXPECT_EQ(missed.sentence, "1 of 3 jobs not collected (1 lost, 0 unfinished)");
  EXPECT_EQ(missed.examples.size(), 3U);
}

TEST(Judge, AnAccountFailsWhenOneOfItsExpectationsIsMissed) {
  AccountReport report;
  EXPECT_FALSE(report.fails());
  report.judgements.push_back(all_collected({.submitted = 1, .collected = 1}, {}));
  EXPECT_FALSE(report.fails());
  report.judgements.push_back(all_collected({.submitted = 1}, {}));
  EXPECT_TRUE(report.fails());
}

TEST(FailOn, IsSaidByItsName) {
  for (const auto on : {FailOn::never, FailOn::expect, FailOn::error, FailOn::warning}) {
    EXPECT_EQ(fail_on(name_of(on)), on);
  }
  EXPECT_EQ(fail_on("info"), std::nullopt);
}

TEST(FailOn, AsksForMoreAndMore) {
  AccountReport report;
  const auto fails_from = [&report] {
    std::vector<std::string_view> names;
    for (const auto on : {FailOn::never, FailOn::expect, FailOn::error, FailOn::warning}) {
      if (report.fails(on)) names.push_back(name_of(on));
    }
    return names;
  };
  using Names = std::vector<std::string_view>;
  EXPECT_EQ(fails_from(), Names{});
  report.findings = {{FindingId::never_heard_202, 3}};
  EXPECT_EQ(fails_from(), Names{});
  report.findings = {{FindingId::polled_too_fast, 3}};
  EXPECT_EQ(fails_from(), Names{"warning"});
  report.findings = {{FindingId::gave_up, 1}};
  EXPECT_EQ(fails_from(), (Names{"error", "warning"}));
  report.judgements = {all_collected({.submitted = 1}, {})};
  EXPECT_EQ(fails_from(), (Names{"expect", "error", "warning"}));
}

TEST(Tally, AddsUp) {
  Tally sum{.submitted = 1, .polls = 2, .nano_usd = 1'500'000};
  sum += {.submitted = 2, .lost = 1, .polls = 3, .nano_usd = 3'000'000};
  EXPECT_EQ(sum, (Tally{.submitted = 3, .lost = 1, .polls = 5, .nano_usd = 4'500'000}));
  EXPECT_DOUBLE_EQ(sum.usd(), 0.0045);
}

}  // namespace
}  // namespace asyncsim
