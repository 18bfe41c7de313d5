#include "embed/socket_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace asyncsim::embed {
namespace {

constexpr std::chrono::seconds kRead{30};  ///< for the next bytes of a request
constexpr std::chrono::seconds kWrite{5};  ///< for a client to read on

bool ready(socket_t socket, short what, std::chrono::milliseconds longest) {
  pollfd watched{socket, what, 0};
  int found = 0;
  do {
    found = ::poll(&watched, 1, static_cast<int>(longest.count()));
  } while (found < 0 && errno == EINTR);
  return found > 0;
}

bool would_block() { return errno == EAGAIN || errno == EINTR; }

}  // namespace

bool SocketStream::wait(std::chrono::milliseconds longest) const {
  return at_ < end_ || ready(socket_, POLLIN, longest);
}

bool SocketStream::is_readable() const { return wait(kRead); }
bool SocketStream::is_writable() const { return ready(socket_, POLLOUT, kWrite); }

ssize_t SocketStream::read(char* bytes, std::size_t size) {
  if (at_ == end_) {
    ssize_t came;
    do {
      came = ::recv(socket_, ahead_.data(), ahead_.size(), MSG_DONTWAIT);
    } while (came < 0 && would_block() && is_readable());
    if (came <= 0) return came;
    at_ = 0;
    end_ = static_cast<std::size_t>(came);
  }
  const std::size_t count = std::min(size, end_ - at_);
  std::memcpy(bytes, ahead_.data() + at_, count);
  at_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t SocketStream::write(const char* bytes, std::size_t size) {
  ssize_t sent;
  do {
    sent = ::send(socket_, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && would_block() && is_writable());
  return sent;
}

void SocketStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();  // loopback's; nobody here asks
  port = 0;
}

void SocketStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace asyncsim::embed
