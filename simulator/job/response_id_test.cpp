#include "job/response_id.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace asyncsim {
namespace {

constexpr TimePoint kNow = kDefaultStart;

TEST(ResponseIds, HaveTheShapeOfTheVendors) {
  const ResponseIds ids(1, "acct_a");
  EXPECT_TRUE(
      std::regex_match(ids.make(0, kNow), std::regex("s[1-9]w[1-9]t1767603600000r[0-9a-z]{13}")));
}

TEST(ResponseIds, LeadBackToTheJobAndItsSubmitTime) {
  const ResponseIds ids(1, "acct_a");
  for (JobOrdinal job : {JobOrdinal{0}, JobOrdinal{1}, JobOrdinal{999'999}, JobOrdinal{1} << 39}) {
    EXPECT_EQ(ids.read(ids.make(job, kNow)), (ResponseIds::Parts{job, kNow}));
  }
}

TEST(ResponseIds, AreTheSameForTheSameSeedAndAccountAndOthersOtherwise) {
  EXPECT_EQ(ResponseIds(1, "acct_a").make(5, kNow), ResponseIds(1, "acct_a").make(5, kNow));
  EXPECT_NE(ResponseIds(1, "acct_a").make(5, kNow), ResponseIds(2, "acct_a").make(5, kNow));
  EXPECT_NE(ResponseIds(1, "acct_a").make(5, kNow), ResponseIds(1, "acct_b").make(5, kNow));
}

TEST(ResponseIds, OfAnotherAccountAreNotRead) {
  const ResponseIds mine(1, "acct_a"), theirs(1, "acct_b");
  for (JobOrdinal job = 0; job < 10'000; ++job) EXPECT_FALSE(mine.read(theirs.make(job, kNow)));
}

TEST(ResponseIds, NeverRepeat) {
  const ResponseIds ids(1, "acct_a");
  std::set<std::string> seen;
  for (JobOrdinal job = 0; job < 100'000; ++job) seen.insert(ids.make(job, kNow));
  EXPECT_EQ(seen.size(), 100'000u);
}

TEST(ResponseIds, WithOneCharacterChangedAreRefused) {
  const ResponseIds ids(1, "acct_a");
  const std::string id = ids.make(7, kNow);
  for (std::size_t i = 0; i < id.size(); ++i) {
    std::string forged = id;
    forged[i] = forged[i] == '1' ? '2' : '1';
    const auto parts = ids.read(forged);
    // A changed time still reads: the job's own submit time gives it away.
    EXPECT_TRUE(!parts || parts->submitted != kNow) << forged;
  }
}

TEST(ResponseIds, WhatIsNoIdIsRefused) {
  const ResponseIds ids(1, "acct_a");
  const std::string id = ids.make(7, kNow);
  std::string upper = id;
  upper[0] = 'S';
  for (const std::string& text : {std::string(), std::string("abc123-def456-ghi789"), upper,
                                  id + "0", id.substr(1), std::string(id.size(), '\0')}) {
    EXPECT_FALSE(ids.read(text)) << text;
  }
}

}  // namespace
}  // namespace asyncsim
