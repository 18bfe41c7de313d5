// Deliveries and their attempts: when each is due, which are in flight, how each ended.
// It knows neither what a delivery says nor how it travels.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/ordinal_store.h"
#include "core/result.h"
#include "core/scheduler.h"
#include "webhook/answer_archive.h"
#include "webhook/transport.h"

namespace asyncsim {

enum class DeliveryState : std::uint8_t { pending, delivered, failed, refused, cancelled };
std::string_view name_of(DeliveryState state);
std::optional<DeliveryState> delivery_state(std::string_view name);

struct Attempt {
  TimePoint at{};
  std::optional<AttemptResult> result;  ///< nothing while in flight
};

/// One webhook notification. Its ordinal is its constant identity.
struct Delivery {
  std::uint64_t job = 0;
  DeliveryState state = DeliveryState::pending;
  EventId due = 0;                       ///< the scheduled attempt, or 0
  TimePoint next{};                      ///< when that is
  TimePoint planned{};                   ///< when the schedule had the last attempt due
  std::uint32_t tries = 0;               ///< attempts of the schedule so far
  std::uint32_t copies = 0;              ///< to be sent once more each, whatever is answered
  bool extra = false;                    ///< its attempt is none of the schedule's
  bool withheld = false;                 ///< waits until the call that caused it is answered
  EventId answer = 0;                    ///< the scheduled moment of the answer, or 0
  std::optional<AttemptResult> arrived;  ///< came before that moment
  std::vector<Attempt> attempts;

  bool in_flight() const { return !attempts.empty() && !attempts.back().result; }
  /// Nothing but a call brings its attempt.
  bool deferred() const {
    return state == DeliveryState::pending && due == 0 && !withheld && !in_flight();
  }
};

/// "dlv_1" for the first delivery, and back.
std::string delivery_id(std::uint64_t delivery);
std::optional<std::uint64_t> read_delivery_id(std::string_view id);

class WebhookDispatcher {
 public:
  explicit WebhookDispatcher(Scheduler& scheduler) : scheduler_(scheduler) {}

  /// A new delivery of that job, deferred until schedule(), withhold() or send_now().
  std::uint64_t add(std::uint64_t job);
  /// Its first attempt comes then; a time already past means now.
  void schedule(std::uint64_t delivery, TimePoint due);
  /// Its first attempt comes once `let_go` is called.
  void withhold(std::uint64_t delivery);
  void let_go(std::uint64_t delivery);
  /// Has it sent `copies` times more than it would be.
  void repeat(std::uint64_t delivery, std::uint32_t copies);

  /// A delivery event: begins the attempt and returns its number, from 1. With `answer_after` the
  /// answer applies that much later and not before, else as soon as it comes.
  std::uint32_t begin_attempt(std::uint64_t delivery, std::optional<Span> answer_after);
  /// An answer came in. True when it is to be applied at once: call end_attempt.
  bool arrive(std::uint64_t delivery, std::uint32_t attempt, AttemptResult result);
  /// An answer event: whether the answer is there. Else the attempt ends as soon as it comes.
  bool answer_due(std::uint64_t delivery);
  /// The answer takes that much longer, from now on, than it would; not before it has arrived.
  void postpone_answer(std::uint64_t delivery, Span by);
  /// Applies what arrived and settles the delivery, unless it is to `try_again`.
  const AttemptResult& end_attempt(std::uint64_t delivery);
  /// After end_attempt: the schedule goes on then.
  void try_again(std::uint64_t delivery, TimePoint due);
  /// After end_attempt: if a copy is left, it is due that much later. False: none is.
  bool send_copy(std::uint64_t delivery, Span after);

  /// An attempt now: the schedule's next one if there is one, else one more. Not while one is under
  /// way.
  Outcome send_now(std::uint64_t delivery);
  /// Its job is gone: what is still to come is cancelled. True when there was something.
  bool cancel(std::uint64_t delivery);
  /// Drops all memory of it, an attempt in flight included.
  void forget(std::uint64_t delivery);
  /// Virtual time stands from now on: it waits for the attempts that are in flight.
  void stand();

  const Delivery* find(std::uint64_t delivery) const { return deliveries_.find(delivery); }
  /// Whether an answer event of that delivery finds its answer.
  bool has_arrived(std::uint64_t delivery) const;
  /// The beginning of what that attempt, from 1, was answered; as far as it is still kept.
  std::string_view answer(std::uint64_t delivery, std::uint32_t attempt) const {
    return answers_.find(delivery, attempt);
  }
  std::size_t withheld() const { return withheld_; }  ///< deliveries that wait for a written answer
  std::size_t in_flight() const { return in_flight_.size(); }  ///< attempts not yet ended

  template <class Visit>
  void each(std::uint64_t from, Visit visit) const {
    deliveries_.each(from, visit);
  }

 private:
  void reschedule(std::uint64_t ordinal, Delivery& delivery, TimePoint due);

  Scheduler& scheduler_;
  OrdinalStore<Delivery> deliveries_;
  std::size_t withheld_ = 0;
  std::set<std::uint64_t> in_flight_;
  AnswerArchive answers_;
};

}  // namespace asyncsim
