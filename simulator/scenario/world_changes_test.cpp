#include "scenario/world_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

WorldChanges changes(const std::vector<std::string>& zones,
                     const std::vector<std::string>& settings) {
  WorldChanges made;
  for (const auto& zone : zones) made.zones.push_back(parse_added_zone(zone).value());
  for (const auto& setting : settings) made.settings.push_back(parse_setting(setting).value());
  return made;
}

Scenario world(const std::vector<std::string>& zones, const std::vector<std::string>& settings,
               const std::string& scenario = "ci") {
  auto loaded = load_scenario(scenario, changes(zones, settings));
  if (loaded) return *std::move(loaded);
  ADD_FAILURE() << loaded.error().message;
  return {};
}

std::string error_of(const std::vector<std::string>& zones,
                     const std::vector<std::string>& settings) {
  const auto loaded = load_scenario("ci", changes(zones, settings));
  return loaded ? "" : loaded.error().message;
}

TEST(WorldChanges, AddZonesWithEveryDefault) {
  const auto zones = world({"prices_eu", "search=serp"}, {}).zones;
  ASSERT_EQ(zones.size(), 4U);
  EXPECT_EQ(zones[2], default_zone("prices_eu", Product::unlocker));
  EXPECT_EQ(zones[3], default_zone("search", Product::serp));
  EXPECT_EQ(world({"a"}, {}, "{}").zones.size(), 1U);
}

TEST(WorldChanges, AZoneThatIsThereStaysUnlessItsProductIsAnother) {
  EXPECT_EQ(world({"serp1", "serp1=serp", "web_unlocker1=unlocker", "a", "a"}, {}).zones.size(),
            3U);
  EXPECT_EQ(error_of({"serp1=unlocker"}, {}),
            "--zone serp1=unlocker: the world has a zone of that name already, and its product is "
            "\"serp\"");
  EXPECT_NE(error_of({"a", "a=serp"}, {}), "");
}

TEST(WorldChanges, AStarIsEveryZoneThoseAddedToo) {
  for (const Zone& zone : world({"a"}, {"zones.*.latency.fixed=7s"}).zones) {
    EXPECT_EQ(zone.latency.model, LatencyModel(Fixed{7s})) << zone.name;
  }
}

TEST(WorldChanges, ALaterSettingGoesOverAnEarlierOne) {
  const auto zones =
      world({}, {"zones.*.latency.fixed=7s", "zones.serp1.latency.uniform=[\"1s\",\"2s\"]"}).zones;
  EXPECT_EQ(zones[0].latency.model, LatencyModel(Fixed{7s}));
  EXPECT_EQ(zones[1].latency.model, LatencyModel(Uniform{1s, 2s}));
}

TEST(WorldChanges, AValueIsJsonIfItParsesElseText) {
  const auto changed =
      world({}, {"seed=7", "name=a b", "zones.serp1.webhook={\"url\":\"http://h/\"}",
                 "zones.web_unlocker1.success_rate=0.5", "clock.mode=manual",
                 "peak_hours.windows=[{\"slowdown\":2}]", "zones.serp1.latency=hold"});
  EXPECT_EQ(changed.seed, 7U);
  EXPECT_EQ(changed.name, "a b");
  EXPECT_EQ(changed.zones[0].success_rate, 0.5);
  EXPECT_EQ(changed.zones[1].webhook.url, "http://h/");
  EXPECT_EQ(changed.zones[1].latency.model, LatencyModel(Hold{}));
  EXPECT_EQ(changed.clock.mode, ClockMode::manual);
  EXPECT_EQ(changed.peak_hours.size(), 1U);
  EXPECT_EQ(world({}, {"zones.serp1=null"}).zones.size(), 1U);
}

TEST(WorldChanges, APathThatDoesNotExistIsNamedWithTheNearestThatDoes) {
  EXPECT_THAT(error_of({}, {"zones.web_unlocker1.latncy=1s"}),
              testing::AllOf(HasSubstr("--set zones.web_unlocker1.latncy=1s: no \"latncy\" in "
                                       "zones.web_unlocker1; expected \"product\", "),
                             HasSubstr("(did you mean latency?)")));
  EXPECT_EQ(error_of({}, {"zones.serp2.mode=sync"}),
            "--set zones.serp2.mode=sync: no \"serp2\" in zones; expected \"web_unlocker1\" or "
            "\"serp1\" (did you mean serp1?)");
  EXPECT_THAT(error_of({}, {"sed=1"}), HasSubstr("no \"sed\" in a scenario; expected \"version\""));
  EXPECT_EQ(error_of({}, {"seed.x=1"}), "--set seed.x=1: no keys in seed, which is set as a whole");
  EXPECT_NE(error_of({}, {"zones..mode=sync"}), "");
  EXPECT_NE(error_of({}, {"peak_hours.windows.0.slowdown=2"}), "");
  EXPECT_NE(error_of({}, {"extends=ci"}), "");
}

TEST(WorldChanges, AWrongValueIsToldOnceHoweverManyZonesItIsFor) {
  EXPECT_EQ(error_of({}, {"zones.*.latency.fixed=30"}),
            "--set zones.*.latency.fixed=30: /zones/web_unlocker1/latency/fixed: 30 has no unit; "
            "write a duration such as \"48h\"");
  EXPECT_EQ(error_of({}, {"seed=-1"}),
            "--set seed=-1: /seed: -1 is not a whole number from 0 to 18446744073709551615");
}

TEST(WorldChanges, AWrongSettingIsToldOnOneLineWhateverItsBytes) {
  EXPECT_THAT(error_of({}, {"seed=a\nb\x1b"}), HasSubstr(R"(--set seed=a\nb\u001b: /seed: )"));
  EXPECT_THAT(error_of({}, {"seed=\"\""}), HasSubstr(R"(--set seed="": /seed: )"));
  EXPECT_EQ(error_of({}, {R"(rules=[{"page":{"body_file":"a.html"}}])"}),
            R"(--set rules=[{"page":{"body_file":"a.html"}}]: /rules/0/page/body_file: only a )"
            R"(scenario in a file has files beside it; write "body", or use --pages)");
}

TEST(WorldChanges, ParseRefusesWhatIsNoZoneAndNoSetting) {
  for (const char* zone : {"", "a b", "=serp", "a=", "a=srp"}) {
    EXPECT_FALSE(parse_added_zone(zone)) << zone;
  }
  EXPECT_FALSE(parse_setting("seed"));
  EXPECT_FALSE(parse_setting("=7"));
  EXPECT_TRUE(parse_setting("name="));
}

}  // namespace
}  // namespace asyncsim
