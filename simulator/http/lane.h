// One thread's share of the front: its io_context, its connections and the one timer that holds
// them to their deadlines. Everything but post() and run() belongs to the lane's thread.
#pragma once

#include <ctime>
#include <list>
#include <string>
#include <string_view>

#include "http/asio.h"
#include "http/blocking_pool.h"
#include "http/front.h"

namespace asyncsim::http {

class Connection;

class Lane {
 public:
  /// All must outlive it.
  Lane(const FrontSettings& settings, const FrontHandler& handler, BlockingPool& pool);

  asio::io_context& context() { return context_; }
  const FrontSettings& settings() const { return settings_; }
  const FrontLimits& limits() const { return settings_.limits; }
  const FrontHandler& handler() const { return handler_; }
  BlockingPool& pool() { return pool_; }

  /// Serves until told to stop and its last connection is gone.
  void run();
  /// From any thread: serves `socket`, which was accepted into this lane's context, over TLS if
  /// it is `secure`.
  void adopt(Socket socket, bool secure);
  /// From any thread: closes idle connections at once, and cuts what is left at `cut`.
  void stop(RealTime cut);

  bool stopping() const { return stopping_; }
  /// The Date field's value, made once a second.
  std::string_view date();

  using Place = std::list<Connection*>::iterator;
  Place enter(Connection& connection) {
    return connections_.insert(connections_.end(), &connection);
  }
  void leave(Place place) { connections_.erase(place); }

 private:
  Task<void> serve(Socket socket, bool secure);
  Task<void> sweep();
  void sweep_once(RealTime now);

  asio::io_context context_{1};
  const FrontSettings& settings_;
  const FrontHandler& handler_;
  BlockingPool& pool_;
  Timer sweeper_;
  std::list<Connection*> connections_;
  bool stopping_ = false;
  RealTime cut_ = RealTime::max();
  std::time_t date_second_ = -1;
  std::string date_;
};

}  // namespace asyncsim::http
