// Replies that go wrong on purpose: a connection's last.
#include <array>
#include <utility>

#include "http/connection.h"
#include "http/damaged_reply.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

constexpr std::chrono::milliseconds kDeliveryGlance{5};

}  // namespace

/// Replies before it are written by now.
Task<void> Connection::damage() {
  Reply reply = std::exchange(unwritten_, {});
  const bool keep_alive = parser_.keep_alive() && !reply.close && !lane_.stopping();
  out_ = damaged_bytes(reply, lane_.date(), keep_alive, parser_.head_only());
  if (reply.after_written) after_written_.push_back(std::move(reply.after_written));
  if (reply.fault == ReplyFault::silence) co_return co_await keep_silent();
  if (reply.fault == ReplyFault::dripping && !co_await drip()) co_return;
  if (!out_.empty() && !co_await write_rest()) co_return;
  if (resets(reply.fault)) co_return co_await reset();
  co_return co_await linger();
}

/// All parts but those that a lane which stops leaves to be written at once.
Task<bool> Connection::drip() {
  const FrontLimits& limits = lane_.limits();
  Timer timer(lane_.context());
  now_ = real_now();
  enter(Phase::writing,
        RealSpan{(kDrops + kDripParts) * limits.drip.value + limits.write_deadline.value});
  for (;;) {
    if (!co_await write_up_to(drip_end(sent_, out_.size()))) co_return false;
    if (sent_ == out_.size() || lane_.stopping()) co_return true;
    timer.expires_after(limits.drip.value);
    pause_ = &timer;
    ErrorCode ended_early;
    co_await timer.async_wait(await_into(ended_early));
    pause_ = nullptr;
  }
}

/// What the client still sends is read, that its leaving be seen behind it.
Task<void> Connection::keep_silent() {
  now_ = real_now();
  enter(Phase::silent, lane_.limits().silence);
  std::array<char, 1024> discarded;
  ErrorCode error;
  while (!error && !expired_ && !lane_.stopping()) {
    if (tls_) {
      co_await tls_->read_some(asio::buffer(discarded), error);
    } else {
      co_await socket_.async_read_some(asio::buffer(discarded), await_into(error));
    }
  }
}

/// Once all that was written is with the client; over TLS too without a goodbye.
Task<void> Connection::reset() {
  Timer timer(lane_.context());
  now_ = real_now();
  enter(Phase::writing, lane_.limits().write_deadline);
  while (!expired_ && awaits_delivery(socket_.native_handle())) {
    timer.expires_after(kDeliveryGlance);
    ErrorCode ignored;
    co_await timer.async_wait(await_into(ignored));
  }
  reset_on_close(socket_.native_handle());
  cut();
}

}  // namespace asyncsim::http
