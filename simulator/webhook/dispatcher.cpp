#include "webhook/dispatcher.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace asyncsim {

std::string_view name_of(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::answered:
      return "answered";
    case AttemptEnd::refused:
      return "refused";
    case AttemptEnd::timed_out:
      return "timed_out";
    case AttemptEnd::broken:
      return "broken";
    case AttemptEnd::lost:
      return "lost";
  }
  return "";
}

std::string_view name_of(DeliveryState state) {
  switch (state) {
    case DeliveryState::pending:
      return "pending";
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::failed:
      return "failed";
    case DeliveryState::refused:
      return "refused";
    case DeliveryState::cancelled:
      return "cancelled";
  }
  return "";
}

std::optional<DeliveryState> delivery_state(std::string_view name) {
  for (auto state : {DeliveryState::pending, DeliveryState::delivered, DeliveryState::failed,
                     DeliveryState::refused, DeliveryState::cancelled}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

std::string delivery_id(std::uint64_t delivery) { return "dlv_" + std::to_string(delivery + 1); }

std::optional<std::uint64_t> read_delivery_id(std::string_view id) {
  if (!id.starts_with("dlv_")) return std::nullopt;
  id.remove_prefix(4);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size() || number == 0) return std::nullopt;
  return number - 1;
}

std::uint64_t WebhookDispatcher::add(std::uint64_t job) {
  Delivery delivery;
  delivery.job = job;
  delivery.planned = scheduler_.now();
  return deliveries_.push(std::move(delivery));
}

void WebhookDispatcher::reschedule(std::uint64_t ordinal, Delivery& delivery, TimePoint due) {
  if (delivery.due != 0) scheduler_.cancel(delivery.due);
  delivery.next = std::max(due, scheduler_.now());
  delivery.due = scheduler_.at(delivery.next, Rank::delivery, ordinal);
}

void WebhookDispatcher::schedule(std::uint64_t ordinal, TimePoint due) {
  Delivery& delivery = *deliveries_.find(ordinal);
  reschedule(ordinal, delivery, due);
  delivery.planned = delivery.next;
}

void WebhookDispatcher::withhold(std::uint64_t ordinal) {
  Delivery& delivery = *deliveries_.find(ordinal);
  delivery.withheld = true;
  delivery.next = scheduler_.now();
  ++withheld_;
}

void WebhookDispatcher::let_go(std::uint64_t ordinal) {
  Delivery* delivery = deliveries_.find(ordinal);
  if (!delivery || !delivery->withheld) return;
  delivery->withheld = false;
  --withheld_;
  schedule(ordinal, scheduler_.now());
}

void WebhookDispatcher::repeat(std::uint64_t ordinal, std::uint32_t copies) {
  deliveries_.find(ordinal)->copies = copies;
}

std::uint32_t WebhookDispatcher::begin_attempt(std::uint64_t ordinal,
                                               std::optional<Span> answer_after) {
  Delivery& delivery = *deliveries_.find(ordinal);
  delivery.due = 0;
  if (!delivery.extra) ++delivery.tries;
  delivery.attempts.push_back({scheduler_.now(), std::nullopt});
  in_flight_.insert(ordinal);
  if (answer_after) {
    delivery.answer = scheduler_.at(scheduler_.now() + *answer_after, Rank::answer, ordinal);
  }
  return static_cast<std::uint32_t>(delivery.attempts.size());
}

bool WebhookDispatcher::arrive(std::uint64_t ordinal, std::uint32_t attempt, AttemptResult result) {
  Delivery* delivery = deliveries_.find(ordinal);
  if (!delivery || !delivery->in_flight() || delivery->attempts.size() != attempt) return false;
  if (delivery->arrived) return false;
  delivery->arrived = std::move(result);
  return delivery->answer == 0;
}

bool WebhookDispatcher::answer_due(std::uint64_t ordinal) {
  Delivery& delivery = *deliveries_.find(ordinal);
  delivery.answer = 0;
  return delivery.arrived.has_value();
}

void WebhookDispatcher::postpone_answer(std::uint64_t ordinal, Span by) {
  Delivery& delivery = *deliveries_.find(ordinal);
  const TimePoint due = scheduler_.now() + by;
  if (delivery.answer != 0) scheduler_.cancel(delivery.answer);
  delivery.answer = scheduler_.at(due, Rank::answer, ordinal);
}

const AttemptResult& WebhookDispatcher::end_attempt(std::uint64_t ordinal) {
  Delivery& delivery = *deliveries_.find(ordinal);
  Attempt& attempt = delivery.attempts.back();
  attempt.result = std::move(delivery.arrived);
  delivery.arrived.reset();
  in_flight_.erase(ordinal);
  answers_.keep(ordinal, static_cast<std::uint32_t>(delivery.attempts.size()),
                std::exchange(attempt.result->trace.answer, {}));
  if (delivery.state == DeliveryState::cancelled) return *attempt.result;
  const bool delivered = std::ranges::any_of(
      delivery.attempts, [](const Attempt& each) { return each.result->delivered(); });
  delivery.state = delivered                                    ? DeliveryState::delivered
                   : attempt.result->end == AttemptEnd::refused ? DeliveryState::refused
                                                                : DeliveryState::failed;
  return *attempt.result;
}

void WebhookDispatcher::try_again(std::uint64_t ordinal, TimePoint due) {
  Delivery& delivery = *deliveries_.find(ordinal);
  delivery.state = DeliveryState::pending;
  reschedule(ordinal, delivery, due);
  delivery.planned = due;
}

bool WebhookDispatcher::send_copy(std::uint64_t ordinal, Span after) {
  Delivery& delivery = *deliveries_.find(ordinal);
  if (delivery.copies == 0 || delivery.state == DeliveryState::cancelled) return false;
  --delivery.copies;
  delivery.state = DeliveryState::pending;
  delivery.extra = true;
  reschedule(ordinal, delivery, scheduler_.now() + after);
  return true;
}

Outcome WebhookDispatcher::send_now(std::uint64_t ordinal) {
  Delivery* delivery = deliveries_.find(ordinal);
  if (!delivery) return not_found("no delivery " + delivery_id(ordinal));
  if (delivery->state == DeliveryState::cancelled) {
    return conflict(delivery_id(ordinal) + " is cancelled: its job has expired");
  }
  const bool due_now = delivery->due != 0 && delivery->next <= scheduler_.now();
  if (delivery->in_flight() || delivery->withheld || due_now) {
    return conflict(delivery_id(ordinal) + " has an attempt under way",
                    "wait until it has ended: GET /_sim/webhooks/" + delivery_id(ordinal));
  }
  delivery->extra = delivery->extra || delivery->state != DeliveryState::pending;
  delivery->state = DeliveryState::pending;
  reschedule(ordinal, *delivery, scheduler_.now());
  return success();
}

bool WebhookDispatcher::cancel(std::uint64_t ordinal) {
  Delivery* delivery = deliveries_.find(ordinal);
  if (!delivery || delivery->state != DeliveryState::pending) return false;
  if (delivery->due != 0) scheduler_.cancel(delivery->due);
  delivery->due = 0;
  if (delivery->withheld) --withheld_;
  delivery->withheld = false;
  delivery->state = DeliveryState::cancelled;
  return true;
}

void WebhookDispatcher::forget(std::uint64_t ordinal) {
  cancel(ordinal);
  const Delivery* delivery = deliveries_.find(ordinal);
  if (delivery && delivery->answer != 0) scheduler_.cancel(delivery->answer);
  in_flight_.erase(ordinal);
  answers_.forget(ordinal);
  deliveries_.erase(ordinal);
}

void WebhookDispatcher::stand() {
  for (const std::uint64_t ordinal : in_flight_) {
    Delivery& delivery = *deliveries_.find(ordinal);
    if (delivery.answer == 0) {
      delivery.answer = scheduler_.at(scheduler_.now(), Rank::answer, ordinal);
    }
  }
}

bool WebhookDispatcher::has_arrived(std::uint64_t ordinal) const {
  const Delivery* delivery = deliveries_.find(ordinal);
  return delivery && delivery->arrived.has_value();
}

}  // namespace asyncsim
