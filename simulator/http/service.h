// What the server answers: the vendor's API and ours, as functions from a Request to a Reply.
// No socket in sight: the front calls it, a test or a fuzzer may too.
#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/accounts.h"
#include "http/request.h"
#include "http/vendor/page_folder.h"

namespace asyncsim::http {

struct ServiceSettings {
  std::string version;
  std::string listen_host = "127.0.0.1";
  std::string control_token;                  ///< empty: none is asked for
  bool control_open = false;                  ///< any Host may call the control API
  std::optional<vendor::PageFolder> pages{};  ///< nothing: pages are made up
};

class Service;

/// One call on its way through a handler.
struct Call {
  const Request& request;
  Service& service;
  std::vector<std::string> captured{};  ///< what stood for {} in the route's pattern, decoded

  RealTime now() const { return request.received; }
};

using Handler = Reply (*)(Call&);

enum class Blocks { never, with_wait, when_polls_move_time, always };

/// One line of the routes table.
struct Route {
  std::string_view method;   ///< "*" is any
  std::string_view pattern;  ///< "/_sim/jobs/{}": {} is one path segment
  Handler handler;
  Blocks blocks = Blocks::never;  ///< with_wait: when the query has a `wait`
};

class Service {
 public:
  Service(Accounts& all, ServiceSettings how) : accounts(all), settings(std::move(how)) {}

  /// Never throws for what a client sent.
  Reply answer(const Request& request);
  /// Whether answering may block its thread: an advance, a verb, a wait.
  bool blocks(const Request& request) const;
  /// Advances stop at the next event from now on.
  void shut_down() { shutting_down = true; }

  Accounts& accounts;
  const ServiceSettings settings;
  std::atomic<bool> shutting_down{false};
  std::atomic<bool> polls_move_time{false};  ///< in some account, so that polls may block
  std::string ca_pem;  ///< empty: TLS is off. Set before the first request
};

/// The routes of both APIs: verb, pattern, function.
std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> captured{};
  std::string allowed{};  ///< the methods of the routes that fit the path alone: "GET, PUT"
};
Match match_route(std::string_view method, std::string_view path);

}  // namespace asyncsim::http
