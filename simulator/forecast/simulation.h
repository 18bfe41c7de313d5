// The life of many jobs in the world that a server would give them, without sockets or clients:
// each is submitted, and its time is known.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/virtual_time.h"
#include "forecast/arrivals.h"
#include "job/job.h"
#include "scenario/scenario.h"

namespace asyncsim {

/// A job as a server of the same world would have it.
struct ForeseenJob {
  std::string url;
  TimePoint due{};                 ///< when it was to be submitted ...
  TimePoint submitted{};           ///< ... and when it was; later where a limit made it wait
  std::optional<TimePoint> ready;  ///< or failed; nothing: not by time, or not before it expires
  std::optional<std::uint32_t> ready_after_polls;  ///< whichever is first
  std::optional<TimePoint> told;                   ///< by webhook; nothing: never, or not soundly
  TimePoint expires{};
  FailCode failure = FailCode::none;
  bool vanished = false;  ///< a rule loses its id: every poll hears 404
  bool unheard = false;   ///< a rule loses the answer with its id: nobody can ask for it
};

/// How the submits went.
struct Submission {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;  ///< not submitted again, such as those that a rule answers 500
  std::uint64_t waits = 0;    ///< answered 429, and submitted again after its Retry-After
  double usd = 0;
};

struct SimulationPlan {
  std::shared_ptr<const Scenario> scenario;
  std::string zone;   ///< all go there
  TimePoint start{};  ///< of the arrivals; not before the world's
};

/// Where the world of that scenario starts; `wall` where it says "now".
TimePoint start_of(const Scenario& scenario, TimePoint wall);

/// Calls `each` for every job that is accepted, in order. Submits come one after another: one that
/// hears 429 waits as long as it is told to, and those behind it too. The same completion, for the
/// same submits, as a server has. The error says why no job can be submitted there.
Result<Submission> simulate(const SimulationPlan& plan, const Arrivals& arrivals, TimePoint wall,
                            const std::function<void(const ForeseenJob&)>& each);

}  // namespace asyncsim
