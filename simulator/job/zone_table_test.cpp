#include "job/zone_table.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

Zone zone(const std::string& name, double price = 1) {
  Zone zone = default_zone(name, Product::unlocker);
  zone.price_per_1000 = price;
  return zone;
}

TEST(ZoneTable, AChangedZoneIsANewVersionAndTheOldOneStays) {
  ZoneTable zones({zone("a"), zone("b")});
  const auto a = *zones.find("a"), b = *zones.find("b");
  ASSERT_TRUE(zones.replace({zone("b"), zone("a", 2)}));
  EXPECT_EQ(zones.find("b"), b);
  EXPECT_NE(zones.find("a"), a);
  EXPECT_EQ(zones.at(*zones.find("a")).price_per_1000, 2);
  EXPECT_EQ(zones.at(a).price_per_1000, 1);
  EXPECT_EQ(zones.names(), "b, a");
}

TEST(ZoneTable, ARemovedZoneIsNotFoundAndStillReadable) {
  ZoneTable zones({zone("a"), zone("b")});
  const auto a = *zones.find("a");
  ASSERT_TRUE(zones.replace({zone("b")}));
  EXPECT_EQ(zones.find("a"), std::nullopt);
  EXPECT_EQ(zones.at(a).name, "a");
  EXPECT_EQ(zones.names(), "b");
}

TEST(ZoneTable, NamesTheFirstTen) {
  EXPECT_EQ(ZoneTable({}).names(), "no zones");
  std::vector<Zone> many;
  for (int i = 0; i < 11; ++i) many.push_back(zone("z" + std::to_string(i)));
  EXPECT_EQ(ZoneTable(many).names(), "z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, ...");
}

TEST(ZoneTable, RefusesMoreVersionsThanAnIndexCountsAndChangesNothing) {
  ZoneTable zones({zone("a", 0)});
  for (int i = 1; i < 65'536; ++i) ASSERT_TRUE(zones.replace({zone("a", i)}));
  EXPECT_FALSE(zones.replace({zone("a", 0.5)}));
  EXPECT_EQ(zones.at(*zones.find("a")).price_per_1000, 65'535);
  EXPECT_TRUE(zones.replace({zone("a", 65'535)}));
}

}  // namespace
}  // namespace asyncsim
