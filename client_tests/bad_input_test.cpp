// Bad input: the 4xx that fits, in the shape of the API it came to; the server lives and nothing
// changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

using testing::HasSubstr;

constexpr const char* kSubmit = "/unblocker/req?zone=web_unlocker1";

class BadInput : public testing::Test {
 protected:
  BadInput() { client_.submit_url("https://shop.example/before"); }

  /// All that an account shows of its state.
  std::string world() {
    std::string shown;
    for (const auto* part : {"/clock", "/jobs", "/webhooks", "/ledger", "/scenario"}) {
      shown += client_.control(part).dump() + '\n';
    }
    return shown;
  }

  /// Does `call`, which must be answered and leave the world as it was.
  template <class Call>
  Answer unchanged_by(Call call) {
    const auto before = world();
    const Answer answer = call();
    EXPECT_EQ(client_.get("/_sim/health").status, 200) << "the server is gone";
    EXPECT_EQ(world(), before);
    return answer;
  }

  Answer submit(const std::string& body, const std::string& target = kSubmit) {
    return unchanged_by([&] { return client_.post(target, body); });
  }

  void expect_validation(const std::string& body, const std::string& field) {
    const auto answer = submit(body);
    EXPECT_EQ(answer.status, 400) << body.substr(0, 200);
    const auto error = answer.json();
    EXPECT_EQ(error.value("error", ""), "Request validation failed") << answer.body;
    EXPECT_EQ(error.value("error_code", ""), "validation");
    ASSERT_FALSE(error.value("details", Json::array()).empty()) << answer.body;
    const auto& detail = error.at("details").at(0);
    EXPECT_EQ(detail.at("path").at(0), field);
    EXPECT_THAT(detail.at("message").get<std::string>(), HasSubstr(field));
    EXPECT_TRUE(detail.contains("type"));
    EXPECT_TRUE(detail.contains("context"));
  }

  /// A control call that must be refused in our shape, for a reason that names `word`.
  void expect_refused(int status, const std::string& method, const std::string& target,
                      const std::string& body, const std::string& word = "",
                      const httplib::Headers& headers = {}) {
    const auto answer =
        unchanged_by([&] { return client_.send(method, "/_sim" + target, body, headers); });
    EXPECT_EQ(answer.status, status) << method << ' ' << target << ' ' << body.substr(0, 200);
    const auto error = answer.json().value("error", Json());
    for (const auto* key : {"code", "message", "hint"}) EXPECT_TRUE(error.contains(key)) << key;
    EXPECT_THAT(answer.body, HasSubstr(word));
  }

  Server server_;
  VendorClient client_{server_.url()};
};

std::string nested(int depth) { return std::string(static_cast<std::size_t>(depth), '['); }

std::string closed(int depth) {
  return nested(depth) + std::string(static_cast<std::size_t>(depth), ']');
}

TEST_F(BadInput, ASubmitThatIsNoJsonObjectIs400) {
  for (const auto* body : {"", "{", "nonsense", "[]", "42", "\"text\"", "null", "{\"url\":}",
                           R"({"url":"https://a.example"} trailing)", R"({"url":1e999999})",
                           "{\"url\":\"https://a.example/\xff\"}", "{\"url\":\"\xed\xa0\x80\"}",
                           R"({"url":"https://a.example","url":"https://b.example"})"}) {
    EXPECT_EQ(submit(body).status, 400) << body;
  }
}

TEST_F(BadInput, JsonDeeperThan64Is400AndTheStackHolds) {
  EXPECT_EQ(submit(nested(100'000)).status, 400);
  EXPECT_EQ(submit(R"({"url":"https://a.example","x":)" + closed(64) + "}").status, 400);
  EXPECT_EQ(submit(R"({"url":"https://a.example","x":)" + closed(100'000) + "}").status, 400);
  expect_refused(400, "POST", "/clock/advance", R"({"by":)" + closed(100'000) + "}");
  expect_refused(400, "PUT", "/scenario", nested(100'000));
}

TEST_F(BadInput, AMissingOrWrongFieldIsNamedAsTheVendorDoes) {
  expect_validation("{}", "url");
  for (const auto* url : {"1", "null", "true", "[]", "{}", R"("")", R"("no url")",
                          R"("ftp://a.example")", "1e300", "-1"}) {
    expect_validation(R"({"url":)" + std::string(url) + "}", "url");
  }
  for (const auto* webhook : {R"("not a url")", R"("ftp://a.example/hook")", "7", "{}",
                              R"("http://")", R"("//host/path")"}) {
    expect_validation(R"({"url":"https://a.example","webhook_url":)" + std::string(webhook) + "}",
                      "webhook_url");
  }
  expect_validation(R"({"url":"https://a.example","webhook_method":"BREW"})", "webhook_method");
  expect_validation(R"({"url":"https://a.example","country":17})", "country");
  expect_validation(R"({"url":"https://a.example","headers":"none"})", "headers");
}

TEST_F(BadInput, AnUnknownOrMissingZoneIs400InTheVendorsWords) {
  const auto unknown = submit(R"({"url":"https://a.example"})", "/unblocker/req?zone=prices_eu");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.body, "zone \"prices_eu\" not found");
  EXPECT_THAT(unknown.header("x-asyncsim-hint"), HasSubstr("web_unlocker1"));
  const auto missing = submit(R"({"url":"https://a.example"})", "/unblocker/req");
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(missing.body, "Missing zone parameter");
}

TEST_F(BadInput, AZoneNameThatWouldSplitTheAnswerDoesNot) {
  const auto answer = submit(R"({"url":"https://a.example"})",
                             "/unblocker/req?zone=a%0d%0ax-injected:%20yes%0d%0a%0d%0abody");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.header("x-injected"), "");
}

TEST_F(BadInput, ABodyOfTenMebibytesAndOneByteIs413) {
  const std::string head = R"({"url":"https://a.example","x":")";
  const std::size_t limit = 10 * 1024 * 1024;
  const auto padded = [&](std::size_t size) {
    return head + std::string(size - head.size() - 2, 'x') + "\"}";
  };
  EXPECT_EQ(submit(padded(limit + 1)).status, 413);
  EXPECT_EQ(client_.post(kSubmit, padded(limit)).status, 200);
}

TEST_F(BadInput, AReadWithoutOrWithAnUnknownIdIsAnsweredAsDocumented) {
  const auto get = [&](const std::string& target) {
    return unchanged_by([&] { return client_.get(target); });
  };
  const auto missing = get("/unblocker/get_result");
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(missing.body, "Bad Request");
  for (const auto& id : {std::string("abc123-def456-ghi789"), std::string(1000, 'a'),
                         std::string("%00"), std::string("s1w6t1767178652120riov16c63ojg")}) {
    const auto unknown = get("/unblocker/get_result?response_id=" + id);
    EXPECT_EQ(unknown.status, 404) << id;
    EXPECT_EQ(unknown.body, "Result not found");
    EXPECT_NE(unknown.header("x-asyncsim-hint"), "");
  }
}

TEST_F(BadInput, WithoutAGoodKeyEveryVendorCallIs401) {
  VendorClient nobody(server_.url(), "");
  VendorClient wrong(server_.url(), "invalid-key");
  for (auto* client : {&nobody, &wrong}) {
    const auto submitted =
        unchanged_by([&] { return client->post(kSubmit, R"({"url":"https://a.example"})"); });
    EXPECT_EQ(submitted.status, 401);
    EXPECT_NE(submitted.header("x-asyncsim-hint"), "");
    EXPECT_EQ(unchanged_by([&] { return client->poll("x"); }).status, 401);
  }
  EXPECT_EQ(wrong.poll("x").body, "Invalid token");
  const httplib::Headers basic = {{"Authorization", "Basic dXNlcjpwYXNz"}};
  EXPECT_EQ(unchanged_by([&] { return nobody.get("/unblocker/get_result", basic); }).status, 401);
}

TEST_F(BadInput, OnlyListedKeysGetIn) {
  Server strict(kManualCi + Words{"--allow-key", "listed-key-1", "--allow-key", "listed-key-2"});
  VendorClient listed(strict.url(), "listed-key-2");
  listed.submit_url("https://a.example");
  VendorClient unlisted(strict.url(), "another-key");
  EXPECT_EQ(unlisted.poll("x").status, 401);
}

TEST_F(BadInput, AnAdvanceByNoSpanOrTheWrongOneIs400) {
  for (const auto* by : {"-1h", "1e300h", "1", "", "h", "1 h", "1h1h", "NaN", "1h-1m",
                         "99999999999999999999d", "1w", "0x1h"}) {
    expect_refused(400, "POST", "/clock/advance", Json{{"by", by}}.dump());
  }
  for (const auto* body : {"{", "[]", "{}", R"({"by":3600})", R"({"by":null})", R"({"by":1e300})",
                           R"({"by":"1h","to":"2026-01-06T00:00:00Z"})", R"({"to":"yesterday"})",
                           R"({"to":"2026-01-05T08:59:59.999Z"})", R"({"until":"doomsday"})",
                           R"({"to":"9999-01-01T00:00:00Z"})", R"({"by":"1h","by":"2h"})",
                           R"({"bye":"1h"})", R"({"by":"1h","budget":"-1s"})"}) {
    expect_refused(400, "POST", "/clock/advance", body);
  }
  expect_refused(400, "POST", "/clock/advance?by=-1h", "", "-1h");
  expect_refused(404, "POST", "/clock/advance", R"({"until":{"job":"no-such-job"}})");
}

TEST_F(BadInput, AClockOutOfRangeIs400) {
  for (const auto* clock : {R"({"speed":0})", R"({"speed":-1})", R"({"speed":1e300})",
                            R"({"speed":"fast"})", R"({"speed":1000001})", R"({"speed":0.0009})",
                            R"({"mode":"warp"})", "{}", "[]", R"({"mode":7})"}) {
    expect_refused(400, "PUT", "/clock", clock);
  }
}

TEST_F(BadInput, AScenarioWithFaultsIs400AndTheWorldStays) {
  expect_refused(400, "PUT", "/scenario", R"({"sede":1})", "seed");
  expect_refused(400, "PUT", "/scenario", R"({"seed":-1})", "seed");
  expect_refused(400, "PUT", "/scenario", R"({"zones":{"a":{"latency":{"fixed":30}}}})", "fixed");
  expect_refused(400, "PUT", "/scenario", R"({"zones":{"a":{"success_rate":2}}})", "success_rate");
  expect_refused(400, "PUT", "/scenario", "not json");
}

TEST_F(BadInput, AJobVerbOnNoJobIs404AndAnUnknownCodeIs400) {
  expect_refused(404, "GET", "/jobs/no-such-job", "");
  expect_refused(404, "POST", "/jobs/no-such-job/complete", "");
  const auto id = client_.control("/jobs").at("jobs").at(0).at("id").get<std::string>();
  expect_refused(400, "POST", "/jobs/" + id + "/fail?code=bad_luck", "", "reject_block");
  expect_refused(400, "POST", "/jobs/" + id + "/delay?by=-5s", "", "-5s");
  expect_refused(400, "GET", "/jobs?limit=0", "", "limit");
  expect_refused(400, "GET", "/jobs?limit=10001", "", "limit");
  expect_refused(400, "GET", "/jobs?state=lost", "", "pending");
}

TEST_F(BadInput, AForeignOriginOrHostMayNotTouchTheControlApi) {
  for (const auto* origin : {"https://evil.example", "null", "http://localhost.evil.example"}) {
    const httplib::Headers headers = {{"Origin", origin}};
    expect_refused(403, "POST", "/reset", "", "", headers);
    expect_refused(403, "POST", "/clock/advance", R"({"by":"1h"})", "", headers);
    expect_refused(403, "GET", "/jobs", "", "", headers);
  }
  const httplib::Headers rebound = {{"Host", "evil.example"}};
  expect_refused(403, "POST", "/reset", "", "", rebound);
  EXPECT_EQ(client_.get("/_sim/health", rebound).status, 200);
}

TEST_F(BadInput, NoGetChangesState) {
  const auto get = [&](const std::string& target) {
    return unchanged_by([&] { return client_.get(target); });
  };
  EXPECT_EQ(get("/_sim/reset").status, 405);
  const auto wrong_method = get("/_sim/clock/advance?by=1h");
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_THAT(wrong_method.header("allow"), HasSubstr("POST"));
  EXPECT_EQ(get("/_sim/no-such-call").status, 404);
  EXPECT_EQ(get("/no-such-call").status, 404);
}

TEST_F(BadInput, BeyondATokenNothingIsControlled) {
  Server guarded(kManualCi + Words{"--control-token", "s3cret-token"});
  VendorClient client(guarded.url());
  EXPECT_EQ(client.post("/_sim/reset").status, 401);
  EXPECT_EQ(client.send("POST", "/_sim/reset", "", {{"X-Control-Token", "wrong"}}).status, 401);
  EXPECT_EQ(client.send("POST", "/_sim/reset", "", {{"X-Control-Token", "s3cret-token"}}).status,
            200);
  EXPECT_EQ(client.get("/_sim/health").status, 200);
  EXPECT_EQ(client.submit_url("https://a.example").empty(), false);
}

TEST_F(BadInput, AnAccountDeletedByItsOwnKeyIsNotOpenedAgainByThat) {
  client_.submit_url("https://shop.example/p/1");
  const auto handle = client_.get("/_sim/clock").header("x-sim-account");
  EXPECT_EQ(client_.send("DELETE", "/_sim/accounts/" + handle).status, 200);
  EXPECT_EQ(client_.control("/accounts").at("accounts"), Json::array());
  EXPECT_EQ(client_.send("DELETE", "/_sim/accounts/" + handle).status, 404);
  EXPECT_EQ(client_.control("/accounts").at("accounts"), Json::array());
}

TEST_F(BadInput, APatchTooLargeOrOfTooManyKeysIs400AndTheWorldStays) {
  std::string many = "{";
  for (int i = 0; i <= 2'000; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  const auto before = world();
  EXPECT_THAT(client_.send("PATCH", "/_sim/scenario", many + "\"z\":1}").body,
              HasSubstr("more than 2000 members"));
  EXPECT_THAT(client_.send("PATCH", "/_sim/scenario", std::string(1024 * 1024 + 1, ' ')).body,
              HasSubstr("larger than 1 MiB"));
  EXPECT_EQ(world(), before);
}

}  // namespace
}  // namespace client_tests
