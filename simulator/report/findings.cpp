#include "report/findings.h"

#include <functional>

#include "core/time_text.h"
#include "job/ledger.h"
#include "report/forsaken.h"
#include "webhook/dispatcher.h"

namespace asyncsim {
namespace {

using enum FindingId;

/// Equal requests within so long are one batch, unless the first was polled already.
constexpr ClientSpan kBatch{std::chrono::seconds{30}};
/// What the documentation calls typical; a webhook that is not there by then is overdue.
constexpr ClientSpan kWebhookOverdue{std::chrono::minutes{5}};
constexpr std::string_view kWithoutId = "missing_response_id";
constexpr std::uint32_t kRepeatsInVain = 3;
constexpr std::uint8_t kReadsInnocent = 2;

/// Whether both want the same page; where it is to be told to does not matter.
bool same_wish(const JobRecord& one, const JobRecord& other) {
  if (one.zone != other.zone) return false;
  JobRequest a = unpack(one.request.view()), b = unpack(other.request.view());
  for (JobRequest* request : {&a, &b}) {
    request->webhook_url.clear();
    request->webhook_data.clear();
    request->webhook_method.reset();
    request->debug = false;
  }
  return a == b;
}

std::int64_t price_of(const JobRecord& job, const Zone& zone) {
  return nano_usd_of(zone, unpack(job.request.view()).units);
}

bool is_open(const JobRecord& job) {
  return job.state != JobState::expired && job.collected == kNever;
}

}  // namespace

void Findings::take(const Entry& entry, const ClientClock& clock, const Facts& facts) {
  switch (entry.happening) {
    case Happening::submitted:
      return take_submit(entry, clock, facts);
    case Happening::polled:
      submit_run_.interrupt();
      return take_poll(entry, clock, facts);
    case Happening::refused:
      submit_run_.interrupt();
      if (entry.text == kWithoutId) take_vain_poll(entry);
      return;
    case Happening::requested:
      return submit_run_.interrupt();
    case Happening::expired:
      return take_expiry(entry, clock, facts);
    case Happening::webhook_ended:
      return take_attempt(entry, facts);
    case Happening::webhook_fault: {
      const auto fault = static_cast<WebhookFaultKind>(entry.word);
      told_wrong_ids_ = told_wrong_ids_ || is_malformed(fault);
      return;
    }
    default:
      return;
  }
}

// ---- submits ----

void Findings::take_submit(const Entry& entry, const ClientClock& clock, const Facts& facts) {
  submit_run_.submit(clock);
  ++submitted_;
  overlapped_ = overlapped_ || open_ > 0;
  ++open_;
  const JobRecord* first = facts.equal;
  if (!first || !is_open(*first) || first->unheard || first->vanished ||
      !same_wish(*first, *facts.job))
    return;
  if (first->polls == 0 && clock.since(first->submitted) < kBatch) return;
  const auto say = [&] {
    return format_span(clock.now - first->submitted) + " after one that is " +
           std::string(name_of(first->state)) + " and not collected";
  };
  found_.add(submitted_again, entry, say, price_of(*facts.job, *facts.zone));
}

void Findings::told_to_wait(std::uint64_t call, ClientSpan wait, const ClientClock& clock) {
  back_off_.tell(call, wait, clock);
}

void Findings::take_return(const Entry& entry, BackOff::Return came) {
  if (came == BackOff::Return::not_judged) ++returns_not_judged_;
  if (came != BackOff::Return::too_soon) return;
  found_.add(no_back_off, entry, [&] {
    return std::string(entry.job == Entry::kNoJob ? "a submit" : "a poll") +
           " came again before its Retry-After was over";
  });
}

// ---- polls ----

void Findings::take_poll(const Entry& entry, const ClientClock& clock, const Facts& facts) {
  ++polled_;
  const auto heard = static_cast<Heard>(entry.word);
  if (heard == Heard::expired) return take_vain_poll(entry);
  if (heard == Heard::unknown) {
    if (entry.job != Entry::kNoJob) return;  // too new to be known, by a knob
    take_vain_poll(entry);
    found_.add(unknown_ids, entry, [&] { return '"' + std::string(entry.text) + '"'; });
    return;
  }
  if (entry.number != 0) take_early(entry);
  if (heard == Heard::too_early) return;
  take_poll_of_job(entry, clock, *facts.job);
}

void Findings::take_early(const Entry& entry) {
  found_.add(polled_too_fast, entry, [&] {
    return "a poll came " + format_span(Span{static_cast<Span::rep>(entry.number)}) + " too early";
  });
}

void Findings::take_poll_of_job(const Entry& entry, const ClientClock& clock,
                                const JobRecord& job) {
  newest_poll_ = clock.now;
  const bool waits = static_cast<Heard>(entry.word) == Heard::pending;
  const bool at_once = job.polls == 1 ? clock.stood_since(job.submitted)
                                      : job.polls_at_once > 1 && clock.mode != ClockMode::paced;
  if (at_once && (waits || entry.count != 0) && !job.has_hook) ++polls_at_once_;
  if (waits) {
    take_pending(entry, clock, job);
  } else {
    take_result(entry, clock, job);
  }
}

void Findings::take_pending(const Entry& entry, const ClientClock& clock, const JobRecord& job) {
  ++heard_202_;
  const bool overdue = clock.since(job.submitted) > kWebhookOverdue;
  const bool told = job.delivery != 0;  // by a call, before its end
  if (!job.has_hook || job.polls > 1 || overdue || told) return;
  found_.add(polled_before_webhook, entry, [&] {
    return "first polled " + format_span(clock.now - job.submitted) + " after the submit";
  });
}

void Findings::take_result(const Entry& entry, const ClientClock& clock, const JobRecord& job) {
  if (entry.count != 0) {
    --open_;
    if (job.polls == 1 && !job.has_hook) {
      ++(clock.mode == ClockMode::paced ? heard_at_once_ : heard_unpaced_);
    }
  } else if (job.told_again) {
    found_.add(webhook_handled_twice, entry,
               [] { return std::string("read again after its webhook came again"); });
  } else if (job.reads > kReadsInnocent) {
    found_.add(polled_after_result, entry, [] { return std::string("read for the third time"); });
  }
}

void Findings::take_vain_poll(const Entry& entry) {
  const bool expired = entry.job != Entry::kNoJob;
  const std::uint64_t id = expired ? call_of(entry.job) : std::hash<std::string_view>{}(entry.text);
  if (vain_polls_.again(id) != kRepeatsInVain) return;
  found_.add(polled_in_vain, entry, [&]() -> std::string {
    if (expired) return "polled on after it had expired";
    if (entry.happening == Happening::refused) return "polled on without a response_id";
    return '"' + std::string(entry.text) + "\", which was never issued, polled on";
  });
}

// ---- what ends by itself ----

void Findings::take_expiry(const Entry& entry, const ClientClock& clock, const Facts& facts) {
  if (entry.count != 0) return;
  --open_;
  const JobRecord& job = *facts.job;
  const bool forced = job.expires != job.submitted + facts.zone->retention;
  if (forced || job.unheard || job.vanished) return;
  // Who still asks, or waits for a webhook, while it is pending, did what can be done.
  if (!job.ended_pending || (job.polls == 0 && !job.has_hook)) {
    const auto say = [&] {
      return std::string(job.polls == 0 ? "never asked for" : "not asked for once it was ready");
    };
    found_.add(never_collected, entry, say, price_of(job, *facts.zone));
  }
  if (const auto what = forsaken(job, newest_poll_, clock)) {
    found_.add(*what, entry, [&] { return story_of(job); });
  }
}

void Findings::take_attempt(const Entry& entry, const Facts& facts) {
  const auto end = static_cast<AttemptEnd>(entry.word);
  if (facts.excused || end == AttemptEnd::lost || end == AttemptEnd::refused) return;
  const auto attempt = [&] {
    return "attempt " + std::to_string(entry.count) + " of " + delivery_id(entry.number);
  };
  if (end != AttemptEnd::answered || entry.status < 200 || entry.status > 299) {
    found_.add(receiver_failing, entry, [&] {
      return attempt() + " was " +
             (end == AttemptEnd::answered ? "answered " + std::to_string(entry.status)
                                          : std::string(name_of(end)));
    });
  }
  if (end != AttemptEnd::answered) return;
  if (!facts.took) {
    ++answers_not_judged_;
  } else if (facts.took->value * 2 > facts.timeout.value) {
    found_.add(receiver_slow, entry, [&] {
      return attempt() + " took " + format_span(facts.took->value) + " of " +
             format_span(facts.timeout.value);
    });
  }
}

}  // namespace asyncsim
