#include "http/request.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kDate = "Mon, 05 Jan 2026 09:00:00 GMT";

std::string written(const Reply& reply, bool keep_alive = true, bool head_only = false) {
  std::string out;
  write_reply(out, reply, kDate, keep_alive, head_only);
  return out;
}

Request request_for(std::string_view target) {
  Request request;
  request.target = target;
  return request;
}

TEST(Request, PathEndsAtTheQuestionMark) {
  EXPECT_EQ(request_for("/a/b?c=d?e").path(), "/a/b");
  EXPECT_EQ(request_for("/a").path(), "/a");
}

TEST(Request, QueryDecodesEscapesAndPlus) {
  const auto request = request_for("/p?q=a+b%2Bc&zone=web%5Funlocker");
  EXPECT_EQ(request.query("q"), "a b+c");
  EXPECT_EQ(request.query("zone"), "web_unlocker");
}

TEST(Request, QueryFindsAnEncodedName) {
  EXPECT_EQ(request_for("/p?res%70onse_id=7").query("response_id"), "7");
}

TEST(Request, QueryTellsAbsentFromEmpty) {
  EXPECT_EQ(request_for("/p?zone=").query("zone"), "");
  EXPECT_EQ(request_for("/p?zone").query("zone"), "");
  EXPECT_EQ(request_for("/p?zones=x").query("zone"), std::nullopt);
  EXPECT_EQ(request_for("/p").query("zone"), std::nullopt);
}

TEST(Request, QueryTakesTheFirstOfTwo) { EXPECT_EQ(request_for("/p?a=1&a=2").query("a"), "1"); }

TEST(Request, ParametersKeepTheirOrderAndEmptyPairsVanish) {
  EXPECT_EQ(request_for("/p?b=1&&a=x=y&c").query_parameters(),
            (Parameters{{"b", "1"}, {"a", "x=y"}, {"c", ""}}));
  EXPECT_EQ(request_for("/p?").query_parameters(), Parameters{});
}

TEST(Request, HeaderNamesMatchInAnyCaseAndWhole) {
  Request request;
  request.fields = {{"Authorization", "Bearer a"}, {"authorization", "Bearer b"}};
  EXPECT_EQ(request.header("AUTHORIZATION"), "Bearer a");
  EXPECT_EQ(request.header("authorizatio"), std::nullopt);
}

TEST(WriteReply, WritesLowerCaseFieldsInOrderThenFramingThenBody) {
  auto reply = json_reply(200, "{}");
  reply.with("x-response-id", "s1");
  EXPECT_EQ(written(reply),
            "HTTP/1.1 200 OK\r\n"
            "content-type: application/json\r\n"
            "x-response-id: s1\r\n"
            "content-length: 2\r\n"
            "date: Mon, 05 Jan 2026 09:00:00 GMT\r\n"
            "connection: keep-alive\r\n"
            "\r\n{}");
}

TEST(WriteReply, AppendsSoThatPipelinedRepliesShareOneString) {
  std::string out = "before";
  write_reply(out, text_reply(202, "x"), kDate, false, false);
  EXPECT_EQ(out.rfind("beforeHTTP/1.1 202 Accepted\r\n", 0), 0u);
  EXPECT_NE(out.find("\r\nconnection: close\r\n"), std::string::npos);
}

TEST(WriteReply, NothingInAHeaderCanSplitIt) {
  Reply reply;
  reply.with("x-a\r\nx-evil", std::string("1\r\n\r\n<b>\0\t\x7f", 11));
  const auto text = written(reply);
  EXPECT_NE(text.find("\r\nx-a  x-evil: 1    <b>   \r\n"), std::string::npos) << text;
}

TEST(WriteReply, KeepsBytesAboveAsciiInValues) {
  Reply reply;
  reply.with("x-name", "caf\xc3\xa9");
  EXPECT_NE(written(reply).find("x-name: caf\xc3\xa9\r\n"), std::string::npos);
}

TEST(WriteReply, LeavesFramingFieldsOfTheHandlerOut) {
  auto reply = text_reply(200, "abc");
  reply.with("Content-Length", "99").with("transfer-encoding", "chunked").with("connection", "x");
  const auto text = written(reply);
  EXPECT_EQ(text.find("99"), std::string::npos);
  EXPECT_EQ(text.find("chunked"), std::string::npos);
  EXPECT_EQ(text.find("connection: x"), std::string::npos);
}

TEST(WriteReply, HeadGetsTheLengthWithoutTheBody) {
  const auto text = written(text_reply(200, "abc"), true, true);
  EXPECT_NE(text.find("content-length: 3\r\n"), std::string::npos);
  EXPECT_EQ(text.substr(text.size() - 4), "\r\n\r\n");
}

TEST(WriteReply, StatusesWithoutABodyHaveNeitherLengthNorBody) {
  for (const unsigned status : {101u, 102u, 204u, 304u}) {
    const auto text = written(text_reply(status, "abc"));
    EXPECT_EQ(text.find("content-length"), std::string::npos) << status;
    EXPECT_EQ(text.substr(text.size() - 4), "\r\n\r\n") << status;
  }
  EXPECT_NE(written(text_reply(205, "")).find("content-length: 0"), std::string::npos);
}

TEST(WriteReply, AnUnknownStatusStillHasAPhrase) {
  EXPECT_EQ(written(text_reply(799, "")).rfind("HTTP/1.1 799 Unknown\r\n", 0), 0u);
}

}  // namespace
}  // namespace asyncsim::http
