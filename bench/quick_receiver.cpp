#include "quick_receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

namespace bench {
namespace {

constexpr std::string_view kAnswer = "HTTP/1.1 204 No Content\r\n\r\n";
constexpr int kBacklog = 4096;

int listen_on_free_port(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener, generic, size) != 0 || ::listen(listener, kBacklog) != 0 ||
      ::getsockname(listener, generic, &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port = ntohs(address.sin_port);
  return listener;
}

/// The size of the request that `text` begins with, 0 while its head is not whole. Length fields
/// are taken as the senders measured here write them.
std::size_t size_of_request(std::string_view text) {
  const auto end = text.find("\r\n\r\n");
  if (end == text.npos) return 0;
  auto at = text.find("ontent-length: ");
  if (at == text.npos) at = text.find("ontent-Length: ");
  std::size_t body = 0;
  if (at < end) std::from_chars(text.data() + at + 15, text.data() + end, body);
  return end + 4 + body;
}

class Loop {
 public:
  Loop(int answering, int silent) : answering_(answering), silent_(silent) {
    watch(answering);
    watch(silent);
  }

  void run() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) take(events[static_cast<std::size_t>(i)].data.fd);
    }
  }

 private:
  void watch(int socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }

  void take(int socket) {
    if (socket == silent_) {
      ::accept(silent_, nullptr, nullptr);
    } else if (socket == answering_) {
      const int accepted = ::accept(answering_, nullptr, nullptr);
      const int on = 1;
      ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      watch(accepted);
    } else {
      read(socket);
    }
  }

  void read(int socket) {
    std::array<char, 16384> chunk;
    const auto count = ::recv(socket, chunk.data(), chunk.size(), 0);
    if (count <= 0) {
      begun_.erase(socket);
      ::close(socket);
      return;
    }
    std::string& text = begun_[socket];
    text.append(chunk.data(), static_cast<std::size_t>(count));
    for (std::size_t size; (size = size_of_request(text)) != 0 && size <= text.size();) {
      text.erase(0, size);
      ::send(socket, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
    }
  }

  const int epoll_ = ::epoll_create1(0);
  const int answering_, silent_;
  std::unordered_map<int, std::string> begun_;  ///< what came of requests that are not whole
};

}  // namespace

QuickReceiver::QuickReceiver() {
  const int answering = listen_on_free_port(answering_);
  const int silent = listen_on_free_port(silent_);
  process_ = ::fork();
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    Loop(answering, silent).run();
  }
  ::close(answering);
  ::close(silent);
}

QuickReceiver::~QuickReceiver() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace bench
