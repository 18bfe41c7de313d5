// An accepted socket as httplib reads and writes it.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>

namespace asyncsim::embed {

/// Does not own the socket. Bytes read ahead stay with it, so one serves a whole connection.
class SocketStream : public httplib::Stream {
 public:
  explicit SocketStream(socket_t socket) : socket_(socket) {}

  /// Whether the next request, or the end, comes within that real time.
  bool wait(std::chrono::milliseconds longest) const;

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* bytes, std::size_t size) override;
  ssize_t write(const char* bytes, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  /// None: httplib asks for it only to refuse descriptors that select() can't watch. poll() can.
  socket_t socket() const override { return INVALID_SOCKET; }
  using httplib::Stream::write;

 private:
  const socket_t socket_;
  std::array<char, 16 * 1024> ahead_;
  std::size_t at_ = 0, end_ = 0;  ///< of ahead_, what is not yet read
};

}  // namespace asyncsim::embed
