// For tests: a receiver whose every connection is served by a function on a thread of its own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace asyncsim::http {

/// One accepted connection.
class ReceiverSide {
 public:
  explicit ReceiverSide(int socket) : socket_(socket) {}
  int socket() const { return socket_; }

  /// A whole request; empty when the sender has closed.
  std::string request() {
    std::size_t size = std::string::npos;
    std::string text;
    while (text.size() < size) {
      char chunk[4096];
      const auto count = ::recv(socket_, chunk, sizeof chunk, 0);
      if (count <= 0) return {};
      text.append(chunk, static_cast<std::size_t>(count));
      const auto end = text.find("\r\n\r\n");
      if (size != std::string::npos || end == std::string::npos) continue;
      const auto at = text.find("content-length: ");
      size = end + 4 + (at < end ? std::stoul(text.substr(at + 16)) : 0);
    }
    return text;
  }

  void send(std::string_view bytes) { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  /// Until some come, which stay unread.
  void wait_for_bytes() {
    char byte;
    ::recv(socket_, &byte, 1, MSG_PEEK);
  }
  void reset_when_closed() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  /// Until the sender closes.
  void hold() {
    char byte;
    while (::recv(socket_, &byte, 1, 0) > 0) {
    }
  }

 private:
  int socket_;
};

class RawReceiver {
 public:
  using Serve = std::function<void(ReceiverSide)>;

  /// At 127.0.0.1 and a free port, unless told.
  explicit RawReceiver(Serve serve, in_addr_t at = INADDR_LOOPBACK, std::uint16_t port = 0)
      : serve_(std::move(serve)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(at);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 64);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept(); });
  }
  ~RawReceiver() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    ::close(listener_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string peer() const { return "127.0.0.1:" + std::to_string(port_); }
  std::uint16_t port() const { return port_; }
  int accepted() const { return accepted_; }

 private:
  void accept() {
    for (int socket; (socket = ::accept(listener_, nullptr, nullptr)) >= 0;) {
      ++accepted_;
      const std::lock_guard lock(mutex_);
      open_.push_back(socket);
      threads_.emplace_back([this, socket] {
        serve_(ReceiverSide(socket));
        const std::lock_guard closing(mutex_);
        std::erase(open_, socket);
        ::close(socket);
      });
    }
  }

  Serve serve_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> accepted_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

/// Answers every request of a connection alike, until the sender closes.
inline RawReceiver::Serve answering(std::string answer) {
  return [answer = std::move(answer)](ReceiverSide side) {
    while (!side.request().empty()) side.send(answer);
  };
}

inline constexpr const char* kNoContent = "HTTP/1.1 204 No Content\r\n\r\n";

}  // namespace asyncsim::http
