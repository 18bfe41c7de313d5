#include "core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <string>

namespace asyncsim {
namespace {

constexpr int kDraws = 100'000;

TEST(Random, DrawsTheSameFromTheSameSeedForEver) {
  Random random(42);
  EXPECT_EQ(random.next(), 0xbdd732262feb6e95U);  // published for SplitMix64, seed 42
  EXPECT_EQ(random.next(), 0x28efe333b266f103U);
}

TEST(Random, HashesTheSameForEver) {
  EXPECT_EQ(hash_text(""), 16294208416658607535U);
  EXPECT_EQ(hash_text("web_unlocker1"), 13410136851917575817U);
  EXPECT_EQ(hash_text("web_unlocker1", 7), 8891766391439431858U);
  EXPECT_EQ(Random(1).stream("fate", 2).next(), 5138963630813185738U);
}

TEST(Random, HashesEachTextDifferently) {
  std::set<std::uint64_t> hashes;
  std::string zeros;
  for (int length = 0; length < 40; ++length, zeros += '\0') hashes.insert(hash_text(zeros));
  for (int i = 0; i < kDraws; ++i) hashes.insert(hash_text("page/" + std::to_string(i)));
  EXPECT_EQ(hashes.size(), 40U + kDraws);
}

TEST(Random, MovesHalfOfTheHashWithEachBitOfTheText) {
  std::string text = "https://shop.example/p/1";
  const std::uint64_t before = hash_text(text);
  int moved = 0;
  const int bits = static_cast<int>(text.size()) * 8;
  for (int bit = 0; bit < bits; ++bit) {
    char& byte = text[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<char>(byte ^ (1 << bit % 8));
    moved += __builtin_popcountll(before ^ hash_text(text));
    byte = static_cast<char>(byte ^ (1 << bit % 8));
  }
  // A sum of bits*64 fair coins, within four of its standard deviations.
  EXPECT_LT(std::abs(moved - bits * 32), 4 * std::sqrt(bits * 16));
}

TEST(Random, MakesAStreamFromSeedNameAndOrdinalAlone) {
  Random random(7);
  const std::uint64_t before = random.stream("fate", 1).next();
  for (int i = 0; i < 10; ++i) random.next();
  EXPECT_EQ(random.stream("fate", 1).next(), before);
  EXPECT_NE(random.stream("fate", 2).next(), before);
  EXPECT_NE(random.stream("jitter", 1).next(), before);
  EXPECT_NE(Random(8).stream("fate", 1).next(), before);
}

TEST(Random, KeepsEveryStreamApart) {
  std::set<std::uint64_t> first_draws;
  for (std::uint64_t i = 0; i < kDraws; ++i) first_draws.insert(Random(1).stream("fate", i).next());
  EXPECT_EQ(first_draws.size(), std::size_t{kDraws});
}

TEST(Random, ForksWhenCopied) {
  Random random(3);
  random.next();
  Random copy = random;
  EXPECT_EQ(copy.next(), random.next());
}

TEST(Random, DrawsUnitsBelowOneWithTheRightMean) {
  Random random(5);
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double unit = random.unit();
    ASSERT_GE(unit, 0.0);
    ASSERT_LT(unit, 1.0);
    sum += unit;
  }
  EXPECT_LT(std::abs(sum / kDraws - 0.5), 4 * std::sqrt(1.0 / 12 / kDraws));
}

TEST(Random, DrawsEveryNumberBelowABoundEquallyOften) {
  Random random(9);
  std::array<int, 7> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[random.below(counts.size())];
  const double expected = double{kDraws} / 7;
  double chi_square = 0;
  for (const int count : counts) chi_square += std::pow(count - expected, 2) / expected;
  EXPECT_LT(chi_square, 16.81);  // 6 degrees of freedom, p = 0.01
}

TEST(Random, DrawsBelowTheSmallestAndTheLargestBound) {
  Random random(11);
  EXPECT_EQ(random.below(1), 0U);
  constexpr std::uint64_t kThreeQuarters = 0xC000000000000000;  // a quarter of next() is unfair
  int upper = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t drawn = random.below(kThreeQuarters);
    ASSERT_LT(drawn, kThreeQuarters);
    if (drawn >= kThreeQuarters / 3) ++upper;
  }
  // With modulo bias the lower third would come as often as the rest.
  EXPECT_LT(std::abs(upper - kDraws * 2.0 / 3), 4 * std::sqrt(kDraws * 2.0 / 9));
}

TEST(Random, DrawsNormalsByInversionOfUnits) {
  Random units(13);
  Random normals(13);
  for (int i = 0; i < kDraws; ++i) {
    const double unit = units.unit();
    const double back = std::erfc(-normals.normal() / std::sqrt(2.0)) / 2;
    ASSERT_LT(std::abs(back - unit), 1e-14) << "at " << unit;
  }
}

}  // namespace
}  // namespace asyncsim
