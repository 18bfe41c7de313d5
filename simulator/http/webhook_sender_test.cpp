#include <gtest/gtest.h>

#include <latch>

#include "http/raw_receiver.h"
#include "http/test_sender.h"

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

TEST(WebhookSender, SendsExactlyWhatItIsTold) {
  std::promise<std::string> seen;
  RawReceiver receiver([&](ReceiverSide side) {
    seen.set_value(side.request());
    side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  WebhookSender sender(settings());
  auto request = post(receiver.url() + "/hook?a=b#c", "{\"x\":1}");
  request.headers.emplace_back("x-data", "1\r\nx-evil: 2");
  request.headers.emplace_back("content-length", "99");
  EXPECT_EQ(send(sender, request), answered(200));
  EXPECT_EQ(seen.get_future().get(), "POST /hook?a=b HTTP/1.1\r\nhost: " + receiver.peer() +
                                         "\r\ncontent-type: application/json\r\n"
                                         "x-data: 1  x-evil: 2\r\nuser-agent: asyncsim\r\n"
                                         "content-length: 7\r\n\r\n{\"x\":1}");
}

TEST(WebhookSender, AGetCarriesNoLength) {
  std::promise<std::string> seen;
  RawReceiver receiver([&](ReceiverSide side) {
    seen.set_value(side.request());
    side.send(kNoContent);
  });
  WebhookSender sender(settings());
  EXPECT_EQ(send(sender, {"GET", receiver.url(), {{"user-agent", "u"}}, ""}), answered(204));
  EXPECT_EQ(seen.get_future().get(),
            "GET / HTTP/1.1\r\nhost: " + receiver.peer() + "\r\nuser-agent: u\r\n\r\n");
}

TEST(WebhookSender, KeepsItsConnections) {
  RawReceiver receiver(answering(kNoContent));
  WebhookSender sender(settings());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(send(sender, post(receiver.url())), answered(204));
  EXPECT_EQ(receiver.accepted(), 1);
}

TEST(WebhookSender, SendsAgainWhatAKeptConnectionDidNotTakeIn) {
  std::atomic<int> requests = 0;
  RawReceiver receiver([&](ReceiverSide side) {
    if (!side.request().empty()) ++requests;
    side.send(kNoContent);
    if (requests == 1) side.wait_for_bytes();  // and closes without a look at them
  });
  WebhookSender sender(settings());
  EXPECT_EQ(send(sender, post(receiver.url())), answered(204));
  EXPECT_EQ(send(sender, post(receiver.url())), answered(204));
  EXPECT_EQ(requests, 2);
  EXPECT_EQ(receiver.accepted(), 2);
}

TEST(WebhookSender, DoesNotSendAgainWhatAReceiverReadBeforeItClosed) {
  std::atomic<int> requests = 0;
  RawReceiver receiver([&](ReceiverSide side) {
    if (!side.request().empty()) ++requests;
    side.send(kNoContent);
    if (!side.request().empty()) ++requests;  // and closes without an answer
  });
  WebhookSender sender(settings());
  EXPECT_EQ(send(sender, post(receiver.url())), answered(204));
  EXPECT_EQ(send(sender, post(receiver.url())).end, AttemptEnd::broken);
  EXPECT_EQ(requests, 2);
  EXPECT_EQ(receiver.accepted(), 1);
}

TEST(WebhookSender, DoesNotTryAgainOnAFreshConnection) {
  RawReceiver receiver([](ReceiverSide side) { side.request(); });
  WebhookSender sender(settings());
  const auto result = send(sender, post(receiver.url()));
  EXPECT_EQ(result.end, AttemptEnd::broken);
  EXPECT_EQ(result.reason, receiver.peer() + " closed the connection without an answer");
  EXPECT_EQ(receiver.accepted(), 1);
}

TEST(WebhookSender, SaysWhoRefusedTheConnection) {
  std::string url, peer;
  {
    RawReceiver gone([](ReceiverSide) {});
    url = gone.url();
    peer = gone.peer();
  }
  WebhookSender sender(settings());
  const AttemptResult expected{AttemptEnd::broken, 0, "connection refused by " + peer};
  EXPECT_EQ(send(sender, post(url)), expected);
}

TEST(WebhookSender, ReportsBrokenAnswers) {
  RawReceiver receiver([](ReceiverSide side) {
    side.request();
    side.send("220 smtp.example ready\r\n");
  });
  WebhookSender sender(settings());
  const auto result = send(sender, post(receiver.url()));
  EXPECT_EQ(result.end, AttemptEnd::broken);
  EXPECT_EQ(result.reason.rfind(receiver.peer() + " sent what is not HTTP/1.1", 0), 0u);
}

TEST(WebhookSender, OneDeadlineCoversTheWholeExchange) {
  for (const std::string_view begun : {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
                                       "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"}) {
    RawReceiver receiver([begun](ReceiverSide side) {
      side.request();
      side.send(begun);
      side.hold();
    });
    WebhookSender sender(settings());
    const AttemptResult expected{
        AttemptEnd::timed_out, 0,
        "no complete answer within 50ms; is the receiver on the thread that called advance?"};
    EXPECT_EQ(send(sender, post(receiver.url()), kShort), expected) << begun;
  }
}

TEST(WebhookSender, RefusesWhereThePolicyDoes) {
  WebhookSender sender(settings());
  for (const std::string host : {"192.0.2.1", "[::ffff:192.0.2.1]"}) {
    const auto result = send(sender, post("http://" + host + "/"));
    EXPECT_EQ(result.end, AttemptEnd::refused) << host;
    EXPECT_NE(result.reason.find("--webhook-allow"), std::string::npos) << result.reason;
  }
}

TEST(WebhookSender, JudgesTheResolvedAddress) {
  RawReceiver receiver(answering(kNoContent));
  auto only_elsewhere = settings();
  only_elsewhere.policy = *TargetPolicy::parse("192.0.2.1");
  WebhookSender sender(only_elsewhere);
  const auto result = send(sender, post("http://localhost:" + std::to_string(receiver.port())));
  EXPECT_EQ(result.end, AttemptEnd::refused);
  EXPECT_EQ(receiver.accepted(), 0);
}

TEST(WebhookSender, ResolvesLocalhostWithoutAServer) {
  RawReceiver receiver(answering(kNoContent));
  WebhookSender sender(settings());
  EXPECT_EQ(send(sender, post("http://localhost:" + std::to_string(receiver.port()))),
            answered(204));
}

TEST(WebhookSender, NamesTheHostThatCannotBeResolved) {
  WebhookSender sender(settings());
  const auto result = send(sender, post("http://nowhere.invalid/"), RealSpan{500ms});
  EXPECT_TRUE(result.end == AttemptEnd::broken || result.end == AttemptEnd::timed_out);
  EXPECT_EQ(result.reason.rfind("host name nowhere.invalid ", 0), 0u) << result.reason;
}

TEST(WebhookSender, RefusesAMalformedUrlWithTheReason) {
  WebhookSender sender(settings());
  const auto result = send(sender, post("http://2130706433/"));
  EXPECT_EQ(result.end, AttemptEnd::broken);
  EXPECT_NE(result.reason.find("not four decimal numbers"), std::string::npos) << result.reason;
}

TEST(WebhookSender, DeliversElsewhereAsMappedUnderTheOriginalHost) {
  std::promise<std::string> seen;
  RawReceiver receiver([&](ReceiverSide side) {
    seen.set_value(side.request());
    side.send(kNoContent);
  });
  auto mapped = settings();
  mapped.maps.push_back(*parse_target_map("https://hooks.example=" + receiver.url()));
  WebhookSender sender(mapped);
  EXPECT_EQ(send(sender, post("https://hooks.example/in?a")), answered(204));
  EXPECT_EQ(seen.get_future().get().rfind("POST /in?a HTTP/1.1\r\nhost: hooks.example\r\n", 0), 0u);
}

TEST(WebhookSender, ADeadTargetDelaysNoOther) {
  RawReceiver dead([](ReceiverSide side) { side.hold(); });
  RawReceiver alive(answering(kNoContent));
  WebhookSender sender(settings());
  std::vector<std::future<AttemptResult>> waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(start(sender, post(dead.url()), kLong, 1));
  EXPECT_EQ(send(sender, post(alive.url())), answered(204));
  EXPECT_EQ(sender.stop(RealSpan{}), 2u);  // one was in flight
  for (auto& one : waiting) EXPECT_EQ(one.get().end, AttemptEnd::broken);
}

TEST(WebhookSender, ADeadTargetLeavesRoomForOthers) {
  RawReceiver dead([](ReceiverSide side) { side.hold(); });
  RawReceiver alive(answering(kNoContent));
  auto narrow = settings();
  narrow.in_all = 4;
  WebhookSender sender(narrow);
  std::vector<std::future<AttemptResult>> waiting;
  for (int i = 0; i < 8; ++i) waiting.push_back(start(sender, post(dead.url())));
  EXPECT_EQ(send(sender, post(alive.url())), answered(204));
  EXPECT_EQ(sender.stop(RealSpan{}), 5u);  // three were in flight
}

/// How many exchanges the receiver saw at once, of 12 with limits of `at_once` a target and
/// `in_all`.
int most_at_once(unsigned at_once, unsigned in_all, std::ptrdiff_t expected) {
  std::atomic<int> now = 0, most = 0;
  std::latch full(expected);
  RawReceiver receiver([&](ReceiverSide side) {
    while (!side.request().empty()) {
      most = std::max<int>(most, ++now);
      if (!full.try_wait()) full.arrive_and_wait();
      --now;
      side.send(kNoContent);
    }
  });
  auto narrow = settings();
  narrow.in_all = in_all;
  WebhookSender sender(narrow);
  std::vector<std::future<AttemptResult>> all;
  for (int i = 0; i < 12; ++i) all.push_back(start(sender, post(receiver.url()), kLong, at_once));
  for (auto& one : all) EXPECT_EQ(one.get(), answered(204));
  return most;
}

TEST(WebhookSender, KeepsItsLimits) {
  EXPECT_EQ(most_at_once(3, 100, 3), 3);
  EXPECT_EQ(most_at_once(100, 2, 2), 2);
}

TEST(WebhookSender, OpensMoreConnectionsThanItsPaceBeginsWith) {
  EXPECT_EQ(most_at_once(100, 100, 12), 12);
}

TEST(WebhookSender, CutsAnEndlessAnswerAndTakesItsStatus) {
  RawReceiver receiver([](ReceiverSide side) {
    side.request();
    side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
    for (int i = 0; i < 100; ++i) side.send(chunk);
    side.hold();
  });
  WebhookSender sender(settings());
  EXPECT_EQ(send(sender, post(receiver.url())), answered(200));
}

TEST(WebhookSender, StopLetsWhatIsInFlightFinish) {
  std::latch arrived(1);
  std::promise<void> release;
  RawReceiver receiver([&](ReceiverSide side) {
    side.request();
    arrived.count_down();
    release.get_future().wait();
    side.send(kNoContent);
  });
  WebhookSender sender(settings());
  auto result = start(sender, post(receiver.url()));
  arrived.wait();
  auto stopping = std::async(std::launch::async, [&] { return sender.stop(kLong); });
  release.set_value();
  EXPECT_EQ(result.get(), answered(204));
  EXPECT_EQ(stopping.get(), 0u);
}

TEST(WebhookSender, AfterStopEveryAttemptIsAnsweredAsNotSent) {
  WebhookSender sender(settings());
  sender.stop(RealSpan{});
  const AttemptResult expected{AttemptEnd::broken, 0,
                               "the simulator stopped before the attempt was sent"};
  EXPECT_EQ(send(sender, post("http://127.0.0.1:1/")), expected);
  EXPECT_EQ(sender.stop(RealSpan{}), 0u);
}

}  // namespace
}  // namespace asyncsim::http
