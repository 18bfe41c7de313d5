#include "http/webhook_answer.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

using Step = WebhookAnswer::Step;

constexpr std::size_t kMost = 200;

struct Read {
  Step step;
  int status;
  bool reusable;
};

/// Takes `bytes`, and then the receiver's close if it is not done.
Read read(std::string_view bytes) {
  WebhookAnswer answer(kMost);
  auto step = answer.take(bytes);
  if (step == Step::more) step = answer.end();
  return {step, answer.status(), answer.reusable()};
}

TEST(WebhookAnswer, IsTheSameHoweverItIsCut) {
  const std::string_view whole =
      "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
      "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    WebhookAnswer answer(kMost);
    ASSERT_EQ(answer.take(whole.substr(0, cut)), Step::more) << cut;
    ASSERT_EQ(answer.take(whole.substr(cut)), Step::done) << cut;
    EXPECT_EQ(answer.status(), 202);
    EXPECT_TRUE(answer.reusable());
  }
}

TEST(WebhookAnswer, IsReusableOnlyIfFramedKeptAndFollowedByNothing) {
  EXPECT_TRUE(read("HTTP/1.1 204 No Content\r\n\r\n").reusable);
  EXPECT_TRUE(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx").reusable);
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy").reusable);
  EXPECT_FALSE(read("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").reusable);
  EXPECT_FALSE(read("HTTP/1.0 204 No Content\r\n\r\n").reusable);
  EXPECT_FALSE(read("HTTP/1.1 101 Switching Protocols\r\n\r\n").reusable);
}

TEST(WebhookAnswer, WithoutALengthEndsWithTheConnection) {
  const auto answer = read("HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\nbody");
  EXPECT_EQ(answer.step, Step::done);
  EXPECT_EQ(answer.status, 301);
  EXPECT_FALSE(answer.reusable);
}

TEST(WebhookAnswer, IsBrokenWhenItIsCutShort) {
  for (const std::string_view bytes :
       {"H", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1",
        "HTTP/1.1 100 Continue\r\n\r\n", "hello, who is there?\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n"}) {
    EXPECT_EQ(read(bytes).step, Step::broken) << bytes;
  }
}

TEST(WebhookAnswer, EndlessBodiesAreCutAndJudgedByTheirStatus) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n";
  WebhookAnswer answer(kMost);
  EXPECT_EQ(answer.take(head + std::string(kMost - head.size() - 1, 'x')), Step::more);
  EXPECT_EQ(answer.take("x"), Step::done);
  EXPECT_EQ(answer.status(), 200);
  EXPECT_FALSE(answer.reusable());
}

TEST(WebhookAnswer, EndlessHeadsAndEndlessInterimAnswersAreBroken) {
  WebhookAnswer head(kMost);
  EXPECT_EQ(head.take("HTTP/1.1 200 OK\r\nX: " + std::string(kMost, 'x')), Step::broken);
  EXPECT_EQ(head.why(), "sent an endless head");
  WebhookAnswer interim(1'000'000);
  auto step = Step::more;
  for (int i = 0; i < 16; ++i) step = interim.take("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(step, Step::more);
  EXPECT_EQ(interim.take("HTTP/1.1 100 Continue\r\n\r\n"), Step::broken);
}

TEST(WebhookAnswer, KeepsItsBodyAsItWasSent) {
  WebhookAnswer answer(kMost);
  ASSERT_EQ(answer.take("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nRetry-After: 9\r\n"
                        "Content-Encoding: gzip\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
            Step::done);
  EXPECT_EQ(answer.retry_after(), "9");
  EXPECT_EQ(answer.take_body(), "abc");
}

TEST(WebhookAnswer, HasAStatusOfHttp) {
  for (const auto& [status, step] : {std::pair("099", Step::broken),
                                     {"200", Step::done},
                                     {"599", Step::done},
                                     {"600", Step::broken}}) {
    const auto answer = "HTTP/1.1 " + std::string(status) + " X\r\nContent-Length: 0\r\n\r\n";
    EXPECT_EQ(read(answer).step, step) << status;
  }
}

}  // namespace
}  // namespace asyncsim::http
