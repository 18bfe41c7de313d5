#include "receiver.h"

#include <chrono>

namespace client_tests {

Receiver::Receiver(Handler handler) {
  const auto receive = [this, handler = std::move(handler)](const httplib::Request& request,
                                                            httplib::Response& response) {
    Notice notice{request.method, request.path, request.params, request.headers, request.body};
    response.status = handler(notice);
    const std::lock_guard lock(mutex_);
    notices_.push_back(std::move(notice));
    came_.notify_all();
  };
  http_.Get(".*", receive);
  http_.Post(".*", receive);
  http_.set_tcp_nodelay(true);
  http_.set_keep_alive_max_count(1);  // its threads are few: none may sit on an idle connection
  port_ = http_.bind_to_any_port("127.0.0.1");
  thread_ = std::thread([this] { http_.listen_after_bind(); });
}

Receiver::~Receiver() {
  http_.stop();
  thread_.join();
}

std::vector<Notice> Receiver::notices() const {
  const std::lock_guard lock(mutex_);
  return notices_;
}

bool Receiver::wait_for(std::size_t count) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, std::chrono::seconds(60), [&] { return notices_.size() >= count; });
}

}  // namespace client_tests
