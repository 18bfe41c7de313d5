#include "http/vendor/serp_page.h"

#include <gtest/gtest.h>

#include <set>

#include "core/json.h"

namespace asyncsim::vendor {
namespace {

JobRequest query_of(const std::string& json) {
  JobRequest request;
  request.query = json;
  request.url = "https://www.google.com/search?q=sent";
  request.parsed = true;
  return request;
}

JobRequest url_of(const std::string& url) {
  JobRequest request;
  request.url = url;
  request.parsed = true;
  return request;
}

Json parsed(const JobRequest& request, std::uint64_t seed = 1) {
  const auto page = serp_page(request, seed);
  EXPECT_EQ(page.content_type, "application/json");
  return Json::parse(page.body);
}

TEST(SerpPage, ParsedHasTheDocumentedKeysInTheirOrder) {
  const auto json = parsed(query_of(R"({"q":"pizza"})"));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_EQ(keys,
            (std::vector<std::string>{"general", "input", "organic", "perspectives", "knowledge",
                                      "related", "people_also_ask", "pagination"}));
}

TEST(SerpPage, OrganicEntriesAreRankedAndAboutTheQuery) {
  const auto json = parsed(query_of(R"({"q":"pizza"})"));
  ASSERT_EQ(json["organic"].size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    const auto& entry = json["organic"][i];
    EXPECT_EQ(entry["rank"], i + 1);
    EXPECT_TRUE(entry["link"].get<std::string>().starts_with("https://"));
    EXPECT_NE(entry["title"].get<std::string>().find("pizza"), std::string::npos);
    EXPECT_NE(entry["description"].get<std::string>().find("pizza"), std::string::npos);
  }
  EXPECT_EQ(json["input"]["original_url"], "https://www.google.com/search?q=sent");
}

TEST(SerpPage, HonoursNumFrom1To100AndGlAndHl) {
  const auto size = [](const std::string& num) {
    return parsed(query_of(R"({"q":"a","num":)" + num + "}"))["organic"].size();
  };
  EXPECT_EQ(size("1"), 1U);
  EXPECT_EQ(size("\"100\""), 100U);
  EXPECT_EQ(size("101"), 100U);
  EXPECT_EQ(size("0"), 1U);
  EXPECT_EQ(size("\"many\""), 10U);
  const auto json = parsed(query_of(R"({"q":"pizza","hl":"de","gl":"au"})"));
  EXPECT_EQ(json["general"]["language"], "de");
  EXPECT_EQ(json["general"]["country"], "au");
}

TEST(SerpPage, PagesOfOneSearchJoinWithoutGapOrRepetition) {
  const auto all = parsed(query_of(R"({"q":"pizza","num":20})"))["organic"];
  const auto second = parsed(query_of(R"({"q":"pizza","start":10})"))["organic"];
  std::set<std::string> links;
  for (const auto& entry : all) links.insert(entry["link"].get<std::string>());
  EXPECT_EQ(links.size(), 20U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(second[i]["link"], all[i + 10]["link"]);
  const auto pagination = parsed(query_of(R"({"q":"pizza","start":10})"))["pagination"];
  EXPECT_EQ(pagination["current_page"], 2);
  EXPECT_EQ(pagination["next_page_start"], 20);
  EXPECT_EQ(pagination["next_page_link"],
            "https://www.google.com/search?q=pizza&gl=us&hl=en&num=10&start=20");
}

TEST(SerpPage, TakesTheSearchFromASearchUrl) {
  const auto json = parsed(
      url_of("https://www.google.com/search?q=two+words&hl=fr&gl=ca&num=3&start=3&brd_json=1"));
  EXPECT_EQ(json["general"]["query"], "two words");
  EXPECT_EQ(json["general"]["language"], "fr");
  EXPECT_EQ(json["general"]["country"], "ca");
  EXPECT_EQ(json["organic"].size(), 3U);
  EXPECT_EQ(json["pagination"]["current_page"], 2);
}

TEST(SerpPage, SearchesForAUrlThatIsNoSearch) {
  EXPECT_EQ(parsed(url_of("https://shop.example/p"))["general"]["query"], "https://shop.example/p");
}

TEST(SerpPage, AnotherSeedFindsOtherResults) {
  const auto request = query_of(R"({"q":"pizza"})");
  EXPECT_EQ(parsed(request, 1), parsed(request, 1));
  EXPECT_NE(parsed(request, 1)["organic"], parsed(request, 2)["organic"]);
}

TEST(SerpPage, MultiIsAnArrayOfTheTwo) {
  const auto json = parsed(query_of(R"([{"keyword":"pizza","num":3},{"keyword":"pasta"}])"));
  ASSERT_TRUE(json.is_array());
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(json[0]["general"]["query"], "pizza");
  EXPECT_EQ(json[0]["organic"].size(), 3U);
  EXPECT_EQ(json[1]["general"]["query"], "pasta");
  EXPECT_EQ(json[1]["organic"].size(), 10U);
}

TEST(SerpPage, NotParsedIsHtmlThatTheQueryCannotBreak) {
  auto request = query_of(R"({"q":"<script>\"&","hl":"\"><b>","num":2})");
  request.parsed = false;
  const auto page = serp_page(request, 1);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page.body.find("<script>"), std::string::npos);
  EXPECT_EQ(page.body.find("<b>"), std::string::npos);
  EXPECT_NE(page.body.find("&lt;script&gt;&quot;&amp; - Google Search"), std::string::npos);
}

TEST(SerpPage, AVeryLongUrlDoesNotMakeAHugePage) {
  const auto page = serp_page(url_of("https://a/?num=100&q=" + std::string(60'000, 'x')), 1);
  EXPECT_LT(page.body.size(), 2'000'000U);
}

TEST(SerpPage, ReadsAnyQueryTextWithoutFailing) {
  for (const auto* query : {"", "[]", "[1,2]", "7", "not json", "{}", R"({"q":7,"num":null})"}) {
    EXPECT_EQ(parsed(query_of(query))["organic"].size(), 10U) << query;
  }
}

}  // namespace
}  // namespace asyncsim::vendor
