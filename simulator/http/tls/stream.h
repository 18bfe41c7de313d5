// The server's side of TLS over one accepted socket. Where it would wait, its coroutines do. All
// of it belongs to the socket's thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/asio.h"
#include "http/tls/identity.h"

namespace asyncsim::http {

class TlsStream {
 public:
  /// `socket`, which must outlive it, does not block. `already_read` came from it before.
  TlsStream(Socket& socket, const TlsIdentity& identity, std::string_view already_read);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Task<ErrorCode> shake_hands();
  /// Why shaking hands failed, as OpenSSL says it; empty when it was the socket.
  const std::string& reason() const { return reason_; }

  /// At least one byte, or an error; at the client's close_notify eof, as at the socket's end.
  Task<std::size_t> read_some(asio::mutable_buffer room, ErrorCode& error);
  /// What fits into the socket now; else would_block.
  std::size_t write_what_fits(asio::const_buffer bytes, ErrorCode& error);
  Task<std::size_t> write_some(asio::const_buffer bytes, ErrorCode& error);
  /// Says once, if the socket takes it now, that no more bytes will come.
  void close_notify();

 private:
  struct Session;
  ErrorCode error_of(int result);
  Task<void> wait(ErrorCode& error);

  std::unique_ptr<Session> session_;
  std::string reason_;
};

}  // namespace asyncsim::http
