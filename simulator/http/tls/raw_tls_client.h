// For tests: a RawClient that may come to speak TLS.
#pragma once

#include <openssl/x509v3.h>

#include <csignal>
#include <string>

#include "http/raw_client.h"
#include "http/tls/certificates.h"

namespace asyncsim::http {

class RawTlsClient : public RawClient {
 public:
  explicit RawTlsClient(std::uint16_t port)
      : RawClient(port), context_(SSL_CTX_new(TLS_client_method())) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cipher_list(context_.get(), "DEFAULT@SECLEVEL=0");  // for versions of old
  }

  /// TLS1_1_VERSION and the like.
  RawTlsClient& speaking(int version) {
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
    return *this;
  }

  /// Trusts that CA alone; the server must have a certificate for `host`.
  bool shake_hands(const std::string& ca_pem, const std::string& host) {
    if (!ca_pem.empty()) {
      const Certificate ca = read_certificate(ca_pem);
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), ca.get());
      X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context_.get()), X509_V_FLAG_X509_STRICT);
    }
    tls_.reset(SSL_new(context_.get()));
    SSL_set_tlsext_host_name(tls_.get(), host.c_str());
    X509_VERIFY_PARAM* const param = SSL_get0_param(tls_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) != 1)
      SSL_set1_host(tls_.get(), host.c_str());
    SSL_set_fd(tls_.get(), socket());
    const bool done = SSL_connect(tls_.get()) == 1;
    if (!done) tls_.reset();
    return done;
  }

  std::string version() const { return SSL_get_version(tls_.get()); }
  /// The server has said that it will send no more, rather than only hung up.
  bool heard_close_notify() const {
    return (SSL_get_shutdown(tls_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 protected:
  ssize_t send_some(std::string_view bytes) override {
    if (!tls_) return RawClient::send_some(bytes);
    return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  ssize_t receive_some(char* room, std::size_t size) override {
    if (!tls_) return RawClient::receive_some(room, size);
    return SSL_read(tls_.get(), room, static_cast<int>(size));
  }

 private:
  TlsContext context_;
  std::unique_ptr<SSL, FreeWith<SSL_free>> tls_;
};

}  // namespace asyncsim::http
