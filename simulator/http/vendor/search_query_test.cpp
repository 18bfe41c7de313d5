#include "http/vendor/search_query.h"

#include <gtest/gtest.h>

namespace asyncsim::vendor {
namespace {

TEST(SearchQuery, AUrlOfAQueryHasQFirstAndThenTheRestAsSent) {
  const auto query = Json::parse(R"({"num":"100","q":"pizza & pasta","hl":"en","gl":"au"})");
  EXPECT_EQ(search_url(query),
            "https://www.google.com/search?q=pizza%20%26%20pasta&num=100&hl=en&gl=au");
  const auto odd = Json::parse(R"({"keyword":"a","num":3,"safe":true,"x":null,"y":[1],"a&b":"="})");
  EXPECT_EQ(search_url(odd), "https://www.google.com/search?q=a&num=3&safe=true&a%26b=%3D");
}

TEST(SearchQuery, ReadsBackTheUrlThatItMakes) {
  SearchQuery query;
  query.q = "caf\xc3\xa9 + 100%";
  query.gl = "fr";
  query.hl = "fr-CA";
  query.num = 25;
  query.start = 50;
  JobRequest request;
  request.url = search_url(query);
  const auto read = search_queries(request);
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].q, query.q);
  EXPECT_EQ(read[0].gl, query.gl);
  EXPECT_EQ(read[0].hl, query.hl);
  EXPECT_EQ(read[0].num, query.num);
  EXPECT_EQ(read[0].start, query.start);
}

TEST(SearchQuery, TheCountryOfTheRequestIsThatOfTheSearcherUnlessItSaysAnother) {
  JobRequest request;
  request.country = "de";
  request.query = R"({"q":"a"})";
  EXPECT_EQ(search_queries(request)[0].gl, "de");
  request.query = R"({"q":"a","gl":"au"})";
  EXPECT_EQ(search_queries(request)[0].gl, "au");
}

TEST(SearchQuery, AWholeNumberMayBeTextAndNothingElseIsOne) {
  EXPECT_EQ(whole_number(7), 7);
  EXPECT_EQ(whole_number("-7"), -7);
  for (const auto* json : {"\"\"", "\" 7\"", "\"7x\"", "\"7.5\"", "7.5", "1e300", "null", "true",
                           "[7]", "\"99999999999999999999\"", "99999999999999999999"}) {
    EXPECT_EQ(whole_number(Json::parse(json)), std::nullopt) << json;
  }
}

}  // namespace
}  // namespace asyncsim::vendor
