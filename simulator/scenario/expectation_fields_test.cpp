#include "scenario/expectation_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

using testing::HasSubstr;

std::string fault_of(std::string_view json) {
  const auto read = read_expectation(*parse_json(json), "expect");
  return read ? "" : read.error().message;
}

TEST(ExpectationFields, OneSubjectIsExpectedAndOnlyOne) {
  EXPECT_THAT(fault_of("{}"), HasSubstr("expects nothing"));
  EXPECT_THAT(fault_of(R"({"submits":"not_repeated","cost_usd_at_most":1})"),
              HasSubstr("/cost_usd_at_most: write two expectations: one with \"submits\""));
  EXPECT_EQ(fault_of(R"({"submits":"not_repeated"})"), "");
}

TEST(ExpectationFields, WhatDoesNotGoTogetherIsAFault) {
  for (const auto* json : {R"({"submits":"not_repeated","within":"1m"})",
                           R"({"poll_cadence":"documented","at_most":1})",
                           R"({"webhooks":"answered","before":"expiry"})",
                           R"({"all_jobs":"collected","after":{"event":"polled"}})"}) {
    EXPECT_THAT(fault_of(json), HasSubstr("does not go with")) << json;
  }
  EXPECT_THAT(fault_of(R"({"event":{"event":"polled"},"time":"client"})"),
              HasSubstr("/time: goes"));
  EXPECT_THAT(fault_of(R"({"event":{"event":"polled"},"at_least":3,"at_most":2})"),
              HasSubstr("/at_most: is below at_least"));
  EXPECT_EQ(fault_of(R"({"event":{"event":"polled"},"at_least":2,"at_most":2})"), "");
}

TEST(ExpectationFields, AnEventHasOnlyWhatItsLinesSay) {
  EXPECT_THAT(fault_of(R"({"event":{}})"), HasSubstr("/event/event: is left out"));
  EXPECT_THAT(fault_of(R"({"event":{"event":"submitted","answer":"ready"}})"),
              HasSubstr("/event/answer: a line of \"submitted\" has none; it has \"zone\", \"url\" "
                        "or \"job\""));
  EXPECT_THAT(fault_of(R"({"event":{"event":"polled","answer":"readdy"}})"),
              HasSubstr("did you mean ready?"));
  EXPECT_THAT(fault_of(R"({"event":{"event":"poled"}})"), HasSubstr("did you mean polled?"));
}

TEST(ExpectationFields, AreReadAsTheyArePrinted) {
  const auto* text = R"({"expect":[
    {"name":"n","event":{"event":"polled","zone":"z*","answer":"ready","early":false},
     "followed_by":{"event":"webhook_ended","status":200,"end":"answered"},"within":"1m",
     "time":"client"},
    {"all_jobs":"collected","before":"expiry","within":"2h"},{"webhooks":"answered"},
    {"event":{"event":"expired","collected":false},"at_most":0},{"cost_usd_at_most":1.5}]})";
  const auto scenario = parse_scenario(text, "s.json").value();
  ASSERT_EQ(scenario.expect.size(), 5U);
  const Json printed = print_scenario(scenario);
  EXPECT_EQ(printed["expect"], (*parse_json(text))["expect"]);
  EXPECT_EQ(parse_scenario(print_json(printed), "s.json").value(), scenario);
}

}  // namespace
}  // namespace asyncsim
