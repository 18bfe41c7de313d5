// Where the world ends: the one interface through which a webhook attempt leaves.
#pragma once

#include <cstdint>
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
};
std::string_view name_of(AttemptEnd end);

/// How one attempt ended.
struct AttemptResult {
  AttemptEnd end = AttemptEnd::answered;
  int status = 0;      ///< 0 unless answered
  std::string reason;  ///< why it failed, for people: what, where, which option to set
  bool delivered() const { return end == AttemptEnd::answered && status >= 200 && status < 300; }
  bool operator==(const AttemptResult&) const = default;
};

}  // namespace asyncsim
