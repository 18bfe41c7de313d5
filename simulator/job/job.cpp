#include "job/job.h"

#include <array>

namespace asyncsim {
namespace {

/// The vendor's code and sentence for each FailCode, in its order.
struct Failure {
  std::string_view name, sentence;
};
constexpr std::array kFailures{
    Failure{"none", ""},
    Failure{"reject_block", "The target site blocked the request"},
    Failure{"navigation_timeout", "The target page did not load in time"},
    Failure{"http_status", "The target site answered with an error status"},
    Failure{"captcha", "The target site asked for a captcha that was not solved"},
    Failure{"proxy_timeout", "The peer did not answer in time"},
    Failure{"no_peers", "No peer is available for this request"},
    Failure{"net_err_closed", "The target site closed the connection"},
};
static_assert(kFailures.size() == static_cast<std::size_t>(FailCode::net_err_closed) + 1);

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

std::string_view sentence_of(FailCode code) { return failure(code).sentence; }

}  // namespace asyncsim
