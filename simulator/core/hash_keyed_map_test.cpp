#include "core/hash_keyed_map.h"

#include <gtest/gtest.h>

#include <unordered_map>

#include "core/random.h"

namespace asyncsim {
namespace {

TEST(AHashKeyedMap, HoldsNothingAtFirst) {
  HashKeyedMap<int> map;
  EXPECT_EQ(map.find(7), nullptr);
  map.erase(7);
  EXPECT_EQ(map.size(), 0u);
}

TEST(AHashKeyedMap, AgreesWithTheStandardOneThroughManyInsertionsAndErasures) {
  HashKeyedMap<int> map;
  std::unordered_map<std::uint64_t, int> expected;
  Random random(1);
  for (int step = 0; step < 200'000; ++step) {
    const std::uint64_t key = 1 + random.below(5'000) * 16;  // their homes lie in few places
    const bool fills = step / 40'000 % 2 == 0;
    if (random.below(10) < (fills ? 8u : 2u)) {
      map[key] += step;
      expected[key] += step;
    } else {
      map.erase(key);
      expected.erase(key);
    }
    ASSERT_EQ(map.size(), expected.size());
  }
  for (std::uint64_t key = 1; key < 5'000 * 16; key += 16) {
    const int* found = map.find(key);
    const auto other = expected.find(key);
    ASSERT_EQ(found != nullptr, other != expected.end()) << key;
    if (found) {
      ASSERT_EQ(*found, other->second);
    }
  }
}

TEST(AHashKeyedMap, KeepsWhatWrapsAroundItsEndWhenWhatStandsBeforeGoes) {
  HashKeyedMap<int> map;  // of 16 slots: all of these begin in the last
  for (const std::uint64_t key : {15u, 31u, 47u, 63u}) map[key] = static_cast<int>(key);
  map.erase(31);
  map.erase(15);
  EXPECT_EQ(*map.find(47), 47);
  EXPECT_EQ(*map.find(63), 63);
  EXPECT_EQ(map.find(15), nullptr);
}

TEST(AHashKeyedMap, TakesZeroForAKey) {
  HashKeyedMap<int> map;
  map[0] = 5;
  EXPECT_EQ(*map.find(0), 5);
  map.erase(0);
  EXPECT_EQ(map.find(0), nullptr);
}

}  // namespace
}  // namespace asyncsim
