// Replies that the front damages on purpose, as a client meets them.
#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "http/damaged_reply.h"
#include "http/secured_front.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

constexpr RealSpan kWhatHangsFails{1h};  ///< who waits for so long never ends a test
constexpr std::string_view kBody = "a body of 21 bytes...";

FrontLimits dripping_without_pauses(RealSpan write_deadline = kWhatHangsFails) {
  FrontLimits limits;
  limits.write_deadline = write_deadline;
  limits.drip = RealSpan{0s};
  return limits;
}

/// Damages what is asked for under /damaged and /held, the latter once it is let go.
class ReplyFaults : public testing::Test {
 protected:
  void serve(ReplyFault fault, const FrontLimits& limits) {
    fault_ = fault;
    served_ = std::make_unique<SecuredFront>(limits, true,
                                             [this](const auto& asked) { return answer(asked); });
  }

  Reply answer(const Request& request) {
    Reply reply = text_reply(200, body_);
    if (request.path() == "/blocked") {
      blocked_.set_value();
      release_.get_future().wait();
      return reply;
    }
    if (request.path() == "/sound") return reply;
    reply.fault = fault_;
    reply.after_written = [this] {
      if (++written_ == 1) first_written_.set_value();
    };
    if (request.path() == "/held") {
      reply.held = [this](RealTime) -> std::optional<RealTime> {
        note(asked_);
        return let_go_ ? std::nullopt : std::optional(real_now() + 1h);
      };
    }
    note(answered_);
    return reply;
  }

  static void note(std::atomic<int>& happened) {
    ++happened;
    happened.notify_all();
  }

  static std::string get(std::string_view path, std::string_view method = "GET") {
    return std::string(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  struct Client : RawClient {
    using RawClient::RawClient;
    void leave_with_reset() const { reset_on_close(socket()); }
  };

  /// A client that has sent that.
  std::unique_ptr<Client> asking(const std::string& requests) {
    auto client = std::make_unique<Client>(served_->port());
    client->send(requests);
    return client;
  }

  void stop() { served_->front().stop(kWhatHangsFails); }

  ReplyFault fault_ = ReplyFault::none;
  std::string body_{kBody};
  std::atomic<bool> let_go_{false};
  std::atomic<int> answered_{0}, asked_{0}, written_{0};  ///< how often
  std::promise<void> blocked_, release_, first_written_;
  std::unique_ptr<SecuredFront> served_;
};

class EachReplyFault : public ReplyFaults, public testing::WithParamInterface<ReplyFault> {
 protected:
  EachReplyFault() { serve(GetParam(), dripping_without_pauses()); }

  /// With the date left out, as undated() leaves it.
  static std::string bytes(std::string_view length, std::string_view connection,
                           std::string_view body = kBody) {
    std::string text = "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\n";
    text.append("content-length: ").append(length);
    text.append("\r\ndate: ").append(29, '?');
    text.append("\r\nconnection: ").append(connection);
    return text.append("\r\n\r\n").append(body);
  }

  static std::string undated(std::string text) {
    const auto at = text.find("date: ");
    for (auto i = at; at != text.npos && i < at + 29 && i + 6 < text.size(); ++i) text[i + 6] = '?';
    return text;
  }

  static std::string expected(std::string_view connection = "keep-alive") {
    const auto whole = bytes("21", connection);
    switch (GetParam()) {
      case ReplyFault::reset_mid:
        return whole.substr(0, whole.size() / 2);
      case ReplyFault::reset_after:
        return whole;
      case ReplyFault::truncated:
        return bytes("21", connection, kBody.substr(0, 10));
      case ReplyFault::wrong_length:
        return bytes("10", connection);
      case ReplyFault::dripping:
        return bytes("21", "close");
      default:
        return "";
    }
  }

  /// The client would wait for long if it did not leave.
  static std::string rest_of(RawClient& client) {
    if (GetParam() == ReplyFault::silence) client.half_close();
    return undated(client.rest());
  }
};

TEST_P(EachReplyFault, ComesAfterTheRepliesBeforeItAndEndsTheConnection) {
  const auto client = asking(get("/sound") + get("/damaged") + get("/damaged"));
  EXPECT_EQ(undated(client->reply()), bytes("21", "keep-alive"));
  EXPECT_EQ(rest_of(*client), expected());
  EXPECT_EQ(client->at_reset(), resets(GetParam()));
  EXPECT_EQ(client->at_end(), !resets(GetParam()));
  stop();
  EXPECT_EQ(written_, 1);
}

TEST_P(EachReplyFault, IsTheSameOverTls) {
  RawTlsClient client(served_->tls_port());
  ASSERT_TRUE(SecuredFront::secure(client));
  client.send(get("/sound") + get("/damaged") + get("/damaged"));
  EXPECT_EQ(undated(client.reply()), bytes("21", "keep-alive"));
  EXPECT_EQ(rest_of(client), expected());
  EXPECT_EQ(client.at_reset(), resets(GetParam()));
  if (GetParam() != ReplyFault::silence) {
    EXPECT_EQ(client.heard_close_notify(), !resets(GetParam()));
  }
  stop();
  EXPECT_EQ(written_, 1);
}

TEST_P(EachReplyFault, BefallsAHeldReplyOnceItsTimeHasCome) {
  const auto client = asking(get("/sound") + get("/held"));
  EXPECT_EQ(undated(client->reply()), bytes("21", "keep-alive"));
  asked_.wait(0);
  EXPECT_EQ(written_, 0);
  let_go_ = true;
  EXPECT_EQ(rest_of(*client), expected());
  EXPECT_EQ(client->at_reset(), resets(GetParam()));
  stop();
  EXPECT_EQ(written_, 1);
}

TEST_P(EachReplyFault, BefallsAHeldReplyThatTheStopLetsGo) {
  const auto client = asking(get("/held"));
  asked_.wait(0);
  stop();
  EXPECT_EQ(written_, 1);
  EXPECT_EQ(undated(client->rest()), expected("close"));
  EXPECT_EQ(client->at_reset(), resets(GetParam()));
}

TEST_P(EachReplyFault, LeavesOtherConnectionsAlone) {
  RawClient other(served_->port());
  EXPECT_EQ(body_of(other.exchange(get("/sound"))), kBody);
  const auto client = asking(get("/damaged"));
  rest_of(*client);
  EXPECT_EQ(body_of(other.exchange(get("/sound"))), kBody);
}

TEST_P(EachReplyFault, IsOverWhenItsClientHasLeft) {
  asking(get("/damaged"));
  first_written_.get_future().wait();
  stop();
  EXPECT_EQ(written_, 1);
}

TEST_P(EachReplyFault, IsOverWhenItsClientReadsNothingAndTheGraceHasPassed) {
  body_ = std::string(20'000'000, 'x');
  const auto client = asking(get("/damaged"));
  answered_.wait(0);
  served_->front().stop(RealSpan{0s});
  EXPECT_EQ(written_, 1);
}

TEST_P(EachReplyFault, IsOverWhenTheReplyBeforeItMeetsAReset) {
  auto client = asking(get("/blocked") + get("/damaged"));
  blocked_.get_future().wait();
  client->leave_with_reset();
  client.reset();
  release_.set_value();
  first_written_.get_future().wait();
  stop();
  EXPECT_EQ(written_, 1);
}

INSTANTIATE_TEST_SUITE_P(All, EachReplyFault,
                         testing::Values(ReplyFault::reset_before, ReplyFault::reset_mid,
                                         ReplyFault::reset_after, ReplyFault::truncated,
                                         ReplyFault::wrong_length, ReplyFault::dripping,
                                         ReplyFault::silence),
                         [](const auto& each) { return std::string(name_of(each.param)); });

TEST_F(ReplyFaults, AResetComesAfterAllBytesThoughTheClientReadsLate) {
  serve(ReplyFault::reset_after, {});
  body_ = std::string(200'000, 'x');
  RawClient client(served_->port(), 16 * 1024);
  client.send(get("/damaged"));
  first_written_.get_future().wait();  // into the kernel's buffer, most of it
  EXPECT_EQ(body_of(client.rest()).size(), 200'000u);
  EXPECT_TRUE(client.at_reset());
}

TEST_F(ReplyFaults, AHeadIsDamagedToo) {
  serve(ReplyFault::truncated, {});
  const auto whole = asking(get("/sound", "HEAD"))->reply(true);
  const auto client = asking(get("/damaged", "HEAD"));
  EXPECT_EQ(client->rest(), whole.substr(0, whole.size() / 2));
  EXPECT_TRUE(client->at_end());
}

TEST_F(ReplyFaults, ADrippingReplyBeginsWithOneByteKeepsNobodyWaitingAndIsWholeAtAStop) {
  FrontLimits limits;
  limits.drip = RealSpan{1h};
  serve(ReplyFault::dripping, limits);
  const auto client = asking(get("/damaged"));
  EXPECT_EQ(client->some(), "H");
  EXPECT_EQ(body_of(asking(get("/sound"))->reply()), kBody);
  EXPECT_EQ(written_, 0);
  stop();
  EXPECT_EQ(written_, 1);
  const auto rest = client->rest();
  EXPECT_EQ(rest.substr(0, 14), "TTP/1.1 200 OK");
  EXPECT_EQ(body_of(rest), kBody);
}

TEST_F(ReplyFaults, ADrippingReplyThatNobodyReadsIsGivenUp) {
  serve(ReplyFault::dripping, dripping_without_pauses(RealSpan{10ms}));
  body_ = std::string(20'000'000, 'x');
  const auto client = asking(get("/damaged"));
  first_written_.get_future().wait();
  EXPECT_LT(client->rest().size(), body_.size());
}

TEST_F(ReplyFaults, SilenceKeepsNobodyElseWaitingAndEndsWithItsClient) {
  serve(ReplyFault::silence, {});
  auto client = asking(get("/damaged"));
  EXPECT_EQ(body_of(asking(get("/sound"))->reply()), kBody);
  client->send(std::string(100'000, 'x'));  // and what it says meanwhile is not heard
  EXPECT_EQ(written_, 0);
  client.reset();
  first_written_.get_future().wait();
}

TEST_F(ReplyFaults, SilenceEndsInTheEnd) {
  FrontLimits limits;
  limits.silence = RealSpan{10ms};
  serve(ReplyFault::silence, limits);
  EXPECT_TRUE(asking(get("/damaged"))->closed());
}

TEST_F(ReplyFaults, SilenceEndsWhenTheFrontStops) {
  serve(ReplyFault::silence, {});
  const auto client = asking(get("/damaged"));
  RawTlsClient secured(served_->tls_port());
  ASSERT_TRUE(SecuredFront::secure(secured));
  secured.send(get("/damaged"));
  while (answered_ < 2) answered_.wait(answered_);
  stop();
  EXPECT_TRUE(client->closed());
  EXPECT_EQ(secured.rest(), "");
  EXPECT_TRUE(secured.heard_close_notify());
  EXPECT_EQ(written_, 2);
}

}  // namespace
}  // namespace asyncsim::http
