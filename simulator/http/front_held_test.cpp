// Replies that wait for their time.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

#include "http/front.h"
#include "http/raw_client.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

/// Holds the reply to /held until it is let go, and answers anything else at once.
class HeldReplies : public testing::Test {
 protected:
  HeldReplies() {
    FrontHandler handler;
    handler.answer = [this](const Request& request) {
      Reply reply = text_reply(200, std::string(request.path()));
      if (request.path() == "/held") {
        reply.held = [this](RealTime) -> std::optional<RealTime> {
          asked_ = true;
          asked_.notify_all();
          return let_go_ ? std::nullopt : std::optional(real_now() + 1h);
        };
      }
      return reply;
    };
    auto listening = Front::listen({"127.0.0.1", 0, 1, {}}, std::move(handler));
    front_ = std::move(*listening);
    front_->start();
  }

  static std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  std::atomic<bool> asked_{false}, let_go_{false};
  std::unique_ptr<Front> front_;
};

TEST_F(HeldReplies, KeepNoThreadFromAnsweringOthers) {
  RawClient waiting(front_->port()), other(front_->port());
  waiting.send(get("/held"));
  asked_.wait(false);
  EXPECT_EQ(body_of(other.exchange(get("/other"))), "/other");
  let_go_ = true;
  EXPECT_EQ(body_of(waiting.reply()), "/held");
}

TEST_F(HeldReplies, AreAskedAgainThoughTheirTimeWasFar) {
  RawClient client(front_->port());
  client.send(get("/held"));
  asked_.wait(false);
  let_go_ = true;  // as when the clock goes manual: the hour that was named is not waited for
  EXPECT_EQ(body_of(client.reply()), "/held");
}

TEST_F(HeldReplies, ComeAfterTheRepliesBeforeThemAndBeforeThoseBehind) {
  RawClient client(front_->port());
  client.send(get("/first") + get("/held") + get("/last"));
  EXPECT_EQ(body_of(client.reply()), "/first");
  let_go_ = true;
  EXPECT_EQ(body_of(client.reply()), "/held");
  EXPECT_EQ(body_of(client.reply()), "/last");
}

TEST_F(HeldReplies, AreLetGoWhenTheFrontStops) {
  RawClient client(front_->port());
  client.send(get("/held"));
  asked_.wait(false);
  front_->stop(RealSpan{20s});
  EXPECT_EQ(body_of(client.reply()), "/held");
}

}  // namespace
}  // namespace asyncsim::http
