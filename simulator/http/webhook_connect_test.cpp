// How the sender connects to a receiver that does not keep up.
#include <gtest/gtest.h>

#include <future>

#include "http/raw_receiver.h"
#include "http/webhook_sender.h"

namespace asyncsim::http {
namespace {

/// Listens, and another's connection fills its backlog: a SYN of ours is dropped.
class FullReceiver {
 public:
  FullReceiver() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ::bind(listener_, generic, size);
    ::listen(listener_, 0);
    ::getsockname(listener_, generic, &size);
    ::connect(other_, generic, size);
    peer_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~FullReceiver() {
    ::close(other_);
    ::close(listener_);
  }

  const std::string& peer() const { return peer_; }

  /// Makes room and answers the next one that comes.
  void answer_one() {
    ::close(::accept(listener_, nullptr, nullptr));
    ReceiverSide side(::accept(listener_, nullptr, nullptr));
    side.request();
    side.send(kNoContent);
    ::close(side.socket());
  }

 private:
  const int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  const int other_ = ::socket(AF_INET, SOCK_STREAM, 0);
  std::string peer_;
};

class Connecting : public testing::Test {
 protected:
  Connecting() : sender_(settings()) {}

  std::future<AttemptResult> start(RealSpan deadline) {
    auto promise = std::make_shared<std::promise<AttemptResult>>();
    sender_.send({"POST", "http://" + receiver_.peer() + "/", {}, "{}"}, {deadline},
                 [promise](AttemptResult result) { promise->set_value(std::move(result)); });
    return promise->get_future();
  }

  FullReceiver receiver_;

 private:
  static SenderSettings settings() {
    SenderSettings made;
    made.policy = *TargetPolicy::parse("private");
    return made;
  }

  WebhookSender sender_;
};

TEST_F(Connecting, GoesOnUntilTheDeadlineWhileTheBacklogIsFull) {
  const AttemptResult expected{AttemptEnd::timed_out, 0,
                               "no connection to " + receiver_.peer() + " within 50ms"};
  EXPECT_EQ(start(RealSpan{std::chrono::milliseconds{50}}).get(), expected);
}

TEST_F(Connecting, SucceedsOnceTheBacklogHasRoom) {
  auto result = start(RealSpan{std::chrono::seconds{20}});
  receiver_.answer_one();
  EXPECT_EQ(result.get(), (AttemptResult{AttemptEnd::answered, 204, ""}));
}

}  // namespace
}  // namespace asyncsim::http
