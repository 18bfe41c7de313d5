#include "http/front.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "http/raw_client.h"

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

constexpr RealSpan kGrace{20s};

/// Echoes method, target, host and body.
Reply echo(const Request& request) {
  std::string text(request.method);
  text.append(" ").append(request.target).append(" ");
  text.append(request.header("host").value_or("-")).append(" ").append(request.body);
  return text_reply(200, text);
}

std::unique_ptr<Front> serve(FrontHandler handler, FrontLimits limits = {}, unsigned threads = 2) {
  auto front = Front::listen({"127.0.0.1", 0, threads, limits}, std::move(handler));
  EXPECT_TRUE(front.ok());
  (*front)->start();
  return std::move(*front);
}

constexpr std::string_view kGet = "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kPost = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";

TEST(Front, AnswersAndKeepsTheConnection) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(body_of(client.exchange(kGet)), "GET /a?b=c h ");
    EXPECT_EQ(body_of(client.exchange(kPost)), "POST /p h hello");
  }
}

TEST(Front, ServesARequestSplitAtEveryByte) {
  const auto front = serve({echo, {}});
  const std::string chunked =
      "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n";
  for (const std::string_view request : {kGet, kPost, std::string_view(chunked)}) {
    RawClient whole(front->port());
    const auto expected = body_of(whole.exchange(request));
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
      RawClient client(front->port());
      client.send(request.substr(0, cut));
      EXPECT_EQ(body_of(client.exchange(request.substr(cut))), expected) << cut;
    }
  }
}

TEST(Front, AnswersPipelinedRequestsInOrder) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    const auto body = std::string(static_cast<std::size_t>(i % 7), 'x');
    all += "POST /" + std::to_string(i) +
           " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  }
  client.send(all);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(body_of(client.reply()).substr(0, 9),
              ("POST /" + std::to_string(i) + " h  ").substr(0, 9));
  }
}

TEST(Front, KeepsPipelinedBytesThatFollowALargeBody) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  const std::string body(300'000, 'b');
  const auto post =
      "POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + body + std::string(kGet);
  EXPECT_EQ(body_of(client.exchange(post)), "POST /big h " + body);
  EXPECT_EQ(body_of(client.reply()), "GET /a?b=c h ");
}

TEST(Front, ReadsALargeChunkedBodyAndWhatFollows) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  std::string body, wire = "POST /big HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 1; i < 3000; ++i) {
    const std::string chunk(static_cast<std::size_t>(i % 255 + 1), static_cast<char>('a' + i % 26));
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    wire.append(size).append(chunk).append("\r\n");
    body += chunk;
  }
  client.send(wire + "0\r\n\r\n" + std::string(kGet));
  EXPECT_EQ(body_of(client.reply()), "POST /big h " + body);
  EXPECT_EQ(body_of(client.reply()), "GET /a?b=c h ");
}

TEST(Front, HeadHasTheLengthAndNoBody) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto reply = client.reply(true);
  EXPECT_NE(reply.find("content-length: 10\r\n"), std::string::npos);
  EXPECT_EQ(body_of(reply), "");
  EXPECT_EQ(body_of(client.exchange(kGet)), "GET /a?b=c h ");
}

TEST(Front, ClosesWhenEitherSideAsksForIt) {
  FrontHandler handler;
  handler.answer = [](const Request& request) {
    auto reply = echo(request);
    reply.close = request.path() == "/close";
    return reply;
  };
  const auto front = serve(handler);
  for (const std::string_view request :
       {"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n",
        "GET /close HTTP/1.1\r\nHost: h\r\n\r\n"}) {
    RawClient client(front->port());
    const auto reply = client.exchange(request);
    EXPECT_EQ(status_of(reply), "200") << request;
    EXPECT_NE(reply.find("\r\nconnection: close\r\n"), std::string::npos) << request;
    EXPECT_TRUE(client.closed()) << request;
  }
}

TEST(Front, KeepsAnHttp10ConnectionThatAsksForIt) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  const std::string_view request = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_NE(client.exchange(request).find("\r\nconnection: keep-alive\r\n"), std::string::npos);
  EXPECT_EQ(body_of(client.exchange(request)), "GET /a - ");
}

TEST(Front, AnswersAClientThatHasHalfClosed) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  client.send(kGet);
  client.half_close();
  EXPECT_EQ(body_of(client.rest()), "GET /a?b=c h ");
}

TEST(Front, SaysContinueOnlyToAClientThatHasNotSentItsBody) {
  const auto front = serve({echo, {}});
  const std::string head =
      "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  RawClient waiting(front->port());
  EXPECT_EQ(waiting.exchange(head), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(body_of(waiting.exchange("hello")), "POST /p h hello");
  RawClient hasty(front->port());
  EXPECT_EQ(body_of(hasty.exchange(head + "hello")), "POST /p h hello");
}

TEST(Front, TakesPathAndAuthorityFromAnAbsoluteTarget) {
  const auto front = serve({echo, {}});
  RawClient client(front->port());
  EXPECT_EQ(body_of(client.exchange("GET http://a.example:80/x?y HTTP/1.1\r\nHost: h\r\n\r\n")),
            "GET /x?y a.example:80 ");
  EXPECT_EQ(body_of(client.exchange("GET HTTP://a.example?y HTTP/1.1\r\nHost: h\r\n\r\n")),
            "GET /?y a.example ");
  EXPECT_EQ(
      body_of(client.exchange("GET http://a.example HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")),
      "GET / a.example ");
  EXPECT_EQ(status_of(client.exchange("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")), "204");
}

TEST(Front, ABlockedHandlerDoesNotBlockTheOnlyThread) {
  std::promise<void> release;
  FrontHandler handler;
  handler.answer = [wait = release.get_future().share()](const Request& request) {
    if (request.path() == "/wait") wait.wait();
    return echo(request);
  };
  handler.blocks = [](const Request& request) { return request.path() == "/wait"; };
  const auto front = serve(handler, {}, 1);
  RawClient waiting(front->port());
  RawClient other(front->port());
  waiting.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n" + std::string(kGet));
  EXPECT_EQ(body_of(other.exchange(kGet)), "GET /a?b=c h ");
  release.set_value();
  EXPECT_EQ(body_of(waiting.reply()), "GET /wait h ");
  EXPECT_EQ(body_of(waiting.reply()), "GET /a?b=c h ");
}

TEST(Front, AThrowingHandlerCostsA500AndNothingElse) {
  FrontHandler handler;
  handler.answer = [](const Request& request) -> Reply {
    if (request.path() == "/int") throw 7;
    if (request.method == "POST") throw std::runtime_error("broken");
    return echo(request);
  };
  handler.blocks = [](const Request& request) { return request.path() == "/p"; };
  const auto front = serve(handler);
  RawClient client(front->port());
  testing::internal::CaptureStderr();
  EXPECT_EQ(status_of(client.exchange(kPost)), "500");
  EXPECT_EQ(status_of(client.exchange("GET /int HTTP/1.1\r\nHost: h\r\n\r\n")), "500");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "asyncsim: POST /p failed inside the simulator: broken\n"
            "asyncsim: GET /int failed inside the simulator: an exception of unknown type\n");
  EXPECT_EQ(status_of(client.exchange(kGet)), "200");
}

TEST(Front, CallsAfterWrittenOnceForEachReplyWhetherReadOrNot) {
  std::atomic<int> calls = 0;
  std::latch answered(5);
  FrontHandler handler;
  handler.answer = [&](const Request& request) {
    auto reply = text_reply(200, std::string(request.path() == "/big" ? 50'000'000 : 1, 'x'));
    reply.after_written = [&] { ++calls; };
    answered.count_down();
    return reply;
  };
  auto front = serve(handler);
  RawClient client(front->port());
  client.exchange(kGet);
  client.exchange(kGet);
  RawClient never_reads(front->port(), 4096);
  never_reads.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
  {
    RawClient hangs_up(front->port(), 4096);
    hangs_up.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    client.exchange(kGet);
    answered.wait();
  }
  front->stop(RealSpan{0s});
  EXPECT_EQ(calls, 5);
  front.reset();
  EXPECT_EQ(calls, 5);
}

TEST(Front, ASecondOneOnThePortFailsWithAPlainMessage) {
  const auto front = serve({echo, {}});
  const auto second = Front::listen({"127.0.0.1", front->port(), 1, {}}, {echo, {}});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().message, "cannot listen on 127.0.0.1:" + std::to_string(front->port()) +
                                        ": Address already in use");
  const auto nowhere = Front::listen({"192.0.2.1", 0, 1, {}}, {echo, {}});
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().message.rfind("cannot listen on 192.0.2.1:0: ", 0), 0u);
}

TEST(Front, StopClosesIdleConnectionsAndTheListenerAtOnce) {
  const auto front = serve({echo, {}});
  RawClient fresh(front->port());
  RawClient used(front->port());
  used.exchange(kGet);
  const auto port = front->port();
  front->stop(kGrace);
  EXPECT_TRUE(used.closed());
  EXPECT_EQ(fresh.rest(), "");
  EXPECT_FALSE(RawClient(port).connected());
}

TEST(Front, StopLetsAnExchangeInFlightFinish) {
  std::promise<void> entered, release;
  FrontHandler handler;
  handler.answer = [&](const Request& request) {
    entered.set_value();
    release.get_future().wait();
    return echo(request);
  };
  handler.blocks = [](const Request&) { return true; };
  const auto front = serve(handler);
  RawClient client(front->port());
  RawClient idle(front->port());
  client.send(kGet);
  entered.get_future().wait();
  std::thread stopping([&] { front->stop(kGrace); });
  EXPECT_EQ(idle.rest(), "");  // so the stop has begun
  release.set_value();
  const auto reply = client.reply();
  EXPECT_EQ(body_of(reply), "GET /a?b=c h ");
  EXPECT_NE(reply.find("connection: close"), std::string::npos);
  stopping.join();
  EXPECT_TRUE(client.closed());
}

TEST(Front, StopCutsWhatIsLeftAfterItsGrace) {
  const auto front = serve({echo, {}});
  RawClient half(front->port());
  RawClient probe(front->port());
  half.send("GET / HT");
  probe.exchange(kGet);
  probe.exchange(kGet);
  front->stop(RealSpan{0s});
  EXPECT_EQ(half.rest(), "");
}

}  // namespace
}  // namespace asyncsim::http
