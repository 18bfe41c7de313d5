#include "report/report_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

using testing::StartsWith;

TEST(ReportFormat, IsFoundByItsNameAndByTheEndingOfAFile) {
  for (const ReportFormatRow& row : kReportFormats) {
    EXPECT_EQ(report_format_named(row.name), row.format);
    EXPECT_EQ(report_format_of_file("a" + std::string(row.ending)), row.format);
    EXPECT_EQ(row_of(row.format).name, row.name);
  }
  EXPECT_EQ(report_format_named("xml"), std::nullopt);
  EXPECT_EQ(report_format_named(""), std::nullopt);
  EXPECT_EQ(report_format_of_file("a.json.txt"), std::nullopt);
}

TEST(ReportFormat, EachBeginsAsItsReadersExpectAndEndsItsLine) {
  const std::pair<ReportFormat, const char*> begins[]{{ReportFormat::json, "{\"jobs\":"},
                                                      {ReportFormat::junit, "<?xml "},
                                                      {ReportFormat::markdown, "## "},
                                                      {ReportFormat::html, "<!DOCTYPE html>\n"}};
  for (const auto& [format, begin] : begins) {
    const auto text = print_report(format, failed_report());
    EXPECT_THAT(text, StartsWith(begin));
    EXPECT_EQ(text.back(), '\n');
  }
}

TEST(ReportFormat, HostFactsAreTheOnlyDifferenceBetweenEqualRuns) {
  Report slow = failed_report();
  slow.host["real_seconds"] = 77.0;
  for (const ReportFormatRow& row : kReportFormats) {
    EXPECT_EQ(print_report(row.format, failed_report()), print_report(row.format, failed_report()));
    auto text = print_report(row.format, slow);
    const std::string_view shown = row.format == ReportFormat::json ? "77.0" : "77.00";
    ASSERT_EQ(times_in(text, std::string(shown)), 1U) << row.name;
    text.replace(text.find(shown), shown.size(),
                 row.format == ReportFormat::json ? "1.23456" : "1.23");
    EXPECT_EQ(text, print_report(row.format, failed_report())) << row.name;
  }
}

TEST(ReportFormat, OfTenThousandJobsIsNoLongerThanOfTen) {
  ActivityFold fold;
  for (JobOrdinal job = 0; job < 10'000; ++job) {
    Entry entry;
    entry.job = job;
    entry.submitted = entry.at = kDefaultStart + Span{static_cast<Span::rep>(job) * 1'000};
    fold.take(entry, 0);
  }
  for (JobOrdinal job = 0; job < 10'000; ++job) {
    Entry entry;
    entry.job = job;
    entry.happening = Happening::completed;
    entry.submitted = kDefaultStart + Span{static_cast<Span::rep>(job) * 1'000};
    entry.at = kDefaultStart + Span{static_cast<Span::rep>(10'000 + job) * 1'000};
    fold.take(entry, 0);
    entry.happening = Happening::polled;
    entry.count = 1;
    fold.take(entry, static_cast<std::uint32_t>(job));
  }
  Report report = failed_report();
  report.accounts[0].activity = fold.activity(kDefaultStart + std::chrono::hours{6});
  const auto& activity = report.accounts[0].activity;
  EXPECT_EQ(std::ranges::max(activity.in_flight.peaks), 10'000U);
  EXPECT_EQ(std::accumulate(activity.jobs_by_polls.begin(), activity.jobs_by_polls.end(), 0ULL),
            10'000U);
  for (const ReportFormatRow& row : kReportFormats) {
    EXPECT_LT(print_report(row.format, report).size(), 24'000U) << row.name;
  }
}

}  // namespace
}  // namespace asyncsim
