#include "report/markup.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

constexpr const char* kBad = "\xEF\xBF\xBD";  // U+FFFD

TEST(Markup, EscapesWhatHasAMeaning) {
  EXPECT_EQ(escape_markup("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
  EXPECT_EQ(escape_markup("&lt;"), "&amp;lt;");
  EXPECT_EQ(escape_markup(""), "");
}

TEST(Markup, MakesOneLineOfWhatHasMany) {
  EXPECT_EQ(escape_markup("a\r\nb\tc\x0b"
                          "d\xE2\x80\xA8"
                          "e"),
            "a  b c d e");
}

TEST(Markup, LeavesOutControlCharactersAndKeepsTheOthersBesideThem) {
  EXPECT_EQ(escape_markup(std::string("a\0b\x08\x0e\x1b\x1f\x7f", 8) + "\xC2\x80\xC2\x9F" + "c"),
            "abc");
  EXPECT_EQ(escape_markup(" ~\xC2\xA0"), " ~\xC2\xA0");
}

TEST(Markup, LeavesOutNoncharactersAndTurnsOfDirection) {
  EXPECT_EQ(escape_markup("a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90\xF0\x9F\xBF\xBF"
                          "b"),
            "ab");
  EXPECT_EQ(escape_markup("a\xE2\x80\xAE\xE2\x81\xA6\xE2\x80\x8F"
                          "b"),
            "ab");
}

TEST(Markup, KeepsUtf8OfEveryLength) {
  const std::string text = "z\xC3\xA4\xE2\x82\xAC\xED\x9F\xBF\xEE\x80\x80\xF0\x9F\x99\x82";
  EXPECT_EQ(escape_markup(text), text);
}

TEST(Markup, ReplacesWhatIsNotUtf8) {
  for (const std::string bad :
       {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x99"}) {
    std::string replaced;
    for (std::size_t i = 0; i < bad.size(); ++i) replaced += kBad;
    EXPECT_EQ(escape_markup(bad), replaced);
    EXPECT_EQ(escape_markup("a" + bad + "b"), "a" + replaced + "b");
  }
}

TEST(Markdown, EscapesMarksAndHtml) {
  EXPECT_EQ(escape_markdown("a|b`c*d*[e](f)<i>&~#!$\\"),
            "a\\|b\\`c\\*d\\*\\[e\\](f)&lt;i&gt;&amp;\\~\\#\\!\\$\\\\");
}

TEST(Markdown, LeavesAnUnderscoreWithinAWordToBeRead) {
  EXPECT_EQ(escape_markdown("acct_1 never_heard_202"), "acct_1 never_heard_202");
  EXPECT_EQ(escape_markdown("_a_ __"), "\\_a\\_ \\_\\_");
}

TEST(Markdown, IsOneLine) { EXPECT_EQ(escape_markdown("a\n\n# b\x1b"), "a  \\# b"); }

}  // namespace
}  // namespace asyncsim
