// For tests: a front with TLS, which echoes, and what it refused.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/front.h"
#include "http/tls/fresh_directory.h"
#include "http/tls/identity.h"
#include "http/tls/raw_tls_client.h"

namespace asyncsim::http {

/// Echoes path and body.
inline Reply echo_path(const Request& request) {
  return text_reply(200, std::string(request.path()) + " " + std::string(request.body));
}

class SecuredFront {
 public:
  using Answer = std::function<Reply(const Request&)>;
  explicit SecuredFront(FrontLimits limits = {}, bool listens = true, Answer answer = echo_path) {
    FrontSettings settings{"127.0.0.1", 0, 1, limits, identity(), std::nullopt};
    if (listens) settings.tls_listen = ListenAddress{"127.0.0.1", 0};
    auto front =
        Front::listen(settings, {std::move(answer), {}, [this](const auto& kind, auto why) {
                                   std::lock_guard guard(lock_);
                                   refused_.push_back(kind + ": " + std::string(why));
                                 }});
    EXPECT_TRUE(front.ok());
    front_ = std::move(*front);
    front_->start();
  }

  static std::shared_ptr<const TlsIdentity> identity() {
    static const FreshDirectory directory;
    static const auto made = *TlsIdentity::open(directory.path(), "");
    return made;
  }

  static bool secure(RawTlsClient& client, const std::string& host = "localhost") {
    return client.shake_hands(identity()->ca_pem(), host);
  }

  Front& front() { return *front_; }
  std::uint16_t port() const { return front_->port(); }
  std::uint16_t tls_port() const { return front_->tls_listen()->port; }
  /// After the front has stopped.
  const std::vector<std::string>& refused() {
    front_->stop(RealSpan{std::chrono::seconds{20}});
    return refused_;
  }

 private:
  std::mutex lock_;
  std::vector<std::string> refused_;
  std::unique_ptr<Front> front_;
};

inline std::string post(std::string_view path, const std::string& body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

constexpr std::string_view kGetA = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

}  // namespace asyncsim::http
