#include "core/ascii.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

TEST(Ascii, LowersLettersAndNothingBesideThem) {
  EXPECT_EQ(lower_case("@AZ[`az{\xC3\x84"), "@az[`az{\xC3\x84");
}

TEST(Ascii, TextIsTheSameButForItsCase) {
  EXPECT_TRUE(same_text("Content-TYPE", "content-type"));
  EXPECT_FALSE(same_text("a", "ab"));
  EXPECT_FALSE(same_text("@", "`"));
}

TEST(Ascii, ClassesEndWhereTheyShould) {
  for (const char c : {'0', '9'}) EXPECT_TRUE(is_digit(c) && is_hex(c) && is_alphanumeric(c));
  for (const char c : {'a', 'f', 'A', 'F'}) EXPECT_TRUE(is_letter(c) && is_hex(c));
  for (const char c : {'g', 'z', 'G', 'Z'}) EXPECT_TRUE(is_letter(c) && !is_hex(c));
  for (const char c : {'/', ':', '@', '[', '`', '{', '\xE4'}) EXPECT_FALSE(is_alphanumeric(c));
}

}  // namespace
}  // namespace asyncsim
