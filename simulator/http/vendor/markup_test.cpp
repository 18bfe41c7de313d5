#include "http/vendor/markup.h"

#include <gtest/gtest.h>

namespace asyncsim::vendor {
namespace {

TEST(Markup, EscapesWhatEndsTextOrAQuotedAttribute) {
  EXPECT_EQ(escape_html("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
  EXPECT_EQ(escape_html("plain \xc3\xa9"), "plain \xc3\xa9");
}

TEST(Markup, JsonInAScriptCannotEndItAndReadsBackTheSame) {
  const Json json = {{"url", "https://a/?x=</script><script>alert(1)</script>&y=<!--"}};
  const auto text = script_json(json);
  EXPECT_EQ(text.find_first_of("<>&"), std::string::npos);
  EXPECT_EQ(Json::parse(text), json);
}

}  // namespace
}  // namespace asyncsim::vendor
