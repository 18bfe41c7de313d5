// How a connection comes to speak TLS: from its first byte on, or behind a CONNECT.
#include "http/connection.h"
#include "http/front_notes.h"
#include "http/request_rules.h"
#include "http/tls/tunnel.h"
#include "pacer/real_time.h"

namespace asyncsim::http {

Connection::Need Connection::open_tunnel() {
  const FrontSettings& settings = lane_.settings();
  if (!settings.tls) return refuse(tunnels_are_off());
  if (tls_) return refuse(tunnel_in_tls());
  const auto tls_port = settings.tls_listen ? settings.tls_listen->port : std::uint16_t{0};
  if (const auto refused = refuse_tunnel(parser_.request().target, tls_port)) {
    return refuse(*refused);
  }
  out_ += "HTTP/1.1 200 Connection established\r\n\r\n";
  next_request();
  return Need::tls;
}

/// The first bytes tell TLS from plain HTTP; they are here already if they came behind a CONNECT.
Task<bool> Connection::secure() {
  if (lane_.stopping()) co_return false;
  enter(Phase::handshake, lane_.limits().handshake_deadline);
  ErrorCode error;
  inbox_.compact();
  if (inbox_.empty()) {
    const auto count = co_await socket_.async_read_some(inbox_.room(), await_into(error));
    if (error) co_return false;  // nothing was said
    inbox_.received(count);
  }
  if (may_begin_a_request(inbox_.unread().front())) {
    refuse(speaks_tls_only());
    co_return true;
  }
  tls_.emplace(socket_, *lane_.settings().tls, inbox_.unread());
  inbox_.skip(inbox_.unread().size());
  error = co_await tls_->shake_hands();
  now_ = real_now();
  if (error && !lane_.stopping()) {
    note_failed_handshake(lane_.handler(), expired_ ? "it took too long" : tls_->reason(),
                          lane_.settings().tls->ca_file());
  }
  co_return !error;
}

}  // namespace asyncsim::http
