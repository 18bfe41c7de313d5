#include "latency/rate_queue.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "latency/fluid_backlog.h"

namespace asyncsim {
namespace {

/// Whole milliseconds that take in so many; less than a millionth of one is rounding.
Span time_for(double milliseconds) {
  return Span{std::llround(std::ceil(std::max(0.0, milliseconds - 1e-6)))};
}

}  // namespace

RateQueue::RateQueue(double jobs_per_minute, LoadCurve curve)
    : curve_(std::move(curve)), job_(60'000 / jobs_per_minute) {}

double RateQueue::backlog_at(TimePoint time) const {
  if (!arrived_) return lasting_backlog(curve_, time) / job_;
  if (time <= *arrived_) return jobs_;  // exact, however many come at once
  return backlog_after(curve_, jobs_ * job_, 1, *arrived_, time) / job_;
}

Turn RateQueue::join(TimePoint arrival) {
  assert(!arrived_ || *arrived_ <= arrival);
  jobs_ = backlog_at(arrival);
  arrived_ = arrival;
  while (!through_.empty() && through_.front() <= arrival) through_.pop_front();
  const Span wait = time_for(jobs_ * job_);
  Turn turn{arrival + wait, wait, curve_.load_at(arrival), through_.size(), 0};
  turn.others_ahead = std::max(0.0, jobs_ - static_cast<double>(turn.own_ahead));
  jobs_ += 1;
  through_.push_back(arrival + time_for(jobs_ * job_));
  return turn;
}

}  // namespace asyncsim
