#include "http/webhook_link.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace asyncsim::http {

struct WebhookLink::Secured {
  Secured(Socket& socket, asio::ssl::context& trust) : stream(socket, trust) {}
  asio::ssl::stream<Socket&> stream;
};

WebhookLink::WebhookLink(asio::io_context& context) : socket_(context) {}
WebhookLink::~WebhookLink() = default;

std::string WebhookLink::name_of(const Tcp::endpoint& receiver) {
  const auto address = receiver.address().to_string();
  return (receiver.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(receiver.port());
}

Task<ErrorCode> WebhookLink::connect(Tcp::endpoint receiver) {
  peer_ = name_of(receiver);
  ErrorCode error;
  co_await socket_.async_connect(receiver, await_into(error));
  if (!error && !socket_.is_open()) error = asio::error::operation_aborted;  // given up just now
  if (error) co_return error;
  connected_ = true;
  socket_.non_blocking(true, error);
  socket_.set_option(Tcp::no_delay(true), error);
  co_return error;
}

Task<std::string> WebhookLink::secure(asio::ssl::context& trust, const WebhookUrl& url) {
  secured_ = std::make_unique<Secured>(socket_, trust);
  auto& stream = secured_->stream;
  ErrorCode error;
  if (!url.literal) SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.set_verify_callback(asio::ssl::host_name_verification(url.host));
  co_await stream.async_handshake(asio::ssl::stream_base::client, await_into(error));
  if (!error) co_return std::string{};
  const long verified = SSL_get_verify_result(stream.native_handle());
  if (verified == X509_V_OK && error.message().find("certificate verify") == std::string::npos) {
    co_return "TLS handshake with " + peer_ + " failed: " + error.message();
  }
  const std::string why =
      verified == X509_V_OK ? "it is not for that name" : X509_verify_cert_error_string(verified);
  co_return "the TLS certificate of " + url.host + " was not accepted: " + why +
      "; set SSL_CERT_FILE to a file with its CA, or use --webhook-map " + url.origin() +
      "=http://127.0.0.1:PORT";
}

Task<ErrorCode> WebhookLink::write(std::string_view bytes) {
  const auto buffer = asio::buffer(bytes.data(), bytes.size());
  ErrorCode error;
  if (secured_) {
    co_await asio::async_write(secured_->stream, buffer, await_into(error));
    co_return error;
  }
  const auto sent = socket_.write_some(buffer, error);
  if (error == asio::error::would_block) error = {};
  if (!error && sent < bytes.size()) {
    co_await asio::async_write(socket_, buffer + sent, await_into(error));
  }
  co_return error;
}

Task<std::string_view> WebhookLink::read(ErrorCode& error) {
  std::size_t count = 0;
  if (secured_) {
    count = co_await secured_->stream.async_read_some(asio::buffer(chunk_), await_into(error));
  } else {
    count = co_await socket_.async_read_some(asio::buffer(chunk_), await_into(error));
  }
  co_return std::string_view(chunk_.data(), count);
}

// Many a server ends TLS without saying so.
bool WebhookLink::ended(const ErrorCode& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

bool WebhookLink::unheard(const ErrorCode& error) {
  if (!ended(error)) return true;
  int unacknowledged = 0;
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &unacknowledged) == 0 && unacknowledged > 0;
}

void WebhookLink::give_up_connecting() {
  if (!connected_) cut();
}

void WebhookLink::cut() {
  ErrorCode ignored;
  socket_.close(ignored);
}

bool WebhookLink::quiet() {
  char byte = 0;
  ErrorCode error;
  socket_.receive(asio::buffer(&byte, 1), Socket::message_peek, error);
  return error == asio::error::would_block;
}

}  // namespace asyncsim::http
