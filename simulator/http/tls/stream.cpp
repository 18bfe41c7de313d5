#include "http/tls/stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "http/tls/openssl.h"

namespace asyncsim::http {

/// OpenSSL over the socket, with no buffer in between: an idle stream has none at all. OpenSSL's
/// own socket BIO would raise SIGPIPE, and could not begin with bytes that were read before.
struct TlsStream::Session {
  Session(Socket& on, SSL_CTX& context, std::string_view already_read)
      : socket(on), early(already_read), tls(SSL_new(&context)) {
    BIO* const bio = BIO_new(method());
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(tls.get(), bio, bio);
  }

  Socket& socket;
  std::string early;  ///< bytes to read before the socket's
  std::size_t early_used = 0;
  bool ended = false, shaken = false, said_goodbye = false;
  Socket::wait_type waits_for = Socket::wait_read;
  std::unique_ptr<SSL, FreeWith<SSL_free>> tls;

 private:
  static Session& of(BIO* bio) { return *static_cast<Session*>(BIO_get_data(bio)); }
  static bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

  static int read(BIO* bio, char* room, int size) {
    Session& session = of(bio);
    BIO_clear_retry_flags(bio);
    if (!session.early.empty()) return session.read_early(room, static_cast<std::size_t>(size));
    const auto count =
        ::recv(session.socket.native_handle(), room, static_cast<std::size_t>(size), 0);
    session.ended = count == 0;
    if (count < 0 && would_block()) BIO_set_retry_read(bio);
    return static_cast<int>(count);
  }

  int read_early(char* room, std::size_t size) {
    const auto count = early.copy(room, size, early_used);
    early_used += count;
    if (early_used == early.size()) early = std::string();
    return static_cast<int>(count);
  }

  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const auto count =
        ::send(of(bio).socket.native_handle(), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (count < 0 && would_block()) BIO_set_retry_write(bio);
    return static_cast<int>(count);
  }

  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return of(bio).ended ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* const kind = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
      BIO_meth_set_read(kind, read);
      BIO_meth_set_write(kind, write);
      BIO_meth_set_ctrl(kind, control);
      return kind;
    }();
    return made;
  }
};

TlsStream::TlsStream(Socket& socket, const TlsIdentity& identity, std::string_view already_read)
    : session_(std::make_unique<Session>(socket, identity.context(), already_read)) {}

TlsStream::~TlsStream() { close_notify(); }

ErrorCode TlsStream::error_of(int result) {
  const int kind = SSL_get_error(session_->tls.get(), result);
  session_->waits_for = kind == SSL_ERROR_WANT_WRITE ? Socket::wait_write : Socket::wait_read;
  switch (kind) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
      return asio::error::eof;
    case SSL_ERROR_SSL:
      reason_ = openssl_reason();
      break;
    default:
      break;
  }
  session_->said_goodbye = true;  // nothing may be sent after a fatal error
  if (session_->ended) return asio::error::eof;
  return asio::error::connection_reset;
}

Task<void> TlsStream::wait(ErrorCode& error) {
  co_await session_->socket.async_wait(session_->waits_for, await_into(error));
}

Task<ErrorCode> TlsStream::shake_hands() {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(session_->tls.get());
    session_->shaken = result == 1;
    if (result == 1) co_return ErrorCode{};
    ErrorCode error = error_of(result);
    if (error == asio::error::would_block) co_await wait(error = {});
    if (error) co_return error;
  }
}

Task<std::size_t> TlsStream::read_some(asio::mutable_buffer room, ErrorCode& error) {
  for (;;) {
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(session_->tls.get(), room.data(), room.size(), &count);
    if (result == 1) co_return count;
    error = error_of(result);
    if (error == asio::error::would_block) co_await wait(error = {});
    if (error) co_return 0;
  }
}

std::size_t TlsStream::write_what_fits(asio::const_buffer bytes, ErrorCode& error) {
  std::size_t count = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(session_->tls.get(), bytes.data(), bytes.size(), &count);
  if (result != 1) error = error_of(result);
  return result == 1 ? count : 0;
}

Task<std::size_t> TlsStream::write_some(asio::const_buffer bytes, ErrorCode& error) {
  for (;;) {
    const auto count = write_what_fits(bytes, error);
    if (error == asio::error::would_block) co_await wait(error = {});
    if (error || count > 0) co_return count;
  }
}

void TlsStream::close_notify() {
  if (!session_->shaken || std::exchange(session_->said_goodbye, true)) return;
  if (!session_->socket.is_open()) return;
  ERR_clear_error();
  SSL_shutdown(session_->tls.get());
  ERR_clear_error();
}

}  // namespace asyncsim::http
