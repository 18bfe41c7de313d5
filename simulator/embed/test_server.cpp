#include "embed/test_server.h"

#include "embed/answering.h"
#include "embed/listener.h"

namespace asyncsim {

class TestServer::Listener : public embed::Listener {};

TestServer::TestServer(TestDoubleOptions options)
    : TestDouble(std::move(options)), listener_(std::make_unique<Listener>()) {
  embed::answer_at(*listener_, "/", simulator());
  const auto port = listener_->bind_to_free_port();
  if (port == 0) throw TestDoubleError("no free port on 127.0.0.1: too many open files, perhaps");
  url_ = "http://127.0.0.1:" + std::to_string(port);
  listener_->start();
}

TestServer::~TestServer() {
  end_waits();
  listener_->close();
}

}  // namespace asyncsim
