#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

using Step = RequestParser::Step;

TEST(RequestParser, ATrailerIsNoFieldOfTheRequest) {
  const FrontLimits limits;
  RequestParser parser(limits);
  const std::string_view bytes =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "1\r\nx\r\n0\r\nAuthorization: Bearer forged\r\n\r\n";
  ASSERT_EQ(parser.read_head(bytes), Step::done);
  auto rest = bytes.substr(parser.head_size());
  ASSERT_EQ(parser.read_body(rest), Step::done);
  EXPECT_EQ(rest, "");
  EXPECT_EQ(parser.request().body, "x");
  EXPECT_EQ(parser.request().header("authorization"), std::nullopt);
}

TEST(RequestParser, AfterARestartNothingOfTheLastRequestIsLeft) {
  const FrontLimits limits;
  RequestParser parser(limits);
  ASSERT_EQ(parser.read_head("GET /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"),
            Step::done);
  EXPECT_TRUE(parser.wants_continue());
  parser.restart();
  const std::string_view next = "HEAD /b HTTP/1.0\r\n\r\n";
  ASSERT_EQ(parser.read_head(next), Step::done);
  EXPECT_EQ(parser.request().target, "/b");
  EXPECT_TRUE(parser.request().fields.empty());
  EXPECT_TRUE(parser.head_only());
  EXPECT_FALSE(parser.wants_continue());
  EXPECT_FALSE(parser.keep_alive());
}

TEST(RequestParser, CloseOutdoesKeepAlive) {
  const FrontLimits limits;
  const auto keeps = [&](const std::string& version, const std::string& connection) {
    RequestParser parser(limits);
    const std::string head = "GET / " + version + "\r\nHost: a\r\n" + connection + "\r\n\r\n";
    EXPECT_EQ(parser.read_head(head), Step::done) << head;
    return parser.keep_alive();
  };
  for (const char* version : {"HTTP/1.1", "HTTP/1.0"}) {
    EXPECT_TRUE(keeps(version, "Connection: Keep-Alive"));
    EXPECT_FALSE(keeps(version, "Connection: keep-alive, CLOSE"));
    EXPECT_FALSE(keeps(version, "Connection: close\r\nConnection: keep-alive"));
  }
  EXPECT_TRUE(keeps("HTTP/1.1", "Connection: closed"));
  EXPECT_FALSE(keeps("HTTP/1.0", "Connection: closed"));
}

TEST(RequestParser, ATrailerDecidesNothing) {
  const FrontLimits limits;
  for (const std::string_view trailer : {"Connection: close", "Content-Length: 7", "Host: b"}) {
    RequestParser parser(limits);
    const std::string bytes =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n" +
        std::string(trailer) + "\r\n\r\n";
    ASSERT_EQ(parser.read_head(bytes), Step::done);
    auto rest = std::string_view(bytes).substr(parser.head_size());
    EXPECT_EQ(parser.read_body(rest), Step::done) << trailer;
    EXPECT_TRUE(parser.keep_alive()) << trailer;
  }
}

TEST(RequestParser, ARefusedHeadRequestIsOneAllTheSame) {
  const FrontLimits limits;
  for (const std::string_view bytes :
       {"HEAD / HTTP/1.1\r\n\r\n", "\r\nHEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\nHost: a\n\n",
        "HEAD /%4 HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD / HTTP/3\r\nHost: a\r\n\r\n"}) {
    RequestParser parser(limits);
    ASSERT_EQ(parser.read_head(bytes), Step::refused) << bytes;
    EXPECT_TRUE(parser.head_only()) << bytes;
  }
  RequestParser parser(limits);
  ASSERT_EQ(parser.read_head("HEADS / HTTP/1.1\r\nHost: a\r\n\r\n"), Step::refused);
  EXPECT_FALSE(parser.head_only());
}

}  // namespace
}  // namespace asyncsim::http
