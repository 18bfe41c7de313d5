// A small HTTP client for our own server: what healthcheck and demo need.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"

namespace asyncsim::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url;  ///< http://HOST:PORT/path
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct ClientReply {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< lower-case names
  std::string body;
};

/// One exchange on a connection of its own, all of it within `deadline`. Blocks its caller.
Result<ClientReply> fetch(const ClientRequest& request, RealSpan deadline);

/// The same again and again until it answers 200 or `wait` is over; then the last outcome.
Result<ClientReply> fetch_until_ok(const ClientRequest& request, RealSpan wait);

}  // namespace asyncsim::http
