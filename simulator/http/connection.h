// One accepted connection: reads requests, has them answered, writes replies in order. It lives in
// one coroutine on its lane's thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/inbox.h"
#include "http/lane.h"
#include "http/request_parser.h"
#include "http/tls/stream.h"

namespace asyncsim::http {

class Connection {
 public:
  Connection(Lane& lane, Socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// `secure`: over TLS from the first byte.
  Task<void> serve(bool secure);

  /// When expire() is due.
  RealTime deadline() const { return deadline_; }
  /// Its deadline has passed: a client in the middle of a request hears 408, others nothing.
  void expire();
  /// The lane stops: closes if idle, else after the exchange in flight.
  void wind_down();
  /// Closes now, whatever is going on.
  void cut();

 private:
  enum class Phase { handshake, idle, head, body, answering, writing, lingering, silent };
  /// What serve() has to do before advance() can go on.
  enum class Need { nothing, bytes, thread, hold, tls, flush, damage, end };

  Need advance();
  Need read_head();
  Need read_body();
  Need refuse(const Reply& why);
  Need answer();
  Need open_tunnel();
  Task<bool> secure();
  void respond(Reply reply);
  void next_request();

  /// What is left to do of a reply with a fault; the connection ends with it.
  Task<void> damage();
  Task<bool> drip();
  Task<void> keep_silent();
  Task<void> reset();

  Inbox& room_for_more();
  bool received(Inbox& inbox, std::size_t count, const ErrorCode& error);
  bool write_what_fits();
  Task<bool> write_rest();
  Task<bool> write_up_to(std::size_t end);
  void written();
  Task<Reply> answer_on_a_thread();
  /// The held reply, once its time is there or the lane stops.
  Task<Reply> wait_for_held();
  Task<void> linger();
  void enter(Phase phase, RealSpan limit);

  Lane& lane_;
  Socket socket_;
  std::optional<TlsStream> tls_;  ///< once it is spoken
  Lane::Place place_;
  RequestParser parser_;
  Inbox inbox_;       ///< heads, and bodies that come with them
  Inbox body_inbox_;  ///< bodies that do not: the head's views must stay where they are
  std::string out_;
  std::size_t sent_ = 0;  ///< of out_
  std::vector<std::function<void()>> after_written_;
  Reply unwritten_;         ///< while it waits for its time, or to be damaged
  Timer* pause_ = nullptr;  ///< that is waited for and ends when the lane stops
  Phase phase_ = Phase::idle;
  bool head_done_ = false, body_apart_ = false;
  bool answered_ = false;  ///< a request before this one
  bool closing_ = false, expired_ = false;
  RealTime now_{};  ///< when bytes last came
  RealTime deadline_ = RealTime::max();
};

}  // namespace asyncsim::http
