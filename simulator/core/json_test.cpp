#include "core/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"

namespace asyncsim {
namespace {

std::string error_of(std::string_view text, JsonPolicy policy = {}) {
  const auto parsed = parse_json(text, policy);
  return parsed ? "" : parsed.error().message;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(Json, KeepsTheOrderOfKeys) {
  const std::string text =
      R"({"z":1,"a":[true,null,-2,1.5,18446744073709551615,"\u00e4"],"m":{"":{}}})";
  EXPECT_EQ(print_json(*parse_json(text)),
            R"({"z":1,"a":[true,null,-2,1.5,18446744073709551615,"ä"],"m":{"":{}}})");
}

TEST(Json, TakesSixtyFourLevelsAndNoMore) {
  EXPECT_TRUE(parse_json(repeat("[", 64) + repeat("]", 64)));
  EXPECT_EQ(error_of(repeat("[", 65) + repeat("]", 65)),
            "line 1, column 65: nested deeper than 64 levels");
  EXPECT_TRUE(parse_json(repeat(R"({"a":)", 63) + "[1]" + repeat("}", 63)));
  EXPECT_FALSE(parse_json(repeat(R"({"a":)", 64) + "[1]" + repeat("}", 64)));
}

TEST(Json, SurvivesAHundredThousandBrackets) {
  EXPECT_NE(error_of(repeat("[", 100'000)), "");
  EXPECT_NE(error_of(repeat(R"({"a":)", 100'000)), "");
  EXPECT_NE(error_of(repeat("[", 100'000), {true, true}), "");
}

TEST(Json, RefusesDuplicateKeys) {
  EXPECT_EQ(error_of("{\n\"a\": 1,\n\"a\": 2}"),
            "line 3, column 3: the key \"a\" appears twice in one object");
  EXPECT_NE(error_of(R"({"a":1,"\u0061":2})"), "");
  EXPECT_EQ(error_of(R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})"), "");
}

TEST(Json, RefusesDuplicatesAmongManyKeysQuickly) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(parse_json(text + "\"last\":0}"));
  EXPECT_NE(error_of(text + "\"k3\":0}").find("\"k3\" appears twice"), std::string::npos);
  EXPECT_NE(error_of(text + "\"k199999\":0}").find("appears twice"), std::string::npos);
}

TEST(Json, RefusesWhatIsNotUtf8) {
  for (const char* bytes : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xe4\"", "\xff"}) {
    EXPECT_NE(error_of(bytes), "") << bytes;
  }
  EXPECT_NE(error_of(R"("\ud800")"), "");
  EXPECT_EQ(error_of("\"\xf0\x9f\x8d\x95\""), "");
}

TEST(Json, RefusesNumbersBeyondADouble) {
  EXPECT_EQ(error_of("[1e999]"), "line 1, column 6: the number 1e999 is beyond a double's range");
  EXPECT_NE(error_of("-1e999"), "");
  EXPECT_EQ(error_of("1e308"), "");
  EXPECT_NE(error_of("NaN"), "");
  EXPECT_NE(error_of("Infinity"), "");
}

TEST(Json, RefusesWhatStandsBehindANul) {
  using namespace std::string_view_literals;
  EXPECT_EQ(error_of("{}\0x"sv), "line 1, column 3: a NUL character is not JSON");
  EXPECT_NE(error_of("\0"sv), "");
}

TEST(Json, RefusesWhatIsNotOneDocument) {
  for (const char* text : {"", " ", "{", "}", "[1,]", "{\"a\":1,}", "{} {}", "{a:1}", "'a'", "01",
                           "// c\n1", "[1 2]", "\"\n\"", "tru", "+1", "1.", ".5"}) {
    EXPECT_NE(error_of(text), "") << text;
  }
}

TEST(Json, SaysWhereASyntaxErrorIs) {
  EXPECT_EQ(error_of("{\n  \"a\": tru\n}"),
            "line 2, column 11: syntax error while parsing value - invalid literal");
  EXPECT_EQ(error_of("[1,\n2").substr(0, 18), "line 2, column 2: ");
}

TEST(Json, LeavesBrokenBytesOutOfItsErrors) {
  const std::string message = error_of("[\"" + repeat("x", 1000) + "\xff\"]");
  EXPECT_LT(message.size(), 120U);
  EXPECT_EQ(message.find('\xff'), std::string::npos);
}

TEST(Json, TakesCommentsWhenThePolicyDoes) {
  const std::string_view text = "/* a */ {\"url\": \"https://x/*y*/\" // end, \"\n}";
  EXPECT_EQ(print_json(*parse_json(text, {.comments = true})), R"({"url":"https://x/*y*/"})");
  EXPECT_FALSE(parse_json(text));
  EXPECT_FALSE(parse_json("{} /* never closed", {.comments = true}));
}

TEST(Json, TakesTrailingCommasWhenThePolicyDoes) {
  const JsonPolicy policy{.comments = true, .trailing_commas = true};
  EXPECT_EQ(print_json(*parse_json("[1,{\"a\":[2 , ],},\n]", policy)), R"([1,{"a":[2]}])");
  EXPECT_EQ(print_json(*parse_json("[1, // ,]\n /*,*/ ]", policy)), "[1]");
  EXPECT_EQ(print_json(*parse_json(R"([",]", "\",]",])", policy)), R"([",]","\",]"])");
  for (const char* text : {"[,]", "{,}", "[1,,]", "[,1]", "{\"a\":,}", ",", "[1],"}) {
    EXPECT_FALSE(parse_json(text, policy)) << text;
  }
}

TEST(Json, KeepsPlacesWhereTrailingCommasWere) {
  EXPECT_EQ(error_of("[1,],\n", {.trailing_commas = true}).substr(0, 17), "line 1, column 5:");
}

TEST(Json, NotesTheLineOnWhichEachValueBegins) {
  JsonLines lines;
  ASSERT_TRUE(
      parse_json("\n{\n\"a\": 1,\n\"b/c~\":\n[\n2\n,\"x\",\n{\n}],\"d\":3\n\n}", {}, &lines));
  const JsonLines expected{{"", 2},          {"/a", 3},        {"/b~1c~0", 5}, {"/b~1c~0/0", 6},
                           {"/b~1c~0/1", 7}, {"/b~1c~0/2", 8}, {"/d", 9}};
  EXPECT_EQ(lines, expected);
}

TEST(Json, BoundsTheMemoryOfLines) {
  JsonLines lines;
  const std::string key = repeat("k", 257);
  ASSERT_TRUE(parse_json("{\"" + key + "\":[" + repeat("1,", 1000) + "1],\"b\":2}", {}, &lines));
  EXPECT_EQ(lines, (JsonLines{{"", 1}, {"/b", 1}}));
  lines.clear();
  ASSERT_TRUE(parse_json("[" + repeat("1,", 100'000) + "1]", {}, &lines));
  EXPECT_EQ(lines.size(), 100'000U);
}

TEST(Json, PrintsBrokenTextWithReplacements) {
  EXPECT_EQ(print_json(Json("a\xff")), "\"a\xef\xbf\xbd\"");
}

TEST(Json, ShowsAnExcerptOfAnyValue) {
  EXPECT_EQ(excerpt(Json::object()), "an object");
  EXPECT_EQ(excerpt(Json::array({1})), "an array");
  EXPECT_EQ(excerpt("a\nb"), R"("a\nb")");
  EXPECT_EQ(excerpt(repeat("ä", 100), 4), "\"ä...\"");
  EXPECT_EQ(excerpt(std::nan("")), "no finite number");
}

TEST(Json, ReadsWholeNumbersWithinARange) {
  EXPECT_EQ(*json_integer(0, 0, 10), 0);
  EXPECT_EQ(*json_integer(10, 0, 10), 10);
  EXPECT_FALSE(json_integer(11, 0, 10));
  EXPECT_EQ(json_integer(-1, 0, 10).error().message, "-1 is not a whole number from 0 to 10");
  EXPECT_EQ(*json_integer(2.0, 0, 10), 2);
  for (const Json& json : {Json(1.5), Json(1e30), Json(-1e30), Json("5"), Json(nullptr), Json(true),
                           Json(std::nan("")), Json(std::numeric_limits<double>::infinity()),
                           Json(std::numeric_limits<std::uint64_t>::max())}) {
    EXPECT_FALSE(json_integer(json, std::numeric_limits<std::int64_t>::min(),
                              std::numeric_limits<std::int64_t>::max()))
        << json;
  }
}

TEST(Json, ReadsNumbersWithinARange) {
  EXPECT_EQ(*json_number(1, 0, 1), 1.0);
  EXPECT_EQ(*json_number(0.25, 0, 1), 0.25);
  EXPECT_FALSE(json_number(std::nextafter(1.0, 2.0), 0, 1));
  EXPECT_FALSE(json_number(std::nan(""), 0, 1));
  EXPECT_FALSE(json_number(std::numeric_limits<double>::infinity(), 0, 1));
  EXPECT_EQ(json_number("1", 0, 1).error().message, "\"1\" is not a number from 0 to 1");
}

TEST(Json, SurvivesRandomTexts) {
  constexpr std::string_view kAlphabet = "[]{},:\"\\/*\n 019.e-tu\xc3\xa4";
  Random random(4);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto size = random.below(40); size > 0; --size)
      text += kAlphabet[random.below(kAlphabet.size())];
    JsonLines lines;
    const auto parsed = parse_json(text, {true, true}, &lines);
    if (parsed) {
      ASSERT_EQ(*parse_json(print_json(*parsed)), *parsed);
    } else {
      ASSERT_TRUE(parsed.error().message.starts_with("line "));
    }
  }
}

}  // namespace
}  // namespace asyncsim
