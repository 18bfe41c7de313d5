// Webhooks: when a delivery begins, what goes wrong with it on purpose, how an attempt leaves, and
// what follows from its end.
#include <algorithm>

#include "account/notification.h"
#include "account/signature.h"
#include "account/world.h"
#include "core/time_text.h"

namespace asyncsim {
namespace {

using Fault = WebhookFaultKind;

/// How an inbox that behaves like this ends an exchange that may take so long.
AttemptResult exchange_with(const InboxAnswer& answer, ClientSpan timeout) {
  using Manner = InboxAnswer::Manner;
  if (answer.manner == Manner::resets) {
    return {AttemptEnd::broken, 0, "the inbox reset the connection, as it was told to"};
  }
  if (answer.manner == Manner::hangs || answer.after >= timeout) {
    return {AttemptEnd::timed_out, 0,
            "no complete answer within " + format_span(timeout.value) +
                ": the inbox is slower, as it was told to be"};
  }
  AttemptResult result{AttemptEnd::answered, answer.status, {}};
  if (answer.retry_after)
    result.retry_after = ClientSpan{std::chrono::seconds{*answer.retry_after}};
  result.trace.answer = answer.body;
  return result;
}

/// Whether its receiver has taken it before, and the result was read since.
bool was_acted_on(const Delivery& delivery, const JobRecord& job) {
  return job.collected != kNever &&
         std::ranges::any_of(delivery.attempts, [&job](const Attempt& attempt) {
           return attempt.result->delivered() && attempt.at <= job.collected;
         });
}

}  // namespace

// ---- a delivery begins ----

Random World::stream_of(const JobRecord& job) const {
  return fate_stream(Random(conditions_[job.conditions].seed), job.key, job.occurrence);
}

WebhookFault World::fault_of(const JobRecord& job) const {
  if (const auto& rule = ruling_of(job).webhook) return *rule->webhook;
  const ZoneWebhook& webhook = zones_.at(job.zone).webhook;
  return webhook.faults.empty() ? WebhookFault{} : webhook.draw_fault(stream_of(job));
}

void World::tell(JobOrdinal ordinal, JobRecord& job) {
  if (!job.has_hook) return;
  if (job.delivery != 0) {  // it was triggered before its time
    (void)webhooks_.send_now(job.delivery - 1);
    return;
  }
  const std::uint64_t delivery = webhooks_.add(ordinal);
  job.delivery = static_cast<std::uint32_t>(delivery + 1);
  const WebhookFault fault = fault_of(job);
  if (fault.kind != Fault::none) {
    Entry entry = entry_about_delivery(Happening::webhook_fault, delivery);
    entry.word = static_cast<std::uint8_t>(fault.kind);
    happen(entry);
  }
  if (zones_.at(job.zone).webhook.deferred) return;
  begin_delivery(delivery, job, fault);
}

void World::begin_delivery(std::uint64_t delivery, const JobRecord& job,
                           const WebhookFault& fault) {
  const TimePoint due = fault.due(now(), start_);
  if (fault.kind == Fault::reordered) overtaken_[job.zone].push_back(delivery);
  if (fault.kind == Fault::duplicated) webhooks_.repeat(delivery, fault.times - 1);
  if (job.answer_owed && due == now() && fault.kind != Fault::early) {
    webhooks_.withhold(delivery);
  } else {
    webhooks_.schedule(delivery, due);
  }
}

void World::release_overtaken(ZoneIndex zone, std::uint64_t by) {
  const auto waiting = overtaken_.find(zone);
  if (waiting == overtaken_.end()) return;
  auto& deliveries = waiting->second;
  if (const auto itself = std::ranges::find(deliveries, by); itself != deliveries.end()) {
    deliveries.erase(itself);  // nobody overtook it in time
  } else {
    for (const std::uint64_t delivery : deliveries) {
      const Delivery* behind = webhooks_.find(delivery);
      if (behind && behind->due != 0) webhooks_.schedule(delivery, now());
    }
    deliveries.clear();
  }
  if (deliveries.empty()) overtaken_.erase(waiting);
}

bool World::tells_before_answer(JobOrdinal ordinal) const {
  const JobRecord* job = jobs_.find(ordinal);
  if (!job || job->state == JobState::expired) return false;
  if (job->state == JobState::pending) return job->ready <= now();  // its completion is due
  const Delivery* delivery = job->delivery != 0 ? webhooks_.find(job->delivery - 1) : nullptr;
  return delivery && (delivery->attempts.empty() ? delivery->due != 0 : delivery->in_flight());
}

Outcome World::apply(const Redeliver& input) { return webhooks_.send_now(input.delivery); }

Outcome World::apply(const TriggerWebhook& input) {
  JobRecord* job = jobs_.find(input.job);
  if (!job || job->state == JobState::expired) {
    return Error{ErrorKind::gone, "the job has expired, and its webhook with it"};
  }
  if (!job->has_hook) {
    return conflict("the job has no webhook", "submit with webhook_url, or set zones." +
                                                  zones_.at(job->zone).name +
                                                  ".webhook.url before");
  }
  if (job->delivery != 0) return webhooks_.send_now(job->delivery - 1);
  const std::uint64_t delivery = webhooks_.add(input.job);
  job->delivery = static_cast<std::uint32_t>(delivery + 1);
  webhooks_.schedule(delivery, now());
  return success();
}

// ---- an attempt leaves ----

void World::deliver(std::uint64_t delivery, Ran& ran) {
  const Delivery& sent = *webhooks_.find(delivery);
  const JobOrdinal ordinal = sent.job;
  JobRecord& record = *jobs_.find(ordinal);
  const Zone& zone = zones_.at(record.zone);
  const Fault fault = sent.extra ? Fault::none : fault_of(record).kind;
  release_overtaken(record.zone, delivery);
  if (fault == Fault::lost) {
    const auto attempt = webhooks_.begin_attempt(delivery, std::nullopt);
    webhooks_.arrive(delivery, attempt, {AttemptEnd::lost, 0, "not sent: a fault of the zone"});
    return end_attempt(delivery, ran);
  }
  record.told_again = record.told_again || was_acted_on(sent, record);
  const auto number = webhooks_.begin_attempt(
      delivery, standing_ ? std::optional(zone.webhook.answer_time) : std::nullopt);
  happen(entry_about_delivery(Happening::webhook_sent, delivery));
  const Job told = job(ordinal, record);
  HookRequest request = make_notification(told, fault);
  lean_on_hook(told, request);
  send(zone, {epoch_, delivery, number}, std::move(request), ran);
}

void World::send(const Zone& zone, const AttemptId& attempt, HookRequest request, Ran& ran) {
  const WebhookSignature& signature = zone.webhook.signature;
  const bool signed_outside =
      signature.scheme != SignatureScheme::none && signature.timestamp == SignatureTime::real;
  if (!signed_outside) {
    const auto unix_time =
        std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch());
    sign(request, signature, delivery_id(attempt.delivery), unix_time.count());
    if (const auto inbox = Inboxes::name_in(request.url)) {
      (void)take_message({std::string(*inbox), std::move(request), attempt}, ran);
      return;
    }
  }
  OutgoingAttempt outgoing{attempt, std::move(request), zone.webhook.timeout, standing_, {}};
  if (standing_) outgoing.deadline = std::min(zone.webhook.hold, zone.webhook.timeout);
  if (signed_outside) outgoing.signature = signature;
  outgoing_.push_back(std::move(outgoing));
}

void World::lean_on_hook(const Job& job, const HookRequest& sent) {
  const bool by_get = sent.method == "GET";
  if (job.zone->webhook.retries.pauses().empty()) {
    assumptions_.lean(Knob::webhook_attempts, 0);
  }
  if (!job.request.webhook_method) assumptions_.lean(Knob::webhook_method, by_get);
  if (by_get) lean(Knob::webhook_get_layout, job.zone->knobs);
  if (!job.request.webhook_data.empty()) lean(Knob::webhook_data_field, job.zone->knobs);
}

// ---- an attempt ends ----

Outcome World::apply(const AttemptEnded& input) {
  if (input.attempt.epoch != epoch_) return success();
  const std::uint64_t delivery = input.attempt.delivery;
  Ran between_runs;
  if (webhooks_.arrive(delivery, input.attempt.number, input.result)) {
    end_attempt(delivery, between_runs);
  }
  return success();
}

void World::end_attempt(std::uint64_t delivery, Ran& ran) {
  const AttemptResult& result = webhooks_.end_attempt(delivery);
  ++(result.delivered() ? ran.delivered : ran.undelivered);
  Entry entry = entry_about_delivery(Happening::webhook_ended, delivery);
  entry.word = static_cast<std::uint8_t>(result.end);
  entry.status = static_cast<std::uint16_t>(result.status);
  happen(entry, facts_of_attempt(*webhooks_.find(delivery), result));
  const JobRecord& job = *jobs_.find(webhooks_.find(delivery)->job);
  if (const auto due = next_attempt(delivery, result)) {
    webhooks_.try_again(delivery, *due);
  } else {
    webhooks_.send_copy(delivery, fault_of(job).wait());
  }
}

std::optional<TimePoint> World::next_attempt(std::uint64_t ordinal,
                                             const AttemptResult& result) const {
  const Delivery& delivery = *webhooks_.find(ordinal);
  const bool over = delivery.state == DeliveryState::cancelled || delivery.extra;
  if (over || !result.may_come_again()) return std::nullopt;
  const JobRecord& job = *jobs_.find(delivery.job);
  const RetrySchedule& retries = zones_.at(job.zone).webhook.retries;
  const std::size_t index = delivery.tries - std::size_t{1};
  if (index >= retries.pauses().size()) return std::nullopt;
  const Random jitter = stream_of(job).stream("webhook retry", index);
  TimePoint due = delivery.planned + retries.pause(index, jitter);
  if (result.retry_after) due = std::max(due, now() + virtual_span(*result.retry_after));
  return due < job.expires ? std::optional(due) : std::nullopt;
}

Facts World::facts_of_attempt(const Delivery& delivery, const AttemptResult& result) const {
  const TimePoint sent = delivery.attempts.back().at;
  const JobRecord& job = *jobs_.find(delivery.job);
  const Zone& zone = zones_.at(job.zone);
  Facts facts;
  if (client_is_real() && sent >= steady_since_) facts.took = for_the_client(now() - sent);
  facts.timeout = {
      std::chrono::duration_cast<std::chrono::milliseconds>(zone.webhook.timeout.value)};
  if (result.delivered() && !facts.took) return facts;  // nothing that needs an excuse
  const std::string url = hook_url(unpack(job.request.view()), zone);
  facts.excused = Inboxes::name_in(url).has_value() || is_malformed(fault_of(job).kind);
  return facts;
}

Entry World::entry_about_delivery(Happening happening, std::uint64_t ordinal) const {
  const Delivery& delivery = *webhooks_.find(ordinal);
  Entry entry;
  entry.at = now();
  entry.happening = happening;
  entry.number = ordinal;
  entry.count = static_cast<std::uint32_t>(delivery.attempts.size());
  entry.job = delivery.job;
  entry.submitted = jobs_.find(delivery.job)->submitted;
  return entry;
}

// ---- inboxes ----

InboxAnswer World::apply(const InboxMessage& input) {
  Ran between_runs;
  return take_message(input, between_runs);
}

InboxAnswer World::take_message(const InboxMessage& input, Ran& ran) {
  if (input.attempt && input.attempt->epoch != epoch_) return {};
  Entry entry;
  entry.at = now();
  entry.happening = Happening::inbox_received;
  entry.text = input.inbox;
  happen(entry);
  InboxAnswer answer = inboxes_.receive(input, now());
  if (input.attempt) answer_attempt(*input.attempt, answer, ran);
  return answer;
}

void World::answer_attempt(const AttemptId& attempt, const InboxAnswer& answer, Ran& ran) {
  const Delivery* delivery = webhooks_.find(attempt.delivery);
  const JobRecord* job = delivery ? jobs_.find(delivery->job) : nullptr;
  if (!job || !delivery->in_flight()) return;
  const ZoneWebhook& webhook = zones_.at(job->zone).webhook;
  const ClientSpan timeout{
      std::chrono::duration_cast<std::chrono::milliseconds>(webhook.timeout.value)};
  const bool hangs = answer.manner == InboxAnswer::Manner::hangs;
  const ClientSpan after = hangs ? timeout : std::min(answer.after, timeout);
  if (after > ClientSpan{}) webhooks_.postpone_answer(attempt.delivery, virtual_span(after));
  if (webhooks_.arrive(attempt.delivery, attempt.number, exchange_with(answer, timeout))) {
    end_attempt(attempt.delivery, ran);
  }
}

Outcome World::apply(const InboxAnswer& input) {
  if (inboxes_.set_answer(input)) return success();
  return Error{ErrorKind::too_many, "too many inboxes", "an account has at most 1,000; reset it"};
}

}  // namespace asyncsim
