// --zone and --set: where the command line meets the environment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/options.h"

namespace asyncsim::cli {
namespace {

using testing::ElementsAre;
using Words = std::vector<std::string>;

ServeOptions serve(Words options, const Words& environment) {
  options.insert(options.begin(), "serve");
  const auto line = parse_command_line(options, environment);
  if (line) return std::get<Serve>(line->command).options;
  ADD_FAILURE() << line.error().message;
  return {};
}

TEST(Environment, WhatItAddsToAWorldComesBeforeWhatTheArgumentsAdd) {
  const auto options = serve({"--set", "name=c", "--zone", "c=serp"},
                             {"ASYNCSIM_SET=name=a\\,b,seed=2", "ASYNCSIM_ZONE=a,b"});
  std::vector<std::string> values, zones;
  for (const auto& setting : options.changes.settings) values.push_back(setting.value);
  for (const auto& zone : options.changes.zones) zones.push_back(zone.name);
  EXPECT_THAT(values, ElementsAre("a,b", "2", "c"));
  EXPECT_THAT(zones, ElementsAre("a", "b", "c"));
}

TEST(Environment, ASeedOrClockThatAnArgumentSetsIsNotThatOfTheEnvironment) {
  const Words environment = {"ASYNCSIM_SEED=4", "ASYNCSIM_CLOCK=manual"};
  EXPECT_EQ(serve({"--set", "name=a", "--set", "clock.start=now"}, environment).seed, 4U);
  EXPECT_TRUE(serve({"--set", "clock.start=now"}, environment).clock);
  EXPECT_FALSE(serve({"--set", "seed=5"}, environment).seed);
  EXPECT_EQ(serve({"--set", "seed=5", "--seed", "6"}, environment).seed, 6U);
  for (const auto* setting : {"clock.speed=5", "clock.mode=paced", "clock={}"}) {
    EXPECT_FALSE(serve({"--set", setting}, environment).clock) << setting;
  }
}

}  // namespace
}  // namespace asyncsim::cli
