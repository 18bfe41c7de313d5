#include "job/job.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

TEST(Job, NamesItsStates) {
  EXPECT_EQ(name_of(JobState::pending), "pending");
  EXPECT_EQ(name_of(JobState::ready), "ready");
  EXPECT_EQ(name_of(JobState::failed), "failed");
  EXPECT_EQ(name_of(JobState::expired), "expired");
}

TEST(Job, FailsWithACodeThatReadsBackAndASentenceOfItsOwn) {
  std::string_view last;
  for (int i = 1; i <= static_cast<int>(kLastFailure); ++i) {
    const auto code = static_cast<FailCode>(i);
    EXPECT_EQ(fail_code(name_of(code)), code);
    EXPECT_FALSE(sentence_of(code).empty());
    EXPECT_NE(sentence_of(code), last);
    last = sentence_of(code);
  }
  EXPECT_EQ(name_of(FailCode::reject_block), "reject_block");
  EXPECT_EQ(name_of(FailCode::net_err_closed), "net_err_closed");
}

TEST(Job, HasNoFailureOfAnUnknownName) {
  EXPECT_EQ(fail_code("none"), std::nullopt);
  EXPECT_EQ(fail_code(""), std::nullopt);
  EXPECT_EQ(fail_code("reject"), std::nullopt);
}

}  // namespace
}  // namespace asyncsim
