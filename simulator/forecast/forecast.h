// What a night of jobs will be like: how long they take, what polls they cost, what is lost.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"
#include "forecast/arrivals.h"
#include "forecast/client_policy.h"
#include "forecast/simulation.h"
#include "scenario/scenario.h"

namespace asyncsim {

/// Of so many spans, to the millisecond by nearest rank; all 0 when there are none.
struct Quantiles {
  std::uint64_t count = 0;
  Span p50{}, p95{}, p99{}, longest{};
};

/// What happened in a step of virtual time.
struct ForecastStep {
  TimePoint start{};
  std::uint64_t submitted = 0;
  std::uint64_t completed = 0;  ///< ready or failed
  std::uint64_t in_flight = 0;  ///< at most, at once: neither done nor expired
};

inline constexpr Span kForecastStep = std::chrono::minutes{1};

/// One start with one client.
struct ForecastCase {
  TimePoint start{};
  ClientPolicy client{};
  Submission submission{};
  TimePoint last_submit{};
  Quantiles ready{};      ///< from the moment a job was to be submitted
  Quantiles collected{};  ///< the same, until its client has it
  std::uint64_t failed = 0;
  std::uint64_t never_ready = 0;  ///< not while they were kept
  std::uint64_t lost = 0;         ///< not collected while they were kept
  std::uint64_t polls = 0, pending_answers = 0;
  std::optional<TimePoint> all_done;  ///< the last job was ready; nothing: none was
  std::uint64_t most_in_flight = 0;
  /// By kForecastStep, or a multiple of it where that would be too many; without gaps.
  std::vector<ForecastStep> steps{};
};

struct ForecastOrder {
  std::shared_ptr<const Scenario> scenario;
  std::string zone;
  std::vector<TimePoint> starts;
  std::vector<ClientPolicy> clients;
  TimePoint wall{};  ///< where a scenario starts "now"
};

/// A case for each start with each client, starts first. `each` sees every job of every start with
/// what each client makes of it. The error says what cannot be.
Result<std::vector<ForecastCase>> forecast(
    const ForecastOrder& order, const Arrivals& arrivals,
    const std::function<void(TimePoint start, const ClientPolicy&, const ForeseenJob&,
                             const Collection&)>& each = {});

/// Steps taken together to spans of that length, counted from the first.
std::vector<ForecastStep> coarser(const std::vector<ForecastStep>& steps, Span step);

}  // namespace asyncsim
