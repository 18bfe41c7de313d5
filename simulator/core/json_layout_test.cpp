#include "core/json_layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace asyncsim {
namespace {

TEST(JsonLayout, PutsWhatIsShortOnOneLine) {
  EXPECT_EQ(lay_out_json(*parse_json(R"({"a":[1,{"b":"c"}],"d":{},"e":[],"f":null})")),
            "{\"a\": [1, {\"b\": \"c\"}], \"d\": {}, \"e\": [], \"f\": null}\n");
}

TEST(JsonLayout, HasALineForEachMemberOfWhatIsLong) {
  const std::string text(80, 'x');
  EXPECT_EQ(lay_out_json(Json{{"short", {1, 2}}, {"long", {{"text", text}, {"more", {text}}}}}),
            "{\n  \"short\": [1, 2],\n  \"long\": {\n    \"text\": \"" + text +
                "\",\n    \"more\": [\"" + text + "\"]\n  }\n}\n");
}

TEST(JsonLayout, FillsALineToItsHundredthColumnWithTheCommaBehind) {
  const auto lines = [](std::size_t length) {
    const std::string text = lay_out_json(Json::array({std::string(length, 'x')}));
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(lines(99 - std::string("[\"\"]").size()), 1);
  EXPECT_EQ(lines(100 - std::string("[\"\"]").size()), 3);
}

}  // namespace
}  // namespace asyncsim
