// The life of one request: submitted, pending, ready, read, gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class Life : public testing::Test {
 protected:
  Server server_;
  VendorClient client_{server_.url()};
};

TEST_F(Life, ARequestIsPendingUntilItsLatencyIsOverThenReadableAgainAndAgain) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  for (int i = 0; i < 2; ++i) {
    const auto pending = client_.poll(id);
    EXPECT_EQ(pending.status, 202);
    EXPECT_EQ(pending.body, kPending);
  }
  client_.advance_by("29999ms");
  EXPECT_EQ(client_.poll(id).status, 202);
  client_.advance_by("1ms");
  const auto first = client_.poll(id);
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.header("content-type"), StartsWith("text/html"));
  EXPECT_THAT(first.body, HasSubstr("https://shop.example/p/1"));
  EXPECT_THAT(first.body, HasSubstr("application/ld+json"));
  EXPECT_THAT(first.body, HasSubstr("price"));
  EXPECT_EQ(client_.poll(id).body, first.body);
}

TEST_F(Life, AnIdHasTheVendorsShapeAndTheSubmitTimeInIt) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  EXPECT_THAT(id, MatchesRegex("s[0-9]+(w[0-9]+)?t1767603600000r[0-9a-z]+"));
  const auto random_part = id.substr(id.rfind('r') + 1);
  EXPECT_GE(random_part.size(), 12U);
  EXPECT_LE(random_part.size(), 14U);
}

TEST_F(Life, TheHeaderThatCarriesTheIdIsLowerCaseOnTheWire) {
  const auto answer =
      client_.post("/unblocker/req?zone=web_unlocker1", R"({"url":"https://a.example"})");
  bool found = false;
  for (const auto& [name, value] : answer.headers) found |= name == "x-response-id";
  EXPECT_TRUE(found);
  EXPECT_THAT(answer.header("content-type"), StartsWith("application/json"));
}

TEST_F(Life, AResultIsThereOneMillisecondBefore48HoursAndGoneAt48Hours) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  client_.advance_by("172799999ms");
  EXPECT_EQ(client_.poll(id).status, 200);
  const auto ran = client_.advance_by("1ms");
  EXPECT_EQ(ran.at("ran").at("expired"), 1);
  const auto gone = client_.poll(id);
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(gone.body, "Result not found");
  EXPECT_THAT(gone.header("x-asyncsim-hint"), HasSubstr("expired"));
}

TEST_F(Life, AJobStillPendingAt48HoursIsGoneToo) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  client_.control_post("/jobs/" + id + "/hold");
  client_.advance_by("172799999ms");
  EXPECT_EQ(client_.poll(id).status, 202);
  client_.advance_by("1ms");
  EXPECT_EQ(client_.poll(id).status, 404);
}

TEST_F(Life, EveryIdIsReadableThroughBothFamilies) {
  const auto unlocker = client_.submit_url("https://shop.example/p/1");
  const auto serp = client_.submit({{"query", {{"q", "pizza"}}}}, kSerpZone, "serp");
  client_.advance_by("1m");
  for (const auto& id : {unlocker, serp}) {
    for (const auto* family : {"unblocker", "serp"}) {
      const auto target = "/" + std::string(family) + "/get_result?response_id=" + id;
      EXPECT_EQ(client_.get(target).status, 200) << target;
      EXPECT_EQ(client_.get(target + "&zone=any&customer=hl_1&output=json").status, 200);
    }
  }
}

TEST_F(Life, AParsedSearchIsBareJsonWithTheDocumentedKeys) {
  const Json body = {{"query", {{"q", "pizza"}, {"gl", "us"}}}, {"brd_json", 1}};
  const auto id = client_.submit(body, kSerpZone, "serp");
  client_.advance_by("1m");
  const auto answer = client_.poll(id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.header("content-type"), StartsWith("application/json"));
  const auto page = answer.json();
  for (const auto* key :
       {"general", "input", "organic", "related", "people_also_ask", "pagination"}) {
    EXPECT_TRUE(page.contains(key)) << key;
  }
  EXPECT_GT(page.at("organic").size(), 0U);
  EXPECT_THAT(answer.body, HasSubstr("pizza"));
}

TEST_F(Life, ASearchNotParsedIsHtml) {
  const auto id = client_.submit({{"query", {{"q", "pizza"}}}}, kSerpZone, "serp");
  client_.advance_by("1m");
  EXPECT_THAT(client_.poll(id).header("content-type"), StartsWith("text/html"));
}

TEST_F(Life, FormatJsonPutsTheResultIntoAnEnvelope) {
  const auto id = client_.submit({{"url", "https://shop.example/p/1"}, {"format", "json"}});
  client_.advance_by("30s");
  const auto envelope = client_.poll(id).json();
  EXPECT_EQ(envelope.at("status_code"), 200);
  EXPECT_TRUE(envelope.at("headers").is_object());
  EXPECT_TRUE(envelope.at("body").is_string());
}

TEST_F(Life, AFailedJobHidesBehindAnEmpty200WithItsCodeInTheHeaders) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  client_.control_post("/jobs/" + id + "/fail?code=navigation_timeout");
  const auto answer = client_.poll(id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.header("x-brd-error-code"), "navigation_timeout");
  EXPECT_NE(answer.header("x-brd-error"), "");
  EXPECT_EQ(client_.job(id).at("state"), "failed");
}

TEST_F(Life, AFailedJobInAnEnvelopeCarries502Inside) {
  const auto id = client_.submit({{"url", "https://shop.example/p/1"}, {"format", "json"}});
  client_.control_post("/jobs/" + id + "/fail?code=reject_block");
  const auto answer = client_.poll(id);
  EXPECT_EQ(answer.status, 200);
  const auto envelope = answer.json();
  EXPECT_EQ(envelope.at("status_code"), 502);
  EXPECT_EQ(envelope.at("headers").at("x-brd-error-code"), "reject_block");
  EXPECT_EQ(envelope.at("body"), "");
}

TEST_F(Life, AnotherAccountsIdIsNotFound) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  VendorClient stranger(server_.url(), "another-key");
  const auto answer = stranger.poll(id);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "Result not found");
}

TEST_F(Life, SubmitsAreBilledAndReadsAreFree) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  client_.advance_by("30s");
  client_.poll(id);
  client_.poll(id);
  const auto ledger = client_.control("/ledger");
  EXPECT_EQ(ledger.at("billed"), 1);
  EXPECT_EQ(ledger.at("retrievals"), 2);
  EXPECT_DOUBLE_EQ(ledger.at("cost_usd"), 0.0015);
}

TEST_F(Life, AResetStartsTheSameWorldWithTheSameIdsAgain) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  client_.advance_by("1h");
  client_.control_post("/reset");
  EXPECT_EQ(client_.now(), "2026-01-05T09:00:00.000Z");
  EXPECT_EQ(client_.poll(id).status, 404);
  EXPECT_EQ(client_.submit_url("https://shop.example/p/1"), id);
}

TEST_F(Life, AJobTellsItsTimesItsFateAndWhy) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  client_.poll(id);
  const auto job = client_.job(id);
  EXPECT_EQ(job.at("state"), "pending");
  EXPECT_EQ(job.at("zone"), kUnlockerZone);
  EXPECT_EQ(job.at("url"), "https://shop.example/p/1");
  EXPECT_EQ(job.at("submitted"), "2026-01-05T09:00:00.000Z");
  EXPECT_EQ(job.at("ready"), "2026-01-05T09:00:30.000Z");
  EXPECT_EQ(job.at("expires"), "2026-01-07T09:00:00.000Z");
  EXPECT_EQ(job.at("polls"), 1);
  EXPECT_TRUE(job.contains("fate"));
  EXPECT_FALSE(job.at("explain").empty());
}

TEST_F(Life, TheJobVerbsForceAJob) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  client_.control_post("/jobs/" + id + "/delay?by=10s");
  client_.advance_by("39999ms");
  EXPECT_EQ(client_.poll(id).status, 202);
  client_.advance_by("1ms");
  EXPECT_EQ(client_.poll(id).status, 200);
  client_.control_post("/jobs/" + id + "/expire");
  EXPECT_EQ(client_.poll(id).status, 404);

  const auto held = client_.submit_url("https://shop.example/p/2");
  client_.control_post("/jobs/" + held + "/hold");
  client_.advance_by("1h");
  EXPECT_EQ(client_.poll(held).status, 202);
  client_.control_post("/jobs/" + held + "/release");
  client_.advance({{"until", "settled"}});
  EXPECT_EQ(client_.poll(held).status, 200);

  const auto done = client_.submit_url("https://shop.example/p/3");
  client_.control_post("/jobs/" + done + "/complete");
  EXPECT_EQ(client_.poll(done).status, 200);
}

TEST_F(Life, TimeAdvancesByToUntilNextUntilSettledAndUntilAJob) {
  const auto id = client_.submit_url("https://shop.example/p/1");
  EXPECT_EQ(client_.advance_by("10s").at("now"), "2026-01-05T09:00:10.000Z");
  EXPECT_EQ(client_.advance({{"to", "2026-01-05T09:00:20.000Z"}}).at("pending"), 1);
  const auto next = client_.advance({{"until", "next"}});
  EXPECT_EQ(next.at("now"), "2026-01-05T09:00:30.000Z");
  EXPECT_EQ(next.at("ran").at("completed"), 1);
  EXPECT_TRUE(next.at("stopped").is_null());

  client_.submit_url("https://shop.example/p/2");
  const auto settled = client_.advance({{"until", "settled"}});
  EXPECT_EQ(settled.at("now"), "2026-01-05T09:01:00.000Z");
  EXPECT_EQ(settled.at("pending"), 0);
  EXPECT_EQ(client_.poll(id).status, 200) << "until settled throws no results away";

  const auto awaited = client_.submit_url("https://shop.example/p/3");
  const auto ran = client_.advance({{"until", {{"job", awaited}}}});
  EXPECT_EQ(ran.at("now"), "2026-01-05T09:01:30.000Z");
  EXPECT_EQ(client_.poll(awaited).status, 200);
}

TEST_F(Life, AdvanceTakesItsArgumentsFromTheQueryToo) {
  EXPECT_EQ(client_.control_post("/clock/advance?by=1h30m").at("now"), "2026-01-05T10:30:00.000Z");
}

TEST_F(Life, EveryControlAnswerNamesItsAccountAndEveryAnswerTheVirtualTime) {
  const auto clock = client_.get("/_sim/clock");
  EXPECT_THAT(clock.header("x-sim-account"), MatchesRegex("acct_[0-9a-f]+"));
  EXPECT_EQ(clock.header("x-sim-account").size(), 13U);
  EXPECT_EQ(clock.header("x-sim-now"), "2026-01-05T09:00:00.000Z");
  EXPECT_EQ(client_.poll("unknown").header("x-sim-now"), "2026-01-05T09:00:00.000Z");
  const auto refused = client_.post("/_sim/clock/advance?by=-1h");
  EXPECT_EQ(refused.header("x-sim-account"), clock.header("x-sim-account"));
  EXPECT_EQ(refused.header("x-sim-now"), "2026-01-05T09:00:00.000Z");
}

}  // namespace
}  // namespace client_tests
