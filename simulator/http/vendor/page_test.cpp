#include "http/vendor/page.h"

#include <gtest/gtest.h>

#include "core/json.h"

namespace asyncsim::vendor {
namespace {

Job job_for(const std::string& url, const Zone& zone) {
  Job job;
  job.zone = std::make_shared<const Zone>(zone);
  job.state = JobState::ready;
  job.request.url = url;
  return job;
}

const Zone& unlocker() {
  static const Zone zone = default_zone("web_unlocker1", Product::unlocker);
  return zone;
}

const Zone& serp() {
  static const Zone zone = default_zone("serp1", Product::serp);
  return zone;
}

Json product_of(const Page& page) {
  const std::string open = "<script type=\"application/ld+json\">";
  const auto from = page.body.find(open) + open.size();
  return Json::parse(page.body.substr(from, page.body.find("</script>") - from));
}

TEST(Page, NamesItsUrlAndCarriesAProductWithAPrice) {
  const auto page = make_page(job_for("https://shop.example/p/1", unlocker()), 1);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(page.body.starts_with("<!DOCTYPE html>"));
  EXPECT_NE(page.body.find("<a href=\"https://shop.example/p/1\">"), std::string::npos);
  const auto product = product_of(page);
  EXPECT_EQ(product["@type"], "Product");
  EXPECT_EQ(product["url"], "https://shop.example/p/1");
  const auto price = product["offers"]["price"].get<std::string>();
  ASSERT_GE(price.size(), 4U);
  EXPECT_EQ(price[price.size() - 3], '.');
  EXPECT_NE(page.body.find("<p class=\"price\">$" + price + "</p>"), std::string::npos);
}

TEST(Page, IsAPureFunctionOfSeedAndRequest) {
  auto job = job_for("https://shop.example/p/1", unlocker());
  const auto page = make_page(job, 1);
  job.id = "another";
  job.ordinal = 77;
  job.occurrence = 3;
  job.request.debug = true;
  EXPECT_EQ(make_page(job, 1).body, page.body);
  EXPECT_NE(make_page(job, 2).body, page.body);
  const auto other = make_page(job_for("https://shop.example/p/2", unlocker()), 1);
  EXPECT_NE(product_of(other)["sku"], product_of(page)["sku"]);
}

TEST(Page, AUrlCannotBreakOutOfTextAttributeOrScript) {
  const std::string url = "https://a/?x=\"'><script>alert(1)</script>&<!--";
  const auto page = make_page(job_for(url, unlocker()), 1);
  EXPECT_EQ(page.body.find("<script>"), std::string::npos);
  EXPECT_EQ(page.body.find("<!--"), std::string::npos);
  EXPECT_EQ(page.body.find("x=\""), std::string::npos);
  EXPECT_EQ(product_of(page)["url"], url);
}

TEST(Page, ASerpZoneGetsASearchPageForAnyUrl) {
  const auto page = make_page(job_for("https://shop.example/p/1", serp()), 1);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("id=\"search\""), std::string::npos);
  EXPECT_NE(page.body.find("https://shop.example/p/1"), std::string::npos);
}

TEST(Page, AnUnlockerZoneGetsASearchPageForAQueryAndForBrdJson) {
  auto query = job_for("https://www.google.com/search?q=pizza", unlocker());
  query.request.query = R"({"q":"pizza"})";
  EXPECT_NE(make_page(query, 1).body.find("id=\"search\""), std::string::npos);
  auto parsed = job_for("https://www.google.com/search?q=pizza&brd_json=1", unlocker());
  parsed.request.parsed = true;
  EXPECT_EQ(make_page(parsed, 1).content_type, "application/json");
}

TEST(Page, AGivenOneStandsInPlaceOfAnyMadeUp) {
  const Page given{200, "text/plain", "given"};
  EXPECT_EQ(make_page(job_for("https://a.example/", unlocker()), 1, given).body, "given");
  EXPECT_EQ(make_page(job_for("https://a.example/", serp()), 1, given).content_type, "text/plain");
  const auto page = make_page(job_for("https://a.example/#sim/status/503", unlocker()), 1, given);
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body, "given");
}

TEST(Page, HasTheStatusAndTheSizeThatItsUrlAsksFor) {
  const auto missing = make_page(job_for("https://sim.test/status/404", unlocker()), 1);
  EXPECT_EQ(missing.status, 404);
  EXPECT_NE(missing.body.find("Error 404"), std::string::npos);
  for (const std::size_t size : {0u, 1u, 2u, 51u, 52u, 1'000'001u}) {
    auto job = job_for("https://sim.test/body/" + std::to_string(size), unlocker());
    EXPECT_EQ(make_page(job, 1, Page{}).body.size(), size);
    job.request.parsed = true;
    const auto parsed = make_page(job, 1);
    EXPECT_EQ(parsed.body.size(), size);
    EXPECT_TRUE(size == 0 || parse_json(parsed.body)) << size;
  }
}

TEST(Page, WorksWithoutAUrl) {
  EXPECT_NE(make_page(job_for("", unlocker()), 1).body, "");
  EXPECT_NE(make_page(job_for("", serp()), 1).body, "");
}

}  // namespace
}  // namespace asyncsim::vendor
