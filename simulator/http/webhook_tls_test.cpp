// Webhooks over TLS, towards a receiver with a certificate that it has signed itself.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>

#include "http/raw_receiver.h"
#include "http/webhook_sender.h"

namespace asyncsim::http {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

struct Identity {
  Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  Certificate certificate{X509_new(), X509_free};

  explicit Identity(const std::string& name) {
    X509* const x = certificate.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key.get());
    X509_NAME* const subject = X509_get_subject_name(x);
    const auto* const bytes = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, bytes, -1, -1, 0);
    X509_set_issuer_name(x, subject);
    X509_EXTENSION* const names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + name).c_str());
    X509_add_ext(x, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(x, key.get(), EVP_sha256());
  }

  void write(const std::filesystem::path& file) const {
    FILE* const out = std::fopen(file.c_str(), "w");
    PEM_write_X509(out, certificate.get());
    std::fclose(out);
  }
};

/// Answers 204 to each request; gives up on a connection whose handshake fails.
RawReceiver::Serve securely(const Identity& identity) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), identity.certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
  return [context](ReceiverSide side) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
    SSL_set_fd(tls.get(), side.socket());
    if (SSL_accept(tls.get()) != 1) return;
    char chunk[4096];
    while (SSL_read(tls.get(), chunk, sizeof chunk) > 0) {
      SSL_write(tls.get(), kNoContent, static_cast<int>(std::string_view(kNoContent).size()));
    }
  };
}

AttemptResult send(WebhookSender& sender, std::string url) {
  std::promise<AttemptResult> result;
  sender.send({"POST", std::move(url), {}, "{}"}, {RealSpan{std::chrono::seconds{20}}},
              [&](AttemptResult got) { result.set_value(std::move(got)); });
  return result.get_future().get();
}

/// Trusts `identity` alone while it lives.
class TrustFile {
 public:
  explicit TrustFile(const Identity& identity)
      : file_(std::filesystem::path(testing::TempDir()) /
              ("asyncsim_trust_" + std::to_string(getpid()) + ".pem")) {
    identity.write(file_);
    setenv("SSL_CERT_FILE", file_.c_str(), 1);
  }
  ~TrustFile() {
    unsetenv("SSL_CERT_FILE");
    std::filesystem::remove(file_);
  }

 private:
  std::filesystem::path file_;
};

SenderSettings settings() {
  SenderSettings made;
  made.policy = *TargetPolicy::parse("private");
  return made;
}

TEST(WebhookTls, DeliversToACertificateOfSslCertFile) {
  const Identity identity("localhost");
  const TrustFile trusted(identity);
  RawReceiver receiver(securely(identity));
  WebhookSender sender(settings());
  const auto url = "https://localhost:" + std::to_string(receiver.port()) + "/";
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(send(sender, url), (AttemptResult{AttemptEnd::answered, 204, ""}));
}

TEST(WebhookTls, RefusesAnUnknownCertificateAndSaysWhatToSet) {
  RawReceiver receiver(securely(Identity("localhost")));
  WebhookSender sender(settings());
  const auto result = send(sender, "https://localhost:" + std::to_string(receiver.port()) + "/");
  EXPECT_EQ(result.end, AttemptEnd::broken);
  EXPECT_EQ(
      result.reason.rfind("the TLS certificate of localhost was not accepted: self-signed", 0), 0u)
      << result.reason;
  EXPECT_NE(result.reason.find("SSL_CERT_FILE"), std::string::npos);
  EXPECT_NE(result.reason.find("--webhook-map https://localhost:" +
                               std::to_string(receiver.port()) + "=http://127.0.0.1:PORT"),
            std::string::npos);
}

TEST(WebhookTls, RefusesACertificateForAnotherName) {
  const Identity identity("other.example");
  const TrustFile trusted(identity);
  RawReceiver receiver(securely(identity));
  WebhookSender sender(settings());
  const auto result = send(sender, "https://localhost:" + std::to_string(receiver.port()) + "/");
  EXPECT_EQ(result.end, AttemptEnd::broken);
  EXPECT_EQ(result.reason.rfind("the TLS certificate of localhost was not accepted: ", 0), 0u)
      << result.reason;
}

TEST(WebhookTls, NamesAReceiverThatSpeaksNoTls) {
  RawReceiver receiver([](ReceiverSide side) {
    side.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    side.hold();
  });
  WebhookSender sender(settings());
  const auto result = send(sender, "https://" + receiver.peer() + "/");
  EXPECT_EQ(result.end, AttemptEnd::broken);
  EXPECT_EQ(result.reason.rfind("TLS handshake with " + receiver.peer() + " failed: ", 0), 0u)
      << result.reason;
}

}  // namespace
}  // namespace asyncsim::http
