#include "core/nearest_name.h"

#include <gtest/gtest.h>

#include <array>

namespace asyncsim {
namespace {

constexpr std::array<std::string_view, 4> kNames{"version", "zones", "seed", "speed"};

TEST(NearestName, IsTheOneWithTheFewestEdits) {
  EXPECT_EQ(nearest_name("zone", kNames), "zones");
  EXPECT_EQ(nearest_name("zoness", kNames), "zones");
  EXPECT_EQ(nearest_name("zomes", kNames), "zones");
  EXPECT_EQ(nearest_name("spead", kNames), "speed");
  EXPECT_EQ(nearest_name("seeed", kNames), "seed");
  EXPECT_EQ(nearest_name("sede", std::array<std::string_view, 2>{"set", "seed"}), "seed");
}

TEST(NearestName, IsNoneWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("timeline", kNames), std::nullopt);
  EXPECT_EQ(nearest_name("sxyd", kNames), std::nullopt);
  EXPECT_EQ(nearest_name("", kNames), std::nullopt);
  EXPECT_EQ(nearest_name(std::string(100'000, 'z'), kNames), std::nullopt);
  EXPECT_EQ(nearest_name("zones", {}), std::nullopt);
}

TEST(NearestName, IsAskedFor) {
  EXPECT_EQ(did_you_mean("zone", kNames), " (did you mean zones?)");
  EXPECT_EQ(did_you_mean("timeline", kNames), "");
  EXPECT_EQ(did_you_mean("--spead", kNames, "--"), " (did you mean --speed?)");
  EXPECT_EQ(did_you_mean("spead", kNames, "--"), "");
}

TEST(NearestName, StandsAmongAllOfThem) {
  EXPECT_EQ(one_of(kNames), R"("version", "zones", "seed" or "speed")");
  EXPECT_EQ(one_of(std::span(kNames).first(1)), "\"version\"");
}

}  // namespace
}  // namespace asyncsim
