// A running `asyncsim serve` on a free port of loopback.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "program.h"

namespace client_tests {

using Json = nlohmann::ordered_json;

/// What most tests use: every job takes 30 s and succeeds, and only the test moves time.
inline const Words kManualCi = {"--scenario", "ci", "--clock", "manual"};

/// `first` and then `more`.
Words operator+(Words first, const Words& more);

/// Serves from the constructor, which waits for the ready line, to stop() or the destructor. A test
/// fails unless the program ends with 0 and wrote nothing else to stdout.
class Server {
 public:
  explicit Server(const Words& arguments = kManualCi, const Words& environment = {});
  ~Server();

  const Json& ready_line() const { return ready_; }
  const std::string& url() const { return url_; }  ///< "http://127.0.0.1:PORT"
  int port() const { return port_; }
  const Process& process() const { return process_; }

  /// Ends it with SIGTERM, unless it has been stopped.
  void stop(int signal = SIGTERM);

 private:
  Process process_;
  bool running_ = true;
  Json ready_;
  std::string url_;
  int port_ = 0;
};

}  // namespace client_tests
