#include "http/vendor/submit_request.h"

#include <gtest/gtest.h>

#include "core/json.h"

namespace asyncsim::vendor {
namespace {

constexpr std::string_view kTarget = "/unblocker/req?customer=hl_1&zone=z";

std::variant<ParsedSubmit, VendorError> parse(std::string_view body,
                                              Product family = Product::unlocker,
                                              std::string_view target = kTarget) {
  http::Request request;
  request.method = "POST";
  request.target = target;
  request.body = body;
  return parse_submit(request, family);
}

JobRequest accepted(std::string_view body) {
  const auto parsed = parse(body);
  if (const auto* submit = std::get_if<ParsedSubmit>(&parsed)) return submit->request;
  ADD_FAILURE() << body << " -> " << std::get<VendorError>(parsed).body;
  return {};
}

VendorError refused(std::string_view body, Product family = Product::unlocker,
                    std::string_view target = kTarget) {
  const auto parsed = parse(body, family, target);
  if (const auto* error = std::get_if<VendorError>(&parsed)) return *error;
  ADD_FAILURE() << body << " was accepted";
  return {};
}

/// "type message" of each detail of the refusal, one a line.
std::string details(std::string_view body, Product family = Product::unlocker) {
  const auto error = refused(body, family);
  EXPECT_EQ(error.status, 400);
  EXPECT_EQ(error.content_type, "application/json");
  const auto json = Json::parse(error.body);
  EXPECT_EQ(json["error"], "Request validation failed");
  EXPECT_EQ(json["error_code"], "validation");
  std::string text;
  for (const auto& detail : json["details"]) {
    if (!text.empty()) text += "\n";
    text += detail["type"].get<std::string>() + " " + detail["message"].get<std::string>();
  }
  return text;
}

std::string with(const std::string& field) {
  return R"({"url":"https://example.com",)" + field + "}";
}

TEST(SubmitRequest, ReadsEveryFieldThatAJobKeeps) {
  const auto job = accepted(R"({"url":"https://example.com?foo=bar","method":"post",
      "headers":{"a":"b"},"body":{"x":1},"country":"US","webhook_url":"http://hook.example/h?x=1",
      "webhook_method":"GET","webhook_data":{"n":[1,null]},"debug":true,"format":"json",
      "data_format":"markdown","render":true,"flags":[1],"zone":7,"anything":{"else":1}})");
  EXPECT_EQ(job.url, "https://example.com?foo=bar");
  EXPECT_EQ(job.method, "POST");
  EXPECT_EQ(job.country, "US");
  EXPECT_EQ(job.webhook_url, "http://hook.example/h?x=1");
  EXPECT_EQ(job.webhook_method, HookMethod::get);
  EXPECT_EQ(job.webhook_data, R"({"n":[1,null]})");
  EXPECT_TRUE(job.debug);
  EXPECT_EQ(job.format, ResultFormat::json);
  EXPECT_EQ(job.data_format, "markdown");
  EXPECT_EQ(job.query, "");
  EXPECT_FALSE(job.parsed);
  EXPECT_EQ(job.units, 1);
}

TEST(SubmitRequest, WhatIsNotSentKeepsItsDefault) {
  JobRequest expected;
  expected.url = "https://example.com";
  EXPECT_EQ(accepted(R"({"url":"https://example.com"})"), expected);
  EXPECT_EQ(accepted(R"({"url":"https://example.com","country":null,"webhook_method":"POST"})")
                .webhook_method,
            HookMethod::post);
}

TEST(SubmitRequest, ThePublishedSamplesAreAccepted) {
  const auto query =
      accepted(R"({"country":"us","query":{"q":"pizza","num":"100","hl":"en","gl":"au"}})");
  EXPECT_EQ(query.url, "https://www.google.com/search?q=pizza&num=100&hl=en&gl=au");
  EXPECT_EQ(query.query, R"({"q":"pizza","num":"100","hl":"en","gl":"au"})");
  EXPECT_FALSE(query.parsed);
  EXPECT_EQ(accepted(R"({"url":"https://example.com?foo=bar","country":"us"})").country, "us");
}

TEST(SubmitRequest, TheZoneOfTheQueryWinsOverThatOfTheBody) {
  const auto zone = [](std::string_view target, std::string_view body) {
    const auto parsed = parse(body, Product::unlocker, target);
    return std::holds_alternative<ParsedSubmit>(parsed) ? std::get<ParsedSubmit>(parsed).zone : "?";
  };
  EXPECT_EQ(zone("/r?zone=a%20b", with(R"("zone":"c")")), "a b");
  EXPECT_EQ(zone("/r", with(R"("zone":"c")")), "c");
  EXPECT_EQ(zone("/r?zone=", with(R"("zone":"c")")), "c");
}

TEST(SubmitRequest, WithoutAZoneTheTextIsTheVendorsOwn) {
  for (const auto* body : {R"({"url":"https://a"})", R"({"url":5})", "{}", R"({"zone":""})"}) {
    const auto error = refused(body, Product::unlocker, "/unblocker/req?zone=");
    EXPECT_EQ(error.status, 400);
    EXPECT_EQ(error.code, "missing_zone");
    EXPECT_EQ(error.body, "Missing zone parameter");
  }
  const auto wrong = refused(R"({"zone":5,"url":"https://a"})", Product::serp, "/serp/req");
  EXPECT_EQ(wrong.code, "validation");
  EXPECT_NE(wrong.body.find("string.base"), std::string::npos);
}

TEST(SubmitRequest, AZoneHasAtMost256Characters) {
  const auto target = "/r?zone=" + std::string(256, 'z');
  EXPECT_TRUE(
      std::holds_alternative<ParsedSubmit>(parse(R"({"url":"https://a"})", Product::serp, target)));
  EXPECT_EQ(refused(R"({"url":"https://a"})", Product::serp, target + "z").code, "validation");
}

TEST(SubmitRequest, AWrongUrlIsAnsweredInTheVendorsShape) {
  const auto error = refused(R"({"url":"not a url"})");
  EXPECT_EQ(error.code, "validation");
  EXPECT_EQ(Json::parse(error.body), Json::parse(R"({"error":"Request validation failed",
      "error_code":"validation","details":[{"message":"\"url\" must be a valid uri",
      "path":["url"],"type":"string.uri",
      "context":{"label":"url","key":"url","value":"not a url"}}]})"));
  EXPECT_EQ(error.hint, "url: begin with http:// or https://");
}

TEST(SubmitRequest, OneOfUrlQueryAndMultiIsRequired) {
  EXPECT_EQ(details("{}"), "any.required \"url\" is required");
  EXPECT_EQ(details("{}", Product::serp),
            "object.missing \"value\" must contain at least one of [url, query, multi]");
  EXPECT_NE(refused("{}").hint, "");
}

TEST(SubmitRequest, AllFaultsAreToldTogether) {
  EXPECT_EQ(details(R"({"country":5,"debug":"yes"})"),
            "any.required \"url\" is required\n"
            "string.base \"country\" must be a string\n"
            "boolean.base \"debug\" must be a boolean");
}

TEST(SubmitRequest, EachFieldOfAWrongTypeOrValueIsNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {R"("country":"")", "string.empty \"country\" is not allowed to be empty"},
      {R"("country":"usa")", "string.length \"country\" length must be 2 characters long"},
      {R"("country":"1a")",
       "string.pattern.base \"country\" with value \"1a\" fails to match the required pattern: "
       "/^[a-z]{2}$/i"},
      {R"("method":7)", "string.base \"method\" must be a string"},
      {R"("headers":[])", "object.base \"headers\" must be of type object"},
      {R"("body":[1])", "alternatives.types \"body\" must be one of [string, object]"},
      {R"("webhook_url":"ftp://x")",
       "string.uriCustomScheme \"webhook_url\" must be a valid uri with a scheme matching the "
       "http|https pattern"},
      {R"("webhook_url":null)", "string.base \"webhook_url\" must be a string"},
      {R"("webhook_method":"PUT")", "any.only \"webhook_method\" must be one of [GET, POST]"},
      {R"("format":"xml")", "any.only \"format\" must be one of [raw, json]"},
      {R"("format":1)", "any.only \"format\" must be one of [raw, json]"},
      {R"("data_format":{})", "string.base \"data_format\" must be a string"},
      {R"("brd_json":2)", "any.only \"brd_json\" must be one of [1, json, html]"},
      {R"("query":"pizza")", "object.base \"query\" must be of type object"},
      {R"("query":{})", "any.required \"query.q\" is required"},
      {R"("query":{"q":""})", "string.empty \"query.q\" is not allowed to be empty"},
      {R"("query":{"q":1})", "string.base \"query.q\" must be a string"},
      {R"("query":{"q":"a","num":"x"})", "number.base \"query.num\" must be a number"},
      {R"("query":{"q":"a","num":1.5})", "number.integer \"query.num\" must be an integer"},
      {R"("query":{"q":"a","num":0})",
       "number.min \"query.num\" must be greater than or equal to 1"},
      {R"("query":{"q":"a","start":-1})",
       "number.min \"query.start\" must be greater than or equal to 0"},
      {R"("query":{"q":"a","start":1000001})",
       "number.max \"query.start\" must be less than or equal to 1000000"},
      {R"("multi":{})", "array.base \"multi\" must be an array"},
      {R"("multi":[{"keyword":"a"}])", "array.length \"multi\" must contain 2 items"},
      {R"("multi":[{"keyword":"a"},{"keyword":"b"},{"keyword":"c"}])",
       "array.length \"multi\" must contain 2 items"},
      {R"("multi":[{"keyword":"a"},5])", "object.base \"multi[1]\" must be of type object"},
      {R"("multi":[{"keyword":"a"},{}])", "any.required \"multi[1].keyword\" is required"},
  };
  for (const auto& [field, expected] : cases) EXPECT_EQ(details(with(field)), expected) << field;
}

TEST(SubmitRequest, PathAndContextLeadToTheElement) {
  const auto body = refused(with(R"("multi":[{"keyword":"a"},{"keyword":5}])")).body;
  EXPECT_EQ(Json::parse(body)["details"][0],
            Json::parse(R"({"message":"\"multi[1].keyword\" must be a string",
                "path":["multi",1,"keyword"],"type":"string.base",
                "context":{"label":"multi[1].keyword","key":"keyword","value":5}})"));
  EXPECT_EQ(
      Json::parse(refused(with(R"("format":"xml")")).body)["details"][0]["context"],
      Json::parse(R"({"valids":["raw","json"],"label":"format","key":"format","value":"xml"})"));
}

TEST(SubmitRequest, AnEchoedValueIsCutTo100Characters) {
  const auto echoed = [](const std::string& value) {
    const auto body = refused(R"({"url":)" + value + "}").body;
    return Json::parse(body)["details"][0]["context"]["value"];
  };
  EXPECT_EQ(echoed('"' + std::string(100, 'x') + '"'), std::string(100, 'x'));
  EXPECT_EQ(echoed('"' + std::string(101, 'x') + '"'), std::string(100, 'x'));
  EXPECT_EQ(echoed("[1,2]"), Json::parse("[1,2]"));
  EXPECT_EQ(echoed("[\"" + std::string(200, 'x') + "\"]"), "[\"" + std::string(98, 'x'));
}

TEST(SubmitRequest, TextsAreBoundedOnBothSidesOfTheEdge) {
  const auto url = [](std::size_t size) {
    return R"({"url":"https://a/)" + std::string(size - 10, 'x') + "\"}";
  };
  EXPECT_EQ(accepted(url(65'536)).url.size(), 65'536U);
  EXPECT_EQ(details(url(65'537)),
            "string.max \"url\" length must be less than or equal to 65536 characters long");
  const auto data = [](std::size_t size) {
    return with(R"("webhook_data":")" + std::string(size - 2, 'x') + "\"");
  };
  EXPECT_EQ(accepted(data(65'536)).webhook_data.size(), 65'536U);
  EXPECT_EQ(details(data(65'537)),
            "binary.max \"webhook_data\" must be less than or equal to 65536 bytes");
  const auto q = [](std::size_t size) {
    return R"({"query":{"q":")" + std::string(size, 'x') + "\"}}";
  };
  EXPECT_NE(accepted(q(2'048)).query, "");
  EXPECT_EQ(details(q(2'049)),
            "string.max \"query.q\" length must be less than or equal to 2048 characters long");
}

TEST(SubmitRequest, BrdJsonAsksForParsedResultsWhereverItStands) {
  for (const auto* flag : {"1", "\"1\"", "\"json\"", "\"html\""}) {
    const std::string text(flag);
    EXPECT_TRUE(accepted(with("\"brd_json\":" + text)).parsed) << text;
    EXPECT_TRUE(accepted(R"({"query":{"q":"a","brd_json":)" + text + "}}").parsed) << text;
  }
  EXPECT_TRUE(accepted(R"({"url":"https://www.google.com/search?q=a&brd_json=1"})").parsed);
  EXPECT_TRUE(accepted(R"({"url":"https://www.google.com/search?brd_json=json&q=a"})").parsed);
  EXPECT_FALSE(accepted(R"({"url":"https://www.google.com/search?q=a&brd_json=0"})").parsed);
  EXPECT_FALSE(accepted(R"({"url":"https://www.google.com/search?q=a#brd_json=1"})").parsed);
  EXPECT_FALSE(accepted(R"({"query":{"q":"a"}})").parsed);
}

TEST(SubmitRequest, MultiIsTwoSearchesBilledAsTwo) {
  const auto job = accepted(R"({"multi":[{"keyword":"pizza","num":20},{"keyword":"pasta"}]})");
  EXPECT_EQ(job.units, 2);
  EXPECT_TRUE(job.parsed);
  EXPECT_EQ(job.query, R"([{"keyword":"pizza","num":20},{"keyword":"pasta"}])");
  EXPECT_EQ(job.url, "https://www.google.com/search?q=pizza&num=20");
}

TEST(SubmitRequest, AUrlBesideAQueryIsKeptAndTheQuerySearched) {
  const auto job = accepted(with(R"("query":{"q":"pizza"})"));
  EXPECT_EQ(job.url, "https://example.com");
  EXPECT_EQ(job.query, R"({"q":"pizza"})");
}

TEST(SubmitRequest, MultiGoesBeforeQuery) {
  const auto job = accepted(R"({"query":{"q":"x"},"multi":[{"keyword":"a"},{"keyword":"b"}]})");
  EXPECT_EQ(job.query, R"([{"keyword":"a"},{"keyword":"b"}])");
}

TEST(SubmitRequest, AUrlThatAsksTheSimulatorForWhatItDoesNotKnowIsRefused) {
  EXPECT_EQ(details(R"({"url":"https://sim.test/latency/abc"})"),
            "any.invalid \"url\" contains an invalid value");
  EXPECT_EQ(details(R"({"query":{"q":"sim.test/polls/0"}})"),
            "any.invalid \"query.q\" contains an invalid value");
  EXPECT_EQ(details(R"({"multi":[{"keyword":"sim.test/x/1"},{"keyword":"a"}]})"),
            "any.invalid \"multi\" contains an invalid value");
}

TEST(SubmitRequest, ABodyThatIsNoJsonObjectIsRefused) {
  for (const auto* body : {"", "{", "{\"url\":\"https://a\"} x", "{\"url\":1,\"url\":2}", "\xff",
                           "{\"url\":\"\xc3\x28\"}"}) {
    const auto error = refused(body);
    EXPECT_EQ(error.status, 400);
    EXPECT_EQ(error.code, "malformed_json") << body;
    EXPECT_EQ(details(body), "object.base \"value\" must be of type object");
    EXPECT_NE(error.hint, "");
  }
  EXPECT_EQ(refused(std::string(100'000, '[')).code, "malformed_json");
  for (const auto* body : {"[]", "null", "5", "\"x\""}) {
    EXPECT_EQ(details(body), "object.base \"value\" must be of type object");
    EXPECT_EQ(refused(body).code, "validation");
  }
}

TEST(SubmitRequest, ATrailingCommaIsRefusedAndTheHintSaysWhere) {
  const auto error = refused("{\n  \"url\": \"https://example.com\",\n}");
  EXPECT_EQ(error.code, "trailing_comma");
  EXPECT_NE(error.hint.find("line 3"), std::string::npos) << error.hint;
  EXPECT_NE(error.hint.find("trailing comma"), std::string::npos) << error.hint;
}

TEST(SubmitRequest, OnlyATrailingCommaIsCalledOne) {
  EXPECT_EQ(refused("{\"url\": }").hint.find("remove the trailing comma"), std::string::npos);
}

}  // namespace
}  // namespace asyncsim::vendor
