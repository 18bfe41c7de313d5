#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/random.h"
#include "core/time_text.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

TEST(BuiltInWorlds, LoadAndPrintAndSayWhatTheyShow) {
  ASSERT_GE(built_in_worlds().size(), 2U);
  for (const BuiltInWorld& world : built_in_worlds()) {
    const auto scenario = parse_scenario(world.text, world.name);
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_FALSE(scenario->about.empty()) << world.name;
    const auto printed = parse_scenario(print_json(print_scenario(*scenario)), "printed");
    ASSERT_TRUE(printed) << printed.error().message;
    EXPECT_EQ(*printed, *scenario);
    EXPECT_TRUE(parse_json(world.text)) << "a shipped file is strict JSON";
  }
}

TEST(BuiltInWorlds, StandInAlphabeticalOrder) {
  EXPECT_TRUE(std::is_sorted(built_in_worlds().begin(), built_in_worlds().end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST(BuiltInWorlds, HaveACalmOneForTests) {
  const Scenario ci = *load_scenario("ci");
  ASSERT_EQ(ci.zones.size(), 2U);
  EXPECT_EQ(ci.zones[0].name, "web_unlocker1");
  EXPECT_EQ(ci.zones[0].product, Product::unlocker);
  EXPECT_EQ(ci.zones[1].name, "serp1");
  EXPECT_EQ(ci.zones[1].product, Product::serp);
  for (const Zone& zone : ci.zones) {
    EXPECT_EQ(zone.success_rate, 1);
    EXPECT_EQ(zone.latency.model, LatencyModel(Fixed{std::chrono::seconds{30}}));
  }
  EXPECT_TRUE(ci.peak_hours.empty());
}

TEST(BuiltInWorlds, HaveADayWithTheDefaultsWhoseEveningsNearEightHours) {
  const Scenario day = *load_scenario("typical-day");
  EXPECT_EQ(day.zones, (std::vector{default_zone("web_unlocker1", Product::unlocker),
                                    default_zone("serp1", Product::serp)}));
  EXPECT_EQ(slowdown_at(day.peak_hours, kDefaultStart), 1);
  const double peak = slowdown_at(day.peak_hours, *parse_time("2026-01-05T20:00:00Z"));
  EXPECT_EQ(slowdown_at(day.peak_hours, *parse_time("2026-01-10T20:00:00Z")), 1);
  Random random(1);
  Span longest{0};
  for (int i = 0; i < 10'000; ++i) {
    longest = std::max(longest, *draw(day.zones[0].latency.model, peak, random));
  }
  EXPECT_GT(longest, std::chrono::hours{7});
  EXPECT_LE(longest, std::chrono::hours{8});
}

/// A small change of the kind that people and bad disks make.
std::string mutated(std::string text, Random& random) {
  constexpr std::string_view kPieces = "{}[]\",:0-9e.\\/*\n\t\xff";
  for (auto changes = 1 + random.below(4); changes > 0 && !text.empty(); --changes) {
    const auto at = random.below(text.size());
    const auto length = random.below(20);
    switch (random.below(5)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(random.below(text.size()), length));
        break;
      case 2:
        text[at] = kPieces[random.below(kPieces.size())];
        break;
      case 3:
        text.insert(at, 1, kPieces[random.below(kPieces.size())]);
        break;
      default:
        text[at] = static_cast<char>(random.below(256));
    }
  }
  return text;
}

bool names_a_line(std::string_view message) {
  if (!message.starts_with("fuzz:")) return false;
  message.remove_prefix(5);
  const auto digits = std::min(message.find_first_not_of("0123456789"), message.size());
  return digits > 0 && message[0] != '0' && message.substr(digits).starts_with(": ");
}

TEST(BuiltInWorlds, NameALineForEveryRefusalOfAMutation) {
  Random random(2026);
  int refused = 0, taken = 0;
  for (const BuiltInWorld& world : built_in_worlds()) {
    for (int i = 0; i < 500; ++i) {
      const std::string text = mutated(std::string(world.text), random);
      const auto scenario = parse_scenario(text, "fuzz");
      if (scenario) {
        ++taken;
        ASSERT_EQ(*parse_scenario(print_json(print_scenario(*scenario)), "printed"), *scenario);
        continue;
      }
      ++refused;
      const std::string& message = scenario.error().message;
      for (std::size_t from = 0; from != std::string::npos;) {
        const auto end = message.find('\n', from);
        ASSERT_TRUE(names_a_line(std::string_view(message).substr(from, end - from))) << message;
        from = end == std::string::npos ? end : end + 1;
      }
    }
  }
  EXPECT_GT(refused, 500);
  EXPECT_GT(taken, 20);
}

}  // namespace
}  // namespace asyncsim
