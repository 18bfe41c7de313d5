#include "job/job.h"

#include <array>

namespace asyncsim {
namespace {

/// The vendor's code and sentence for each FailCode, in its order.
struct Failure {
  std::string_view name;
  int status;
  std::string_view sentence;
};
constexpr std::array kFailures{
    Failure{"none", 200, ""},
    Failure{"reject_block", 502, "The target site blocked the request"},
    Failure{"navigation_timeout", 502, "The target page did not load in time"},
    Failure{"http_status", 502, "The target site answered with an error status"},
    Failure{"captcha", 502, "The target site asked for a captcha that was not solved"},
    Failure{"proxy_timeout", 502, "The peer did not answer in time"},
    Failure{"no_peers", 502, "No peer is available for this request"},
    Failure{"net_err_closed", 502, "The target site closed the connection"},
    Failure{"feature_not_active", 400, "The zone does not have that feature"},
    Failure{"ub_bad_endpoint_robots", 400, "The target's robots.txt does not allow this page"},
    Failure{"policy_20020", 403, "The target site is not open to this account"},
    Failure{"client_10000", 407, "The zone or its credentials were refused"},
    Failure{"sr_rate_limit", 429, "The zone's rate limit for this target is reached"},
};
static_assert(kFailures.size() == static_cast<std::size_t>(kLastFailure) + 1);

const Failure& failure(FailCode code) { return kFailures[static_cast<std::size_t>(code)]; }

}  // namespace

std::string_view name_of(JobState state) {
  constexpr std::array<std::string_view, 4> kNames{"pending", "ready", "failed", "expired"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view name_of(FailCode code) { return failure(code).name; }

std::optional<FailCode> fail_code(std::string_view name) {
  for (std::size_t code = 1; code < kFailures.size(); ++code) {
    if (kFailures[code].name == name) return static_cast<FailCode>(code);
  }
  return std::nullopt;
}

int status_of(FailCode code) { return failure(code).status; }

std::string_view sentence_of(FailCode code) { return failure(code).sentence; }

}  // namespace asyncsim
