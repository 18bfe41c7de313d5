// Where the world ends: the one interface through which a webhook attempt leaves.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/virtual_time.h"

namespace asyncsim {

/// Names one attempt of one account's one epoch.
struct AttemptId {
  std::uint64_t epoch = 0;
  std::uint64_t delivery = 0;
  std::uint32_t number = 0;  ///< from 1
  auto operator<=>(const AttemptId&) const = default;
};

/// The request that an attempt sends.
struct HookRequest {
  std::string method;  ///< "POST" or "GET"
  std::string url;     ///< absolute http or https URL, query included
  std::vector<std::pair<std::string, std::string>> headers;  ///< lower-case names
  std::string body;
  bool operator==(const HookRequest&) const = default;
};

enum class AttemptEnd : std::uint8_t {
  answered,   ///< a complete answer came; `status` says what
  refused,    ///< our policy does not send there
  timed_out,  ///< no complete answer within the deadline
  broken,     ///< name look-up, connect, TLS, or exchange failed
  lost,       ///< not sent, on purpose
};
inline constexpr AttemptEnd kLastAttemptEnd = AttemptEnd::lost;
std::string_view name_of(AttemptEnd end);

/// What an attempt looked like from outside, for people: real times, the receiver's own words. No
/// part of what follows from it.
struct AttemptTrace {
  std::string address;  ///< connected: "127.0.0.1:9000"; empty: none was
  std::chrono::system_clock::time_point began{};
  std::chrono::microseconds took{};
  std::string answer;  ///< the beginning of the body
};

/// How one attempt ended.
struct AttemptResult {
  AttemptEnd end = AttemptEnd::answered;
  int status = 0;      ///< 0 unless answered
  std::string reason;  ///< why it failed, for people: what, where, which option to set
  std::optional<ClientSpan> retry_after{};  ///< asked for by a 429 or 503
  AttemptTrace trace{};

  bool delivered() const { return end == AttemptEnd::answered && status >= 200 && status < 300; }
  /// Whether the schedule goes on: not after a success, a 410, or where we do not send.
  bool may_come_again() const {
    if (end == AttemptEnd::answered) return !delivered() && status != 410;
    return end == AttemptEnd::timed_out || end == AttemptEnd::broken;
  }
  friend bool operator==(const AttemptResult& a, const AttemptResult& b) {
    return a.end == b.end && a.status == b.status && a.reason == b.reason &&
           a.retry_after == b.retry_after;
  }
};

}  // namespace asyncsim
