// What a URL itself asks of the simulator, for clients that can only choose a URL or a query:
//   https://sim.test/latency/2h/outcome/fail?code=captcha   the URL
//   https://shop.example/p/1#sim/latency/2h                 a fragment of any URL
//   https://search.example/search?q=sim.test/polls/3        what is searched for
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/result.h"
#include "core/virtual_time.h"
#include "job/job.h"

namespace asyncsim {

inline constexpr std::uint64_t kMostBodyBytes = 10'000'000;

/// Nothing for what the URL does not ask for.
struct UrlWishes {
  std::optional<Span> latency;         ///< /latency/2h; no slowdown applies to it
  std::optional<std::uint32_t> polls;  ///< /polls/3: that many hear 202, the last completes the job
  bool never = false;                  ///< /outcome/never: pending until it expires
  std::optional<FailCode> failure;     ///< /outcome/fail?code=CODE; none: /outcome/success
  std::optional<int> status;           ///< /status/404: the target's own
  std::optional<std::uint64_t> body_bytes;  ///< /body/1MB: of the page
  bool operator==(const UrlWishes&) const = default;

  /// Whether it says when the job ends, in place of its zone's latency.
  bool set_time() const { return latency || polls || never; }
  bool any() const { return *this != UrlWishes{}; }
};

/// The error says which word is wrong, and its hint which there are.
Result<UrlWishes> read_wishes(std::string_view url);

}  // namespace asyncsim
