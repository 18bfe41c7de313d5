// A receiver that costs next to nothing: an epoll loop in a process of its own.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace bench {

/// Runs as long as this object. To be made while the process has one thread.
class QuickReceiver {
 public:
  QuickReceiver();
  ~QuickReceiver();
  QuickReceiver(const QuickReceiver&) = delete;
  QuickReceiver& operator=(const QuickReceiver&) = delete;

  std::uint16_t answering() const { return answering_; }  ///< a port: 204 to each request
  std::uint16_t silent() const { return silent_; }        ///< a port: accepts, never answers
  static std::string url(std::uint16_t port) {
    return "http://127.0.0.1:" + std::to_string(port) + "/hook";
  }

 private:
  std::uint16_t answering_ = 0, silent_ = 0;
  pid_t process_ = -1;
};

}  // namespace bench
