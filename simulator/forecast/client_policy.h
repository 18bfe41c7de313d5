// How a client comes by its results, by arithmetic: when it asks, what it hears.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "forecast/simulation.h"

namespace asyncsim {

struct ClientPolicy {
  enum class Kind { webhook, documented, every };
  Kind kind = Kind::documented;
  Span period{};                      ///< of every
  std::optional<Span> collect_after;  ///< polls begin so long after the submit, or the one read so
                                      ///< long after the webhook; nothing: as usual, or at once
  bool operator==(const ClientPolicy&) const = default;
};

/// "webhook", "documented" (as often as the vendor says: 20 s, 10 s, then every 5 s), "every:5s"
Result<ClientPolicy> parse_client_policy(std::string_view text);
/// "every:5s", and "documented, after 1h" where it collects later.
std::string describe(const ClientPolicy& policy);

/// What becomes of a job in that client's hands.
struct Collection {
  std::optional<TimePoint> ready;      ///< nothing: never while it was kept
  std::optional<TimePoint> collected;  ///< nothing: lost
  std::uint64_t polls = 0;             ///< reads; the one that collects is one of them
  std::uint64_t pending_answers = 0;   ///< 202s
};

/// A client gives up at the expiry and no sooner. Its polls are answered as those of a world
/// without rules for polls.
Collection collect(const ClientPolicy& policy, const ForeseenJob& job);

}  // namespace asyncsim
