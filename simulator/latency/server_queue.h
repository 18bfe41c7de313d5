// A queue with so many jobs in service at once.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "latency/load_curve.h"
#include "latency/turn.h"

namespace asyncsim {

/// First come, first served, by `servers`; without other tenants exactly G/G/c.
///
/// Other tenants are a fluid. While nothing waits, load(t) * servers serve it, or as many as own
/// jobs leave. It comes at the rate load(t) * servers / service. While something waits, every
/// server that no own job has serves the fluid, so that servers are released at the rate of their
/// number / service, and one at the end of each own job. An own job that comes starts
///   * at once, when nothing waits and a whole server is free;
///   * else when as many servers were released since as jobs are ahead of it, and one for itself;
///     a part of a server that is free when nothing waits counts as released.
class ServerQueue {
 public:
  /// servers > 0; `service` > 0: the mean of the other tenants'; the curve's mean is at most 1.
  ServerQueue(std::uint32_t servers, Span service, LoadCurve curve);

  /// In order of arrivals; service >= 0. Starts at the next whole millisecond; what comes later
  /// changes nothing. Before the first arrival the curve was always like this.
  Turn join(TimePoint arrival, Span service);
  /// Jobs that wait, own ones too, from the last arrival on; to within one job. Costs as much as
  /// there are own jobs in service.
  double backlog_at(TimePoint time) const;

 private:
  /// When an own job starts, and how much must have been released by then.
  struct Waiting {
    TimePoint start;
    double target;
  };

  double own_in_service() const { return static_cast<double>(finishes_.size()); }
  double arriving(TimePoint from, TimePoint to) const;
  double after(double waiting, TimePoint from, TimePoint to) const;
  void catch_up(TimePoint time);
  void add_arrivals(TimePoint time);
  double released_at(TimePoint time) const;
  TimePoint release(double target);

  LoadCurve curve_;
  double servers_, service_;
  // Jobs since something began to wait: how many came up to arrived_, how many servers were
  // released up to front_, which is arrived_ or, while own jobs wait, the start of the last one.
  std::optional<TimePoint> arrived_;
  TimePoint front_{};
  double came_ = 0, released_ = 0;
  /// When the own jobs in service at front_ finish; none is before it.
  std::priority_queue<TimePoint, std::vector<TimePoint>, std::greater<>> finishes_;
  Waiting served_{};             ///< the last own job that waits no more, or what stands for it
  std::deque<Waiting> waiting_;  ///< starts after arrived_
};

}  // namespace asyncsim
