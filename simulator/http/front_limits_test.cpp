// What the front refuses, and where exactly it begins to.
#include <gtest/gtest.h>

#include "http/front.h"
#include "http/raw_client.h"

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Front> serve(FrontLimits limits = {}) {
  FrontHandler handler;
  handler.answer = [](const Request& request) {
    return text_reply(200, std::to_string(request.body.size()));
  };
  auto front = Front::listen({"127.0.0.1", 0, 1, limits}, handler);
  EXPECT_TRUE(front.ok());
  (*front)->start();
  return std::move(*front);
}

std::string answer_to(const Front& front, std::string_view bytes) {
  RawClient client(front.port());
  client.send(bytes);
  return client.reply();
}

struct Refused {
  const char* about;
  const char* status;
  std::string bytes;
};

const Refused kRefused[] = {
    {"no host", "400", "GET / HTTP/1.1\r\n\r\n"},
    {"two hosts", "400", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
    {"empty host", "400", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
    {"host with a path", "400", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {"host with user", "400", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"},
    {"host with a bad port", "400", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n"},
    {"folded field", "400", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"},
    {"folded first field", "400", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
    {"bare LF", "400", "GET / HTTP/1.1\nHost: a\n\n"},
    {"bare LF in the middle", "400", "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n"},
    {"bare CR", "400", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n"},
    {"NUL", "400", std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 33)},
    {"space before the colon", "400", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
    {"no colon", "400", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"},
    {"two spaces", "400", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"no version", "400", "GET /\r\nHost: a\r\n\r\n"},
    {"HTTP/2", "400", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
    {"lower-case http", "400", "GET / http/1.1\r\nHost: a\r\n\r\n"},
    {"TLS", "400", "\x16\x03\x01\x02"},
    {"two empty lines first", "400", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"bad escape", "400", "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"bad escape in the query", "400", "GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"fragment", "400", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"target without slash", "400", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"GET *", "400", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"absolute with user", "400", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"absolute without host", "400", "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"absolute ftp", "400", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"length and chunked", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: "
     "chunked\r\n\r\n0\r\n\r\n"},
    {"chunked and length", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: "
     "5\r\n\r\n0\r\n\r\n"},
    {"gzip and length", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\n0"},
    {"two lengths", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12"},
    {"the same length twice", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n1"},
    {"a list of lengths", "400", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n1"},
    {"negative length", "400", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"},
    {"signed length", "400", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n1"},
    {"length beyond 64 bits", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617\r\n\r\n1"},
    {"chunked in HTTP/1.0", "400",
     "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"chunked not last", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"},
    {"unknown coding", "501",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
    {"chunked twice", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"},
    {"negative chunk", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nab\r\n0\r\n\r\n"},
    {"chunk longer than it says", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"},
    {"chunk size of 17 digits", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\na\r\n"},
    {"endless chunk extension", "400",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
         std::string(70'000, 'x')},
    {"unknown method", "501", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"lower-case method", "501", "get / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"CONNECT", "501", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TRACE", "501", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"content coding", "415",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\n1"},
    {"unknown expectation", "417", "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"},
};

TEST(FrontLimits, RefusesWithOneExplainedAnswerAndCloses) {
  const auto front = serve();
  for (const Refused& refused : kRefused) {
    RawClient client(front->port());
    client.send(refused.bytes);
    client.half_close();
    const auto all = client.rest();
    ASSERT_GE(all.size(), 12u) << refused.about;
    EXPECT_EQ(status_of(all), refused.status) << refused.about << "\n" << all;
    EXPECT_EQ(all.find("}HTTP/"), std::string::npos) << refused.about << "\n" << all;
    EXPECT_NE(all.find("\r\nx-asyncsim-hint: "), std::string::npos) << refused.about;
    EXPECT_NE(all.find("\r\nconnection: close\r\n"), std::string::npos) << refused.about;
    EXPECT_EQ(body_of(all).rfind("{\"error\":{\"code\":\"", 0), 0u) << refused.about;
  }
}

TEST(FrontLimits, TakesWhatOnlyLooksWrong) {
  const auto front = serve();
  for (const std::string_view bytes :
       {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX:\t1 \r\nY:\r\n\r\n",
        "GET //a%2F?x=[]{}| HTTP/1.1\r\nHost: a_b\r\n\r\n",
        "GET /?u=http://a/b HTTP/1.1\r\nhost: a:\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n000\r\n\r\n",
        "GET / HTTP/1.0\r\nExpect: tea\r\n\r\n"}) {
    EXPECT_EQ(status_of(answer_to(*front, bytes)), "200") << bytes;
  }
}

std::string head_of(std::size_t size) {
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  return head + std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
}

TEST(FrontLimits, HeadOf16KibibytesPassesAndOneByteMoreDoesNot) {
  const auto front = serve();
  EXPECT_EQ(status_of(answer_to(*front, head_of(16'384))), "200");
  EXPECT_EQ(status_of(answer_to(*front, head_of(16'385))), "431");
  EXPECT_EQ(status_of(answer_to(*front, head_of(50'000))), "431");
}

TEST(FrontLimits, OneHundredFieldsPassAndOneMoreDoesNot) {
  const auto front = serve();
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 99; ++i) head += "X: 1\r\n";
  EXPECT_EQ(status_of(answer_to(*front, head + "\r\n")), "200");
  EXPECT_EQ(status_of(answer_to(*front, head + "X: 1\r\n\r\n")), "431");
}

TEST(FrontLimits, TargetOf8000BytesPassesAndOneByteMoreDoesNot) {
  const auto front = serve();
  const auto get = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  EXPECT_EQ(status_of(answer_to(*front, get(8'000))), "200");
  EXPECT_EQ(status_of(answer_to(*front, get(8'001))), "414");
  EXPECT_EQ(status_of(answer_to(*front, get(20'000))), "414");
  EXPECT_EQ(status_of(answer_to(*front, "GET /" + std::string(20'000, 'x'))), "414");
}

TEST(FrontLimits, BodyOf10MebibytesPassesAndOneByteMoreIsRefusedReadably) {
  const auto front = serve();
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
  const std::string body(10'485'760, 'b');
  EXPECT_EQ(body_of(answer_to(*front, head + "10485760\r\n\r\n" + body)), "10485760");
  // The client sends all before it reads: the answer must still reach it.
  EXPECT_EQ(status_of(answer_to(*front, head + "10485761\r\n\r\n" + body + "b")), "413");
  const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string most = "A00000\r\n" + body + "\r\n";
  EXPECT_EQ(body_of(answer_to(*front, chunked + most + "0\r\n\r\n")), "10485760");
  EXPECT_EQ(status_of(answer_to(*front, chunked + most + "1\r\nb\r\n0\r\n\r\n")), "413");
  EXPECT_EQ(status_of(answer_to(*front, head + "10485761\r\nExpect: 100-continue\r\n\r\n")), "413");
}

TEST(FrontLimits, ALateHeadAndALateBodyHear408) {
  FrontLimits limits;
  limits.head_deadline = RealSpan{10ms};
  limits.body_deadline = RealSpan{10ms};
  const auto front = serve(limits);
  EXPECT_EQ(status_of(answer_to(*front, "GET / HT")), "408");
  EXPECT_EQ(
      status_of(answer_to(*front, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n1")),
      "408");
}

TEST(FrontLimits, AnIdleConnectionIsClosedWithoutAWord) {
  FrontLimits limits;
  limits.idle_deadline = RealSpan{10ms};
  const auto front = serve(limits);
  EXPECT_TRUE(RawClient(front->port()).closed());
  RawClient used(front->port());
  EXPECT_EQ(status_of(used.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")), "200");
  EXPECT_TRUE(used.closed());
}

}  // namespace
}  // namespace asyncsim::http
