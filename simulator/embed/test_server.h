// The simulator as a server inside a test's own process, for fixtures of GoogleTest or any other
// framework. See test_double.h for what it can be told and asked.
#pragma once

#include <memory>
#include <string>

#include "embed/test_double.h"

namespace asyncsim {

/// Serves the vendor's API and the control API on a free port of 127.0.0.1, from construction to
/// destruction. A connection is a thread, made when needed; idle ones hold up nobody. The first one
/// in a process makes it ignore SIGPIPE.
class TestServer : public TestDouble {
 public:
  /// Throws TestDoubleError for a bad scenario, and when no port can be had.
  explicit TestServer(TestDoubleOptions options = {});
  /// Requests in flight are answered, idle connections closed, threads joined.
  ~TestServer() override;

  /// "http://127.0.0.1:41233"
  const std::string& url() const { return url_; }

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
  std::string url_;
};

}  // namespace asyncsim
