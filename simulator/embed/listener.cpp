#include "embed/listener.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/ascii.h"
#include "embed/socket_stream.h"
#include "http/blocking_pool.h"

namespace asyncsim::embed {
namespace {

constexpr int kBacklog = 4096;  ///< httplib's 5 drops what a burst brings, for a second each
constexpr std::size_t kMostConnections = 1024;
constexpr RealSpan kIdleThread{std::chrono::seconds{5}};
constexpr std::chrono::seconds kIdle{120};  ///< between requests, as the front has it
constexpr std::chrono::seconds kLinger{1};  ///< for the client to read a last answer

/// A thread for each connection, made when needed: an idle client keeps no other waiting.
class ConnectionThreads : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> serve) override {
    if (!pool_.run(serve)) serve();  // all taken: who accepts serves, and others wait
  }
  void shutdown() override { pool_.stop(); }

 private:
  http::BlockingPool pool_{kMostConnections, kIdleThread};
};

/// Published shell samples cut "x-response-id:" out; so the names httplib adds are lower case too.
void lower_names(const httplib::Request&, httplib::Response& response) {
  httplib::Headers lowered;
  for (auto& [sent_name, value] : response.headers) {
    lowered.emplace(lower_case(sent_name), std::move(value));
  }
  response.headers = std::move(lowered);
}

/// std::regex goes a stack frame deeper for each character of what it matches.
void one_path(httplib::Request& request) { request.path.assign(1, '/'); }

/// What is unread when a socket is closed makes the kernel send RST, and the client may lose the
/// answer to it.
void linger(socket_t socket) {
  ::shutdown(socket, SHUT_WR);
  SocketStream rest(socket);
  std::array<char, 1024> discarded;
  while (rest.wait(kLinger) && rest.read(discarded.data(), discarded.size()) > 0) {
  }
}

}  // namespace

Listener::Listener() {
  new_task_queue = [] { return new ConnectionThreads; };
  set_post_routing_handler(lower_names);
  set_tcp_nodelay(true);
  set_socket_options([](socket_t) {});  // its default is SO_REUSEPORT
  set_keep_alive_timeout(kIdle.count());
  set_keep_alive_max_count(std::numeric_limits<int>::max());
}

Listener::~Listener() { close(); }

std::uint16_t Listener::bind_to_free_port() {
  const int port = bind_to_any_port("127.0.0.1");
  if (port <= 0 || ::listen(svr_sock_, kBacklog) != 0) return 0;
  ::fcntl(svr_sock_, F_SETFD, FD_CLOEXEC);
  return static_cast<std::uint16_t>(port);
}

void Listener::start() {
  thread_ = std::thread([this] { listen_after_bind(); });
}

// Not Server::stop(), which does nothing before listen_after_bind() runs, and closes the descriptor
// while accept() may be about to use it: by then it may be another server's.
void Listener::close() {
  {
    std::unique_lock lock(lock_);
    closing_ = true;
    for (const socket_t socket : open_) ::shutdown(socket, SHUT_RD);
    left_.wait(lock, [this] { return open_.empty(); });
  }
  const socket_t listening = svr_sock_.exchange(INVALID_SOCKET);
  if (listening == INVALID_SOCKET) return;
  ::shutdown(listening, SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
  ::close(listening);
}

bool Listener::process_and_close_socket(socket_t socket) {
  if (enter(socket)) {
    converse(socket);
    linger(socket);
    leave(socket);
  }
  ::close(socket);
  return true;
}

void Listener::converse(socket_t socket) {
  SocketStream stream(socket);
  for (bool last = false; !last && stream.wait(kIdle);) {
    const bool closes = closing();
    if (!process_request(stream, closes, last, one_path) || closes) return;
  }
}

bool Listener::enter(socket_t socket) {
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  const std::lock_guard lock(lock_);
  if (!closing_) open_.insert(socket);
  return !closing_;
}

void Listener::leave(socket_t socket) {
  const std::lock_guard lock(lock_);
  open_.erase(socket);
  left_.notify_all();
}

bool Listener::closing() {
  const std::lock_guard lock(lock_);
  return closing_;
}

}  // namespace asyncsim::embed
