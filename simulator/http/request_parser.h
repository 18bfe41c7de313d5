// Reads one request out of a buffer: Beast's parser for the grammar and the framing, and on top of
// it the rules of RFC 9112 and 9110 that Beast leaves to the server. No socket is needed.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/front.h"
#include "http/request.h"

namespace asyncsim::http {

class RequestParser {
 public:
  enum class Step { more, done, refused };

  explicit RequestParser(const FrontLimits& limits);
  ~RequestParser();

  /// Before each request.
  void restart();

  /// `bytes` begins at the request's first byte; called again with more of them, perhaps at another
  /// address, after `more`. After `done` they must stay in place while request() is used.
  Step read_head(std::string_view bytes);
  /// After the head: takes all that is the body's from the front of `bytes`.
  Step read_body(std::string_view& bytes);

  std::size_t head_size() const;
  bool wants_continue() const;  ///< Expect: 100-continue by a client that may wait for it
  bool keep_alive() const;
  bool head_only() const;    ///< a HEAD request, refused or not
  bool asks_server() const;  ///< OPTIONS *: about the server, not about a resource
  bool asks_tunnel() const;  ///< CONNECT; the target is a valid host, perhaps with a port
  Request& request();        ///< complete after the body's `done`
  const Reply& why() const;  ///< after `refused`

 private:
  class Grammar;
  Grammar& grammar() const;
  const FrontLimits& limits_;
  std::unique_ptr<std::optional<Grammar>> place_;  ///< made anew, in place, for each request
};

}  // namespace asyncsim::http
