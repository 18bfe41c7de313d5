// The vendor's queue, which own jobs share with other tenants: what peak hours are made of.
#pragma once

#include <cstdint>
#include <variant>

#include "core/result.h"
#include "core/virtual_time.h"
#include "latency/load_curve.h"
#include "latency/rate_queue.h"
#include "latency/server_queue.h"
#include "latency/turn.h"

namespace asyncsim {

/// So many jobs are started a minute.
struct PerMinute {
  double jobs = 0;
  bool operator==(const PerMinute&) const = default;
};

/// So many jobs are in service at once.
struct AtOnce {
  std::uint32_t jobs = 0;
  Span service{};  ///< the mean of other tenants' jobs
  bool operator==(const AtOnce&) const = default;
};

using QueueCapacity = std::variant<PerMinute, AtOnce>;

/// First come, first served; other tenants are a fluid, own jobs are discrete. A job's start is
/// fixed when it comes: exact, the same for the same calls, O(log n) amortized.
class Queue {
 public:
  /// The error says in one line what cannot be: no capacity, or load above it for ever.
  static Result<Queue> make(const QueueCapacity& capacity, LoadCurve others);

  /// In order of arrivals; service >= 0.
  Turn join(TimePoint arrival, Span service);
  TimePoint start(TimePoint arrival, Span service) { return join(arrival, service).start; }

  /// The mean of other tenants' jobs; 0 where nothing says so: per minute.
  Span usual_service() const { return usual_service_; }

  /// Jobs that wait at `time`, own ones too, if no more come; from the last arrival on.
  double backlog_at(TimePoint time) const;

 private:
  using Kind = std::variant<RateQueue, ServerQueue>;
  Queue(Kind kind, Span usual_service) : kind_(std::move(kind)), usual_service_(usual_service) {}

  Kind kind_;
  Span usual_service_;
};

}  // namespace asyncsim
