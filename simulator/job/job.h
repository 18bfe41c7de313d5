// A job: one accepted async request. `Job` is a value, made on reading from the compact store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/virtual_time.h"
#include "job/job_request.h"

namespace asyncsim {

/// Jobs of an account are numbered from 0 in the order of their submission.
using JobOrdinal = std::uint64_t;

enum class JobState : std::uint8_t { pending, ready, failed, expired };
std::string_view name_of(JobState state);

/// Why a job fails, in the vendor's words. `none`: it succeeds.
enum class FailCode : std::uint8_t {
  none,
  reject_block,
  navigation_timeout,
  http_status,
  captcha,
  proxy_timeout,
  no_peers,
  net_err_closed,  ///< up to here the target's; a drawn failure is one of these
  feature_not_active,
  ub_bad_endpoint_robots,
  policy_20020,
  client_10000,
  sr_rate_limit,
};
inline constexpr FailCode kLastDrawnFailure = FailCode::net_err_closed;
inline constexpr FailCode kLastFailure = FailCode::sr_rate_limit;
std::string_view name_of(FailCode code);
/// Nothing for a name that is no failure, "none" included.
std::optional<FailCode> fail_code(std::string_view name);
/// x-brd-status-code, and what a webhook tells: 502 for what the target did.
int status_of(FailCode code);
/// A sentence for x-brd-error.
std::string_view sentence_of(FailCode code);

/// What was drawn at submission: the same for the same request in the same zone and occurrence.
struct Fate {
  std::optional<Span> service;  ///< slowdown included; nothing: never by itself
  FailCode failure = FailCode::none;
  bool operator==(const Fate&) const = default;
};

struct Job {
  JobOrdinal ordinal = 0;
  std::string id;                    ///< empty: a sync call, which has none
  std::shared_ptr<const Zone> zone;  ///< as it was at submission
  JobState state = JobState::pending;
  FailCode failure = FailCode::none;  ///< meaningful once it ended
  bool held = false;                  ///< completes only when told
  TimePoint submitted{};
  std::optional<TimePoint> ready;      ///< the drawn time; nothing while unknown
  TimePoint expires{};                 ///< gone when now >= expires
  std::optional<TimePoint> collected;  ///< first read of the result
  std::uint32_t polls = 0;
  std::uint32_t occurrence = 0;  ///< how many live equal requests went before it
  std::uint32_t attempts = 0;    ///< webhook attempts so far
  JobRequest request;
};

}  // namespace asyncsim
