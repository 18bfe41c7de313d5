// A queue that does so many jobs a minute.
#pragma once

#include <deque>
#include <optional>

#include "latency/load_curve.h"
#include "latency/turn.h"

namespace asyncsim {

/// First come, first served. Other tenants' jobs come as a fluid of load(t) times the capacity,
/// own jobs one by one; each takes its share of the capacity, then its service starts.
class RateQueue {
 public:
  /// jobs_per_minute > 0; the curve's mean is at most 1.
  RateQueue(double jobs_per_minute, LoadCurve curve);

  /// In order of arrivals. The wait is that for all that is ahead, to the next whole millisecond;
  /// what comes later changes nothing. Before the first arrival the curve was always like this.
  Turn join(TimePoint arrival);
  /// Jobs that are not through, own ones too, from the last arrival on: a part of one is left.
  double backlog_at(TimePoint time) const;

 private:
  LoadCurve curve_;
  double job_;                        ///< milliseconds of the capacity that a job takes
  double jobs_ = 0;                   ///< not through, when the last one arrived, with it
  std::optional<TimePoint> arrived_;  ///< nothing: no job came yet
  std::deque<TimePoint> through_;     ///< when own jobs are; those that may not be yet
};

}  // namespace asyncsim
