// One load, sent in three ways: by our sender, by libcurl, and by a loop over bare sockets.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

struct Load {
  std::uint16_t port = 0;  ///< of the receiver
  int deliveries = 0;
  unsigned at_once = 64;
};

/// Of the whole process that sent them.
struct Cost {
  double cpu_us = 0;   ///< CPU microseconds a delivery
  double real_us = 0;  ///< real microseconds a delivery
};

/// About 200 bytes of JSON, each delivery's its own.
std::string body_of(int delivery);

Cost by_our_sender(const Load& load);
Cost by_bare_sockets(const Load& load);
#ifdef ASYNCSIM_BENCH_CURL
Cost by_libcurl_perform(const Load& load);        ///< the multi interface with its own poll
Cost by_libcurl_socket_action(const Load& load);  ///< the same with epoll, its quickest way
#endif

}  // namespace bench
