#include "webhook/answer_archive.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

constexpr auto kLong = AnswerArchive::kLongBytes;
constexpr auto kShort = AnswerArchive::kShortBytes;

TEST(AnswerArchive, KeepsTheBeginningOfAnAnswer) {
  AnswerArchive archive;
  archive.keep(7, 1, "thanks");
  archive.keep(7, 2, std::string(kLong, 'a') + "b");
  EXPECT_EQ(archive.find(7, 1), "thanks");
  EXPECT_EQ(archive.find(7, 2), std::string(kLong, 'a'));
  EXPECT_EQ(archive.find(7, 3), "");
  EXPECT_EQ(archive.find(8, 1), "");
}

TEST(AnswerArchive, TheNewestHundredAreLongAndOlderOnesShort) {
  AnswerArchive archive;
  for (std::uint64_t delivery = 0; delivery < 101; ++delivery) {
    archive.keep(delivery, 1, std::string(2'000, 'x'));
  }
  EXPECT_EQ(archive.find(0, 1).size(), kShort);
  EXPECT_EQ(archive.find(1, 1).size(), 2'000u);
  EXPECT_EQ(archive.find(100, 1).size(), 2'000u);
}

TEST(AnswerArchive, AForgottenLongOneLeavesItsPlaceToAnother) {
  AnswerArchive archive;
  for (std::uint64_t delivery = 0; delivery < 100; ++delivery) {
    archive.keep(delivery, 1, std::string(2'000, 'x'));
  }
  archive.forget(50);
  archive.keep(100, 1, std::string(2'000, 'x'));
  EXPECT_EQ(archive.find(0, 1).size(), 2'000u);
  archive.keep(101, 1, std::string(2'000, 'x'));
  EXPECT_EQ(archive.find(0, 1).size(), kShort);
}

TEST(AnswerArchive, TheOldestGoWhenTheBudgetIsSpent) {
  AnswerArchive archive;
  std::uint64_t delivery = 0;
  while (archive.find(0, 1) != "" || delivery == 0)
    archive.keep(delivery++, 1, std::string(900, 'x'));
  EXPECT_LE(archive.bytes(), AnswerArchive::kMaxBytes);
  EXPECT_GT(archive.bytes(), AnswerArchive::kMaxBytes - 2'000);
  EXPECT_EQ(archive.find(1, 1).size(), 900u);
  EXPECT_EQ(archive.find(delivery - 1, 1).size(), 900u);
}

TEST(AnswerArchive, ForgettingADeliveryGivesAllOfItBack) {
  AnswerArchive archive;
  archive.keep(1, 1, "one");
  archive.keep(2, 1, "two");
  archive.keep(2, 2, "two again");
  const auto before = archive.bytes();
  archive.forget(2);
  EXPECT_EQ(archive.find(2, 1), "");
  EXPECT_EQ(archive.find(2, 2), "");
  EXPECT_EQ(archive.find(1, 1), "one");
  EXPECT_LT(archive.bytes(), before);
  archive.forget(1);
  EXPECT_EQ(archive.bytes(), 0u);
}

TEST(AnswerArchive, AnEmptyAnswerTakesNoRoom) {
  AnswerArchive archive;
  archive.keep(1, 1, "");
  EXPECT_EQ(archive.bytes(), 0u);
}

}  // namespace
}  // namespace asyncsim
