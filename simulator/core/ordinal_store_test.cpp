#include "core/ordinal_store.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace asyncsim {
namespace {

using testing::ElementsAre;

TEST(OrdinalStore, NumbersItsValuesInTheOrderOfArrival) {
  OrdinalStore<std::string> store;
  EXPECT_EQ(store.push("a"), 0u);
  EXPECT_EQ(store.push("b"), 1u);
  EXPECT_EQ(*store.find(1), "b");
  EXPECT_EQ(store.find(2), nullptr);
}

TEST(OrdinalStore, AnErasedValueIsGoneForEverAndItsNumberNotReused) {
  OrdinalStore<std::string> store;
  for (int i = 0; i < 1000; ++i) store.push(std::to_string(i));
  for (std::uint64_t i = 0; i < 600; ++i) store.erase(i);
  EXPECT_EQ(store.find(599), nullptr);
  EXPECT_EQ(*store.find(600), "600");
  EXPECT_EQ(store.size(), 400u);
  EXPECT_EQ(store.push("next"), 1000u);
}

TEST(OrdinalStore, ErasingAllAtAChunkEdgeLeavesItUsable) {
  OrdinalStore<int> store;
  for (int i = 0; i < 256; ++i) store.push(i);
  for (std::uint64_t i = 256; i-- > 0;) store.erase(i);
  EXPECT_EQ(store.push(7), 256u);
  EXPECT_EQ(*store.find(256), 7);
  store.erase(256);
  EXPECT_EQ(store.push(8), 257u);
  EXPECT_EQ(*store.find(257), 8);
}

TEST(OrdinalStore, VisitsWhatIsThereInOrder) {
  OrdinalStore<int> store;
  for (int i = 0; i < 6; ++i) store.push(i);
  store.erase(3);
  std::vector<int> seen;
  store.each(2, [&](std::uint64_t, int value) {
    seen.push_back(value);
    return value < 4;
  });
  EXPECT_THAT(seen, ElementsAre(2, 4));
}

}  // namespace
}  // namespace asyncsim
