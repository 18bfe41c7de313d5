// Virtual time as a schedule of events, run on the caller's thread. Nothing here sleeps or waits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <unordered_set>
#include <vector>

#include "core/virtual_time.h"

namespace asyncsim {

/// The order of events within one instant; ranks first, then the order of scheduling.
enum class Rank : std::uint8_t { completion, delivery, answer, timeline, expiry };
inline constexpr std::size_t kRanks = 5;

/// An account's virtual now. Read by many, written by its Scheduler alone; never falls.
class Clock {
 public:
  explicit Clock(TimePoint start) : now_(start) {}
  TimePoint now() const { return now_; }

 private:
  friend class Scheduler;
  TimePoint now_;
};

/// Names a scheduled event until it has run or was cancelled. 0 names none.
using EventId = std::uint64_t;

/// Three words: when, in which order, and what it is about (the meaning is the scheduling floor's).
struct Event {
  TimePoint when{};
  EventId id = 0;  ///< rank in the top byte, then the order of scheduling
  std::uint64_t subject = 0;

  Rank rank() const { return static_cast<Rank>(id >> 56); }
  friend bool operator>(const Event& a, const Event& b) {
    return a.when != b.when ? a.when > b.when : a.id > b.id;
  }
};

class Scheduler {
 public:
  explicit Scheduler(TimePoint start) : clock_(start) {}

  const Clock& clock() const { return clock_; }
  TimePoint now() const { return clock_.now(); }

  /// Schedules an event; a time already past means now.
  EventId at(TimePoint when, Rank rank, std::uint64_t subject);
  /// The same at now + delay, in a queue per (delay, rank): cheap where the delay is a constant.
  EventId after(Span delay, Rank rank, std::uint64_t subject);
  /// Takes an event back. It must be pending.
  void cancel(EventId id);

  /// The next event, left in place.
  std::optional<Event> next();
  /// Takes the next event, after setting the clock to its time.
  std::optional<Event> run_next(TimePoint limit);
  /// Moves the clock; no event may be due before `when`. A time already past is no move.
  void advance_to(TimePoint when);

  std::size_t pending(Rank rank) const { return pending_[static_cast<std::size_t>(rank)]; }

 private:
  struct Lane {
    Span delay;
    Rank rank;
    std::deque<Event> events;
  };

  EventId make_id(Rank rank);
  bool drop_if_cancelled(EventId id);
  void drop_cancelled();
  Lane* earliest_lane();

  Clock clock_;
  std::uint64_t order_ = 0;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> heap_;
  std::vector<Lane> lanes_;
  std::unordered_set<EventId> cancelled_;
  std::array<std::size_t, kRanks> pending_{};
};

}  // namespace asyncsim
