#include "http/service.h"

#include "http/access.h"
#include "http/control/answer.h"
#include "http/errors.h"

namespace asyncsim::http {
namespace {

bool is_control(std::string_view path) { return path == "/_sim" || path.starts_with("/_sim/"); }

Reply no_such_path(const Request& request) {
  const std::string path(request.path().substr(0, 100));
  if (is_control(request.path())) {
    return error_reply(404, "not_found", "no control call " + path,
                       "the README lists them; GET /_sim/health is one");
  }
  return error_reply(
      404, "not_found", "no call is imitated at " + path,
      "POST /unblocker/req or /serp/req submits, GET .../get_result or /response "
      "reads, /request is sync, /zone/get_active_zones, /zone and /status tell of the "
      "account; the control API is below /_sim/");
}

Reply wrong_method(const Request& request, const std::string& allowed) {
  return error_reply(405, "method_not_allowed",
                     std::string(request.method) + " is not for " +
                         std::string(request.path().substr(0, 100)),
                     "allowed: " + allowed)
      .with("allow", allowed);
}

}  // namespace

Reply Service::answer(const Request& request) {
  const std::string_view path = request.path();
  if (is_control(path)) {
    if (const auto refused = refuse_access(request, settings)) return error_reply(*refused);
  }
  Match match = match_route(request.method, path);
  if (match.route) {
    if (shutting_down && is_control(path) && request.query("wait")) {
      return error_reply(control::epoch_over());  // of an account that may be new
    }
    Call call{request, *this, std::move(match.captured)};
    Reply reply = match.route->handler(call);
    if (reply.status >= 400 && is_control(path)) control::name_account(call, reply);
    return reply;
  }
  if (match.allowed.empty()) return no_such_path(request);
  if (request.method == "OPTIONS") return Reply{}.with("allow", match.allowed);
  return wrong_method(request, match.allowed);
}

bool Service::blocks(const Request& request) const {
  if (!is_control(request.path()) && !polls_move_time) return false;
  const Match match = match_route(request.method, request.path());
  if (!match.route) return false;
  if (match.route->blocks == Blocks::with_wait) return request.query("wait").has_value();
  if (match.route->blocks == Blocks::when_polls_move_time) return polls_move_time;
  return match.route->blocks == Blocks::always;
}

}  // namespace asyncsim::http
