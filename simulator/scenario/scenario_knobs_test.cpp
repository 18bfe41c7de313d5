#include <gtest/gtest.h>

#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

std::string error_of(const std::string& text) {
  const auto scenario = parse_scenario(text, "s.json");
  return scenario ? "no error" : scenario.error().message;
}

Zone zone_in_force(const std::string& text) {
  return zones_of(parse_scenario(text, "s.json").value()).front();
}

TEST(ScenarioKnobs, StandAtTheTopForAllZonesAndInAZoneOverThose) {
  const auto zone = zone_in_force(R"({"knobs":{"pending_answer":"quoted","foreign_id":"forbidden"},
                                      "zones":{"z":{"knobs":{"pending_answer":"empty"}}}})");
  EXPECT_EQ(zone.knobs.get<PendingAnswer>(), PendingAnswer::empty);
  EXPECT_EQ(zone.knobs.get<ForeignId>(), ForeignId::forbidden);
  EXPECT_EQ(zone.knobs.get<ExpiredAnswer>(), ExpiredAnswer::not_found);
}

TEST(ScenarioKnobs, TakeAStatusAsANumberToo) {
  const auto zone = zone_in_force(R"({"knobs":{"pending_answer":204},"zones":{"z":{}}})");
  EXPECT_EQ(zone.knobs.get<PendingAnswer>(), PendingAnswer::no_content);
}

TEST(ScenarioKnobs, NameTheRightOnesForAnUnknownKnobOrValue) {
  EXPECT_EQ(error_of(R"({"knobs":{"pending_answer":"quotd"}})"),
            "s.json:1: /knobs/pending_answer: \"quotd\" is not \"text\", \"quoted\", \"empty\", "
            "\"204\" or \"102\" (did you mean quoted?)");
  const auto unknown = error_of(R"({"zones":{"z":{"knobs":{"pending":"text"}}}})");
  EXPECT_TRUE(
      unknown.starts_with("s.json:1: /zones/z/knobs/pending: unknown key \"pending\"; "
                          "expected \"pending_answer\", "))
      << unknown;
}

TEST(ScenarioKnobs, ArePrintedOnlyWhereTheyWereChosen) {
  const auto scenario =
      parse_scenario(R"({"zones":{"z":{"knobs":{"foreign_id":"forbidden"}}}})", "s.json").value();
  const Json printed = print_scenario(scenario);
  EXPECT_EQ(printed["knobs"], Json::object());
  EXPECT_EQ(printed["zones"]["z"]["knobs"], (Json{{"foreign_id", "forbidden"}}));
}

TEST(ScenarioKnobs, AreTakenBackByNull) {
  const auto present =
      parse_scenario(R"({"knobs":{"foreign_id":"forbidden"},"zones":{"z":{}}})", "s.json").value();
  const auto patched = patch_scenario(present, R"({"knobs":{"foreign_id":null}})", "patch");
  ASSERT_TRUE(patched);
  EXPECT_FALSE(patched->scenario.knobs.says(Knob::foreign_id));
}

TEST(ScenarioLimits, HaveTheirDefaultsByProductAndTakeNullForNone) {
  EXPECT_EQ(zone_in_force(R"({"zones":{"z":{}}})").limits.submits_per_second, std::nullopt);
  EXPECT_EQ(zone_in_force(R"({"zones":{"z":{"product":"serp"}}})").limits.submits_per_second, 100);
  EXPECT_EQ(zone_in_force(R"({"zones":{"z":{"product":"serp",
                              "limits":{"submits_per_second":null}}}})")
                .limits.submits_per_second,
            std::nullopt);
}

TEST(ScenarioSync, CantHoldARequestUntilTold) {
  EXPECT_EQ(error_of(R"({"zones":{"z":{"sync":{"hold":true}}}})"),
            "s.json:1: /zones/z/sync/hold: a /request can't wait until told; give it a time");
}

}  // namespace
}  // namespace asyncsim
