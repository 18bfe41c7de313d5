#include "report/report_json.h"

#include <gtest/gtest.h>

#include "report/made_up_report.h"

namespace asyncsim {
namespace {

TEST(ReportJson, HasFindingsExpectationsAndWhatWasNotJudged) {
  const Json json = report_json(troubled_account(), {{"version", "0.1.0"}});
  ASSERT_EQ(json.at("findings").size(), 3U);
  EXPECT_EQ(json.at("findings")[0].at("id"), "never-collected");
  EXPECT_EQ(json.at("findings")[0].at("count"), 2);
  EXPECT_EQ(json.at("findings")[0].at("cost_usd"), 0.003);
  EXPECT_EQ(json.at("findings")[2].at("severity"), "info");
  EXPECT_EQ(json.at("not_judged")[0].at("why"), "the clock stood");
  EXPECT_EQ(json.at("expectations")[0].at("met"), false);
  EXPECT_EQ(json.at("leaned_on")[0].at("count"), 1);
  EXPECT_EQ(json.at("host").at("version"), "0.1.0");
}

TEST(ReportJson, OverSeveralAccountsAddsUpAndNamesThem) {
  const Json json = report_json({good_account(), troubled_account()}, Json::object());
  EXPECT_EQ(json.at("jobs").at("submitted"), 11);
  EXPECT_EQ(json.at("accounts").size(), 2U);
  EXPECT_EQ(json.at("findings")[0].at("account"), "acct_bad");
  EXPECT_EQ(json.at("expectations").size(), 2U);
}

}  // namespace
}  // namespace asyncsim
