// What an attempt tells of its answer.
#include <gtest/gtest.h>

#include "http/raw_receiver.h"
#include "http/test_sender.h"

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

TEST(WebhookSender, AnAnswerThatEndsWithAResetIsNone) {
  RawReceiver receiver([](ReceiverSide side) {
    side.request();
    side.send("HTTP/1.1 200 OK\r\n\r\nhalf of");
    side.reset_when_closed();
  });
  WebhookSender sender(settings());
  EXPECT_EQ(send(sender, post(receiver.url())).end, AttemptEnd::broken);
}

TEST(WebhookSender, KeepsWhatWasAnsweredAndWhen) {
  const auto before = std::chrono::system_clock::now();
  RawReceiver receiver(
      answering("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n"
                "Content-Encoding: gzip\r\n\r\nbusy"));
  WebhookSender sender(settings());
  const auto result = send(sender, post(receiver.url()));
  EXPECT_EQ(result.retry_after, ClientSpan{7s});
  EXPECT_EQ(result.trace.answer, "busy");
  EXPECT_EQ(result.trace.address, receiver.peer());
  EXPECT_GE(result.trace.began, before);
  EXPECT_GE(std::chrono::system_clock::now() - result.trace.began, result.trace.took);
}

TEST(WebhookSender, RetryAfterCountsWith429And503Alone) {
  for (const int status : {200, 301, 429, 500, 503}) {
    RawReceiver receiver(answering("HTTP/1.1 " + std::to_string(status) +
                                   " X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"));
    WebhookSender sender(settings());
    EXPECT_EQ(send(sender, post(receiver.url())).retry_after.has_value(),
              status == 429 || status == 503)
        << status;
  }
}

TEST(WebhookSender, ReportsEveryStatusAndFollowsNone) {
  for (const int status : {204, 301, 302, 410, 429, 500}) {
    RawReceiver receiver(answering("HTTP/1.1 " + std::to_string(status) +
                                   " X\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"));
    WebhookSender sender(settings());
    EXPECT_EQ(send(sender, post(receiver.url())), answered(status));
    EXPECT_EQ(receiver.accepted(), 1);
  }
}

}  // namespace
}  // namespace asyncsim::http
