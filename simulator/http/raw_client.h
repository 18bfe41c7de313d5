// For tests: a blocking client that sends bytes as they are, so that nothing corrects them.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>

namespace asyncsim::http {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) option(SOL_SOCKET, SO_RCVBUF, receive_buffer);
    option(IPPROTO_TCP, TCP_NODELAY, 1);
    const timeval give_up{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &give_up, sizeof give_up);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  virtual ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = send_some(bytes);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// One reply, framed by its content-length; what is there at the end if it never comes whole.
  std::string reply(bool head_only = false) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return std::exchange(buffer_, {});
    }
    const auto at = buffer_.find("content-length: ");
    std::size_t size = end + 4;
    if (at < end && !head_only) size += std::stoul(buffer_.substr(at + 16));
    while (buffer_.size() < size && receive()) {
    }
    std::string whole = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return whole;
  }

  std::string exchange(std::string_view bytes) {
    send(bytes);
    return reply();
  }

  /// What comes next; empty at the end.
  std::string some() {
    if (buffer_.empty()) receive();
    return std::exchange(buffer_, {});
  }

  /// Everything until the server closes.
  std::string rest() {
    while (receive()) {
    }
    return std::exchange(buffer_, {});
  }

  /// The server has closed and sent nothing more.
  bool closed() { return rest().empty() && end_; }
  /// What was read last met the server's end of the connection, or its reset.
  bool at_end() const { return end_; }
  bool at_reset() const { return reset_; }

  void half_close() { ::shutdown(socket_, SHUT_WR); }

 protected:
  int socket() const { return socket_; }
  /// As ::send() and ::recv().
  virtual ssize_t send_some(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  virtual ssize_t receive_some(char* room, std::size_t size) {
    return ::recv(socket_, room, size, 0);
  }

 private:
  void option(int level, int name, int value) {
    ::setsockopt(socket_, level, name, &value, sizeof value);
  }

  bool receive() {
    char chunk[65536];
    errno = 0;
    const auto count = receive_some(chunk, sizeof chunk);
    end_ = count == 0;
    reset_ = count < 0 && errno == ECONNRESET;
    if (count <= 0) return false;
    buffer_.append(chunk, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  bool connected_ = false, end_ = false, reset_ = false;
  std::string buffer_;
};

inline std::string status_of(std::string_view reply) { return std::string(reply.substr(9, 3)); }
inline std::string body_of(const std::string& reply) {
  const auto end = reply.find("\r\n\r\n");
  return end == std::string::npos ? "" : reply.substr(end + 4);
}

}  // namespace asyncsim::http
