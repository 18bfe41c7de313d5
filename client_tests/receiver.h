// A webhook receiver on a free port of loopback, on threads of this process.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace client_tests {

/// One request that came in.
struct Notice {
  std::string method;
  std::string path;
  httplib::Params query;
  httplib::Headers headers;
  std::string body;
};

class Receiver {
 public:
  /// Called for each notice, on several threads at once; returns the status to answer.
  using Handler = std::function<int(const Notice&)>;

  explicit Receiver(Handler handler = [](const Notice&) { return 200; });
  ~Receiver();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<Notice> notices() const;
  /// Waits until `count` have been answered; false when they did not come in time.
  bool wait_for(std::size_t count);

 private:
  httplib::Server http_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Notice> notices_;
  std::thread thread_;
};

}  // namespace client_tests
