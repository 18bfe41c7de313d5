#include "core/scheduler.h"

#include <algorithm>

namespace asyncsim {

EventId Scheduler::make_id(Rank rank) {
  ++pending_[static_cast<std::size_t>(rank)];
  return (static_cast<EventId>(rank) << 56) | ++order_;
}

EventId Scheduler::at(TimePoint when, Rank rank, std::uint64_t subject) {
  const EventId id = make_id(rank);
  heap_.push({std::max(when, now()), id, subject});
  return id;
}

EventId Scheduler::after(Span delay, Rank rank, std::uint64_t subject) {
  auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& candidate) {
    return candidate.delay == delay && candidate.rank == rank;
  });
  if (lane == lanes_.end()) lane = lanes_.insert(lanes_.end(), Lane{delay, rank, {}});
  const EventId id = make_id(rank);
  lane->events.push_back({now() + delay, id, subject});
  return id;
}

void Scheduler::cancel(EventId id) {
  cancelled_.insert(id);
  --pending_[static_cast<std::size_t>(id >> 56)];
}

bool Scheduler::drop_if_cancelled(EventId id) { return cancelled_.erase(id) > 0; }

void Scheduler::drop_cancelled() {
  if (cancelled_.empty()) return;
  while (!heap_.empty() && drop_if_cancelled(heap_.top().id)) heap_.pop();
  for (Lane& lane : lanes_) {
    while (!lane.events.empty() && drop_if_cancelled(lane.events.front().id)) {
      lane.events.pop_front();
    }
  }
}

Scheduler::Lane* Scheduler::earliest_lane() {
  Lane* earliest = nullptr;
  for (Lane& lane : lanes_) {
    if (lane.events.empty()) continue;
    if (!earliest || earliest->events.front() > lane.events.front()) earliest = &lane;
  }
  return earliest;
}

std::optional<Event> Scheduler::next() {
  drop_cancelled();
  const Lane* lane = earliest_lane();
  if (heap_.empty()) return lane ? std::optional(lane->events.front()) : std::nullopt;
  if (lane && heap_.top() > lane->events.front()) return lane->events.front();
  return heap_.top();
}

std::optional<Event> Scheduler::run_next(TimePoint limit) {
  const auto event = next();
  if (!event || event->when > limit) return std::nullopt;
  if (!heap_.empty() && heap_.top().id == event->id) {
    heap_.pop();
  } else {
    earliest_lane()->events.pop_front();
  }
  --pending_[static_cast<std::size_t>(event->rank())];
  clock_.now_ = std::max(clock_.now_, event->when);
  return event;
}

void Scheduler::advance_to(TimePoint when) { clock_.now_ = std::max(clock_.now_, when); }

}  // namespace asyncsim
