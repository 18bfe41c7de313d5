#include "http/connection.h"

#include <algorithm>
#include <array>
#include <memory>

#include "http/front_notes.h"
#include "http/front_replies.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

constexpr std::size_t kFirstRoom = 2 * 1024;    ///< most heads fit; idle connections stay small
constexpr std::size_t kBodyRoom = 64 * 1024;    ///< while a body comes that is larger than that
constexpr std::size_t kFlushAt = 256 * 1024;    ///< of pipelined replies that wait to be written
constexpr std::size_t kKeptOutput = 64 * 1024;  ///< a larger buffer is given back when written
constexpr RealSpan kForever{std::chrono::hours{24 * 365}};

}  // namespace

Connection::Connection(Lane& lane, Socket socket)
    : lane_(lane),
      socket_(std::move(socket)),
      place_(lane.enter(*this)),
      parser_(lane.limits()),
      inbox_(kFirstRoom),
      body_inbox_(0),
      now_(real_now()) {
  ErrorCode ignored;  // of a connection that is gone already; reading will tell
  socket_.set_option(Tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

Connection::~Connection() {
  lane_.leave(place_);
  if (unwritten_.after_written) after_written_.push_back(std::move(unwritten_.after_written));
  written();
}

Task<void> Connection::serve(bool secure_at_once) {
  if (secure_at_once && !co_await secure()) co_return;
  for (;;) {
    const Need need = advance();
    if (!out_.empty() && !write_what_fits() && !co_await write_rest()) co_return;
    if (need == Need::bytes) {
      // Others first: by then the next request is often there, and no reading in vain.
      if (phase_ == Phase::idle) co_await asio::post(lane_.context(), kAwait);
      if (phase_ == Phase::idle && lane_.stopping()) co_return;
      Inbox& inbox = room_for_more();
      ErrorCode error;
      std::size_t count = 0;
      if (tls_) {
        count = co_await tls_->read_some(inbox.room(), error);
      } else {
        count = co_await socket_.async_read_some(inbox.room(), await_into(error));
      }
      if (!received(inbox, count, error)) co_return;
    } else if (need == Need::tls) {
      if (!co_await secure()) co_return;
    } else if (need == Need::thread) {
      respond(co_await answer_on_a_thread());
    } else if (need == Need::hold) {
      respond(co_await wait_for_held());
    } else if (need == Need::damage) {
      co_return co_await damage();
    } else if (need == Need::end) {
      co_return co_await linger();
    }
  }
}

Connection::Need Connection::advance() {
  while (!closing_) {
    if (out_.size() > kFlushAt) return Need::flush;
    Need need = head_done_ ? Need::nothing : read_head();
    if (need == Need::nothing) need = read_body();
    if (need == Need::nothing) need = answer();
    if (need != Need::nothing) return need;
  }
  return unwritten_.fault == ReplyFault::none ? Need::end : Need::damage;
}

Connection::Need Connection::read_head() {
  const auto unread = inbox_.unread();
  if (unread.empty()) {
    enter(Phase::idle, lane_.limits().idle_deadline);
    return lane_.stopping() ? Need::end : Need::bytes;
  }
  switch (parser_.read_head(unread)) {
    case RequestParser::Step::more:
      if (phase_ != Phase::head) enter(Phase::head, lane_.limits().head_deadline);
      return Need::bytes;
    case RequestParser::Step::refused:
      return refuse(parser_.why());
    case RequestParser::Step::done:
      break;
  }
  inbox_.skip(parser_.head_size());
  parser_.request().received = now_;
  head_done_ = true;
  enter(Phase::body, lane_.limits().body_deadline);
  return Need::nothing;
}

Connection::Need Connection::read_body() {
  Inbox& inbox = body_apart_ ? body_inbox_ : inbox_;
  std::string_view rest = inbox.unread();
  const auto before = rest.size();
  const auto step = parser_.read_body(rest);
  inbox.skip(before - rest.size());
  if (step == RequestParser::Step::refused) return refuse(parser_.why());
  if (step == RequestParser::Step::done) return Need::nothing;
  if (!body_apart_) {
    body_apart_ = true;
    body_inbox_.grow(kBodyRoom);
    if (before == 0 && parser_.wants_continue()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  }
  body_inbox_.compact();
  return Need::bytes;
}

Connection::Need Connection::refuse(const Reply& why) {
  note_refusal(lane_.handler(), parser_.request(), why);
  write_reply(out_, why, lane_.date(), false, parser_.head_only());
  closing_ = true;
  return Need::end;
}

Connection::Need Connection::answer() {
  Request& request = parser_.request();
  const FrontHandler& handler = lane_.handler();
  if (parser_.asks_tunnel()) return open_tunnel();
  request.first_on_connection = !std::exchange(answered_, true);
  if (parser_.asks_server()) {
    respond(about_the_server());
  } else if (handler.blocks && handler.blocks(request)) {
    enter(Phase::answering, kForever);
    return Need::thread;
  } else {
    Reply reply = answer_of(handler.answer, request);
    if (reply.held) {
      unwritten_ = std::move(reply);
      enter(Phase::answering, kForever);
      return Need::hold;
    }
    respond(std::move(reply));
  }
  return Need::nothing;
}

void Connection::respond(Reply reply) {
  if (reply.fault != ReplyFault::none) {
    unwritten_ = std::move(reply);
    closing_ = true;
    return;
  }
  const bool keep_alive = parser_.keep_alive() && !reply.close && !lane_.stopping();
  write_reply(out_, reply, lane_.date(), keep_alive, parser_.head_only());
  if (reply.after_written) after_written_.push_back(std::move(reply.after_written));
  closing_ = !keep_alive;
  next_request();
}

void Connection::next_request() {
  parser_.restart();
  head_done_ = false;
  if (!body_apart_) return;
  body_apart_ = false;
  inbox_.compact();
  inbox_.append(body_inbox_.unread());
  body_inbox_ = Inbox(0);
}

Inbox& Connection::room_for_more() {
  if (body_apart_) return body_inbox_;
  const auto most = std::max(lane_.limits().head_bytes + 1, kFirstRoom);
  const bool was_full = inbox_.full();
  inbox_.compact();
  if (was_full) inbox_.grow(std::min(most, 2 * (inbox_.unread().size() + kFirstRoom)));
  return inbox_;
}

bool Connection::received(Inbox& inbox, std::size_t count, const ErrorCode& error) {
  now_ = real_now();
  if (!error) {
    expired_ = false;
    inbox.received(count);
    return true;
  }
  if (!expired_ || (phase_ != Phase::head && phase_ != Phase::body)) return false;
  refuse(refusal(408, "request_timeout", "the request did not come whole in time",
                 "send head and body at once, and their bytes without pauses"));
  return true;
}

bool Connection::write_what_fits() {
  ErrorCode error;
  while (!error && sent_ < out_.size()) {
    const auto rest = asio::buffer(out_) + sent_;
    sent_ += tls_ ? tls_->write_what_fits(rest, error) : socket_.write_some(rest, error);
  }
  if (error) return false;
  written();
  return true;
}

Task<bool> Connection::write_rest() {
  const auto phase = phase_;
  const auto deadline = deadline_;
  now_ = real_now();
  enter(Phase::writing, lane_.limits().write_deadline);
  if (!co_await write_up_to(out_.size())) co_return false;
  written();
  expired_ = false;
  phase_ = phase;
  deadline_ = deadline;
  co_return true;
}

Task<bool> Connection::write_up_to(std::size_t end) {
  while (sent_ < end) {
    ErrorCode error;
    const auto rest = asio::buffer(out_.data() + sent_, end - sent_);
    if (tls_) {
      sent_ += co_await tls_->write_some(rest, error);
    } else {
      sent_ += co_await socket_.async_write_some(rest, await_into(error));
    }
    if (error) co_return false;
  }
  co_return true;
}

void Connection::written() {
  out_.clear();
  if (out_.capacity() > kKeptOutput) out_.shrink_to_fit();
  sent_ = 0;
  if (after_written_.empty()) return;
  for (const auto& callback : std::exchange(after_written_, {})) follow(callback);
}

Task<void> Connection::linger() {
  if (lane_.stopping()) co_return;
  ErrorCode error;
  if (tls_) tls_->close_notify();
  socket_.shutdown(Socket::shutdown_send, error);
  now_ = real_now();
  enter(Phase::lingering, lane_.limits().linger);
  std::array<char, 1024> discarded;
  while (!error) {
    co_await socket_.async_read_some(asio::buffer(discarded), await_into(error));
  }
}

void Connection::enter(Phase phase, RealSpan limit) {
  phase_ = phase;
  deadline_ = now_ + limit.value;
}

void Connection::expire() {
  expired_ = true;
  ErrorCode ignored;
  socket_.cancel(ignored);
}

void Connection::wind_down() {
  ErrorCode ignored;
  const bool quiet = phase_ == Phase::handshake || phase_ == Phase::idle ||
                     phase_ == Phase::lingering || phase_ == Phase::silent;
  if (quiet) socket_.cancel(ignored);
  if (pause_) pause_->cancel();
}

void Connection::cut() {
  ErrorCode ignored;
  socket_.close(ignored);
}

}  // namespace asyncsim::http
