// How the sender connects to a receiver that does not keep up.
#include <gtest/gtest.h>

#include "http/raw_receiver.h"
#include "http/test_sender.h"

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

TEST(Connecting, GoesOnUntilTheDeadlineWhileTheBacklogIsFull) {
  FullReceiver receiver;
  WebhookSender sender(settings());
  const auto reason = "no connection to " + receiver.peer() + " within 50ms; " + kWhy;
  EXPECT_EQ(send(sender, post("http://" + receiver.peer()), kShort),
            (AttemptResult{AttemptEnd::timed_out, 0, reason}));
}

TEST(Connecting, SucceedsOnceTheBacklogHasRoom) {
  FullReceiver receiver;
  WebhookSender sender(settings());
  auto result = start(sender, post("http://" + receiver.peer()));
  receiver.answer_one();
  EXPECT_EQ(result.get(), answered(204));
}

}  // namespace
}  // namespace asyncsim::http
