#include "http/vendor/utf8.h"

#include <gtest/gtest.h>

namespace asyncsim::vendor {
namespace {

TEST(Utf8, CountsCharactersAndNotBytes) {
  EXPECT_EQ(count_characters(""), 0U);
  EXPECT_EQ(count_characters("abc"), 3U);
  EXPECT_EQ(count_characters("\xc3\xa9\xe2\x82\xac"), 2U);
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(first_characters("\xc3\xa9\xe2\x82\xacx", 0), "");
  EXPECT_EQ(first_characters("\xc3\xa9\xe2\x82\xacx", 1), "\xc3\xa9");
  EXPECT_EQ(first_characters("\xc3\xa9\xe2\x82\xacx", 2), "\xc3\xa9\xe2\x82\xac");
  EXPECT_EQ(first_characters("\xc3\xa9\xe2\x82\xacx", 9), "\xc3\xa9\xe2\x82\xacx");
}

}  // namespace
}  // namespace asyncsim::vendor
