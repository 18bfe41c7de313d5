// The routes of both APIs.
#include "http/control/handlers.h"
#include "http/service.h"
#include "http/vendor/handlers.h"

namespace asyncsim::http {
namespace {

constexpr Route kRoutes[] = {
    // the vendor's
    {"POST", "/unblocker/req", vendor::submit_unlocker},
    {"POST", "/serp/req", vendor::submit_serp},
    {"GET", "/unblocker/get_result", vendor::get_result, Blocks::when_polls_move_time},
    {"GET", "/serp/get_result", vendor::get_result, Blocks::when_polls_move_time},
    {"GET", "/response", vendor::get_response, Blocks::when_polls_move_time},
    {"POST", "/request", vendor::post_request},
    {"GET", "/request", vendor::get_request},
    {"GET", "/zone/get_active_zones", vendor::active_zones},
    {"POST", "/zone", vendor::make_zone},
    {"GET", "/status", vendor::account_status},
    {"GET", "/unblocker/success_rate/{}", vendor::success_rate},
    {"GET", "/customer/bw", vendor::bandwidth},
    // ours
    {"GET", "/_sim/health", control::health},
    {"GET", "/_sim/clock", control::get_clock},
    {"PUT", "/_sim/clock", control::put_clock},
    {"POST", "/_sim/clock/advance", control::post_advance, Blocks::always},
    {"GET", "/_sim/jobs", control::list_jobs},
    {"GET", "/_sim/jobs/{}", control::get_job, Blocks::with_wait},
    {"POST", "/_sim/jobs/{}", control::force_many, Blocks::always},
    {"POST", "/_sim/jobs/{}/{}", control::force_one, Blocks::always},
    {"GET", "/_sim/webhooks", control::list_deliveries},
    {"GET", "/_sim/webhooks/{}", control::get_delivery},
    {"POST", "/_sim/webhooks/recover", control::recover, Blocks::always},
    {"POST", "/_sim/webhooks/deliver", control::deliver, Blocks::always},
    {"POST", "/_sim/webhooks/{}/redeliver", control::redeliver, Blocks::always},
    {"GET", "/_sim/rules", control::list_rules},
    {"POST", "/_sim/rules", control::add_rule},
    {"PUT", "/_sim/rules/{}", control::put_rule},
    {"DELETE", "/_sim/rules/{}", control::delete_rule},
    {"GET", "/_sim/inbox/{}/messages", control::inbox_messages, Blocks::with_wait},
    {"PUT", "/_sim/inbox/{}", control::set_inbox_answer},
    {"*", "/_sim/inbox/{}", control::receive},
    {"GET", "/_sim/journal", control::get_journal, Blocks::with_wait},
    {"GET", "/_sim/ledger", control::get_ledger},
    {"POST", "/_sim/expect", control::expect, Blocks::always},
    {"GET", "/_sim/report", control::get_report},
    {"GET", "/_sim/scenario", control::get_scenario},
    {"PUT", "/_sim/scenario", control::put_scenario},
    {"PATCH", "/_sim/scenario", control::patch_scenario},
    {"POST", "/_sim/reset", control::reset},
    {"GET", "/_sim/accounts", control::list_accounts},
    {"DELETE", "/_sim/accounts/{}", control::delete_account},
    {"GET", "/_sim/ca.pem", control::get_ca},
};

std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>* captured) {
  while (!pattern.empty() && path.starts_with('/')) {
    const std::string_view wanted = next_segment(pattern);
    const std::string_view segment = next_segment(path);
    if (wanted != "{}") {
      if (wanted != segment) return false;
      continue;
    }
    auto decoded = percent_decode(segment, false);
    if (!decoded || decoded->empty()) return false;
    if (captured) captured->push_back(std::move(*decoded));
  }
  return pattern.empty() && path.empty();
}

bool method_fits(std::string_view route, std::string_view method) {
  return route == "*" || route == method || (route == "GET" && method == "HEAD");
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Match match_route(std::string_view method, std::string_view path) {
  Match match;
  for (const Route& route : kRoutes) {
    if (!fits(route.pattern, path, nullptr)) continue;
    if (method_fits(route.method, method)) {
      match.route = &route;
      fits(route.pattern, path, &match.captured);
      return match;
    }
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += route.method;
    if (route.method == "GET") match.allowed += ", HEAD";
  }
  return match;
}

}  // namespace asyncsim::http
