#include "latency/server_queue.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "latency/fluid_backlog.h"
#include "latency/milliseconds.h"

namespace asyncsim {
namespace {

constexpr double kNothing = 1e-6;  // of a job or of a millisecond: rounding

}  // namespace

ServerQueue::ServerQueue(std::uint32_t servers, Span service, LoadCurve curve)
    : curve_(std::move(curve)), servers_(servers), service_(ms(service)) {}

/// Other tenants' jobs in [from, to).
double ServerQueue::arriving(TimePoint from, TimePoint to) const {
  return curve_.integral(from, to) * servers_ / service_;
}

/// Jobs that wait at `to` when no own job comes or goes: the servers left to the fluid serve it.
double ServerQueue::after(double waiting, TimePoint from, TimePoint to) const {
  const double job = service_ / servers_;
  const double left =
      backlog_after(curve_, waiting * job, 1 - own_in_service() / servers_, from, to);
  return left / job;
}

/// Moves front_ to `time`, when all own jobs have started, and counts anew from there.
void ServerQueue::catch_up(TimePoint time) {
  double waiting = 0;
  if (!arrived_) {
    waiting = lasting_backlog(curve_, time) * servers_ / service_;
    front_ = time;
  } else {
    waiting = std::max(0.0, came_ + arriving(*arrived_, front_) - released_);
  }
  for (; !finishes_.empty() && finishes_.top() <= time; finishes_.pop()) {
    waiting = std::max(0.0, after(waiting, front_, finishes_.top()) - 1);
    front_ = finishes_.top();
  }
  waiting = after(waiting, front_, time);
  arrived_ = front_ = time;
  came_ = waiting < kNothing ? 0 : waiting;
  released_ = 0;
  served_ = {time, 0};
  waiting_.clear();
}

/// Counts what other tenants sent up to `time`.
void ServerQueue::add_arrivals(TimePoint time) {
  if (!arrived_ || front_ <= time) return catch_up(time);
  came_ += arriving(*arrived_, time);
  arrived_ = time;
  for (; waiting_.front().start <= time; waiting_.pop_front()) served_ = waiting_.front();
}

/// Between two starts of own jobs, as if releases came evenly.
double ServerQueue::released_at(TimePoint time) const {
  if (waiting_.empty()) return released_;
  const Waiting& next = waiting_.front();
  const double part = ms(time - served_.start) / ms(next.start - served_.start);
  return served_.target + part * (next.target - served_.target);
}

/// Moves front_ to when that many servers have been released.
TimePoint ServerQueue::release(double target) {
  while (released_ < target - kNothing) {
    const double rate = (servers_ - own_in_service()) / service_;
    const double wanted = target - released_;
    if (finishes_.empty() || rate * ms(finishes_.top() - front_) >= wanted) {
      const Span wait{std::llround(std::ceil(wanted / rate - kNothing))};
      front_ += wait;
      released_ += rate * ms(wait);
      return front_;
    }
    released_ += rate * ms(finishes_.top() - front_) + 1;
    front_ = finishes_.top();
    finishes_.pop();
  }
  return front_;
}

Turn ServerQueue::join(TimePoint arrival, Span service) {
  assert(!arrived_ || *arrived_ <= arrival);
  add_arrivals(arrival);
  Turn turn{arrival, Span{0}, curve_.load_at(arrival), waiting_.size(), 0};
  if (waiting_.empty() && came_ == 0) {
    const double free = servers_ - own_in_service() - turn.load * servers_;
    if (free >= 1 - kNothing) {
      finishes_.push(arrival + service);
      return turn;
    }
    came_ = -std::max(0.0, free);
  }
  const double ahead = came_ - released_at(arrival);
  turn.others_ahead = std::max(0.0, ahead - static_cast<double>(turn.own_ahead));
  came_ += 1;
  turn.start = release(came_);
  turn.wait = turn.start - arrival;
  finishes_.push(turn.start + service);
  waiting_.push_back({turn.start, came_});
  return turn;
}

double ServerQueue::backlog_at(TimePoint time) const {
  ServerQueue later = *this;
  later.add_arrivals(std::max(time, arrived_.value_or(time)));
  return std::max(0.0, later.came_ - later.released_at(*later.arrived_));
}

}  // namespace asyncsim
