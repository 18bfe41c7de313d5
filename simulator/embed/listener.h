// A cpp-httplib server on a free port of loopback that stops when told, whoever is connected.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <thread>

namespace asyncsim::embed {

/// httplib 0.11.4 gives the parsing and the routes. The connections are kept here, because its own
/// way with them (a loop that wakes 90 times a second, and that a stop waits 5 s for) suits no
/// test. To its routes every path is "/": what was asked for stands in the request's target.
class Listener : public httplib::Server {
 public:
  Listener();
  ~Listener() override;  ///< stops

  /// The port, 127.0.0.1's; 0 when there is none. Routes are to be registered before start().
  std::uint16_t bind_to_free_port();
  void start();
  /// Requests in flight are answered, idle connections closed, threads joined.
  void close();

 private:
  bool process_and_close_socket(socket_t socket) override;
  bool enter(socket_t socket);
  void leave(socket_t socket);
  void converse(socket_t socket);
  bool closing();

  std::mutex lock_;
  std::condition_variable left_;
  std::set<socket_t> open_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace asyncsim::embed
