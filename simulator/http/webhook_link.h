// One connection to a receiver, with TLS or without.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "core/virtual_time.h"
#include "http/asio.h"
#include "http/webhook_url.h"

namespace boost::asio::ssl {
class context;
}

namespace asyncsim::http {

class WebhookLink {
 public:
  explicit WebhookLink(asio::io_context& context);
  ~WebhookLink();

  Task<ErrorCode> connect(Tcp::endpoint receiver);
  /// A connect() that has not ended does, with operation_aborted; then this is of no more use.
  void give_up_connecting();
  /// Shakes hands and verifies the receiver's certificate for `url`'s host. Empty, or why it
  /// failed.
  Task<std::string> secure(boost::asio::ssl::context& trust, const WebhookUrl& url);
  Task<ErrorCode> write(std::string_view bytes);
  /// At least one byte, or an error. The bytes stay until the next read.
  Task<std::string_view> read(ErrorCode& error);
  /// What waits ends with an error.
  void cut();

  /// Whether a read's error is the receiver's regular end of the connection.
  static bool ended(const ErrorCode& error);
  /// Whether what was written last was most likely not read before that error of a read: the
  /// receiver reset the connection, or closed it before it acknowledged what came.
  bool unheard(const ErrorCode& error);

  /// No byte and no end has come since the last answer: it may carry another exchange.
  bool quiet();
  const std::string& peer() const { return peer_; }           ///< the connected receiver's name_of
  static std::string name_of(const Tcp::endpoint& receiver);  ///< "127.0.0.1:9000"

  RealTime idle_since{};

 private:
  struct Secured;
  Socket socket_;
  std::unique_ptr<Secured> secured_;
  std::string peer_;
  bool connected_ = false;
  std::array<char, 4096> chunk_;
};

}  // namespace asyncsim::http
