#include "forecast/client_policy.h"

#include <algorithm>

#include "core/time_text.h"
#include "job/poll_cadence.h"

namespace asyncsim {
namespace {

using Kind = ClientPolicy::Kind;

/// When polls come: the first, the second, and from then on at even distances.
struct PollTimes {
  TimePoint first;
  Span second, later;

  TimePoint at(std::uint64_t n) const {
    if (n == 0) return first;
    return first + second + later * static_cast<Span::rep>(n - 1);
  }
  /// How many come before that time.
  std::uint64_t before(TimePoint time) const {
    if (time <= first) return 0;
    if (time <= first + second) return 1;
    const Span over = time - first - second;
    return 1 + static_cast<std::uint64_t>((over + later - Span{1}) / later);
  }
};

PollTimes poll_times(const ClientPolicy& policy, TimePoint submitted) {
  if (policy.kind == Kind::every) {
    return {submitted + policy.collect_after.value_or(policy.period), policy.period, policy.period};
  }
  return {submitted + policy.collect_after.value_or(documented_gap(0)), documented_gap(1),
          documented_gap(2)};
}

Collection poll(const PollTimes& times, const ForeseenJob& job) {
  Collection collection;
  const std::uint64_t while_kept = times.before(job.expires);
  collection.ready = job.ready;
  if (job.unheard) return collection;
  if (job.vanished) {
    collection.polls = 1;  // its 404 is final
    return collection;
  }
  if (const auto wanted = job.ready_after_polls; wanted && *wanted > 0 && *wanted <= while_kept) {
    const TimePoint completed = times.at(*wanted - 1);
    if (!job.ready || completed < *job.ready) {  // that poll hears 202, and completes the job
      collection.ready = completed;
      collection.pending_answers = *wanted;
    }
  }
  if (collection.pending_answers == 0) {
    collection.pending_answers = times.before(std::min(job.expires, job.ready.value_or(kLatest)));
  }
  const bool collects = collection.ready && collection.pending_answers < while_kept;
  if (collects) collection.collected = times.at(collection.pending_answers);
  collection.polls = collection.pending_answers + 1;  // the last one hears the result, or 404
  return collection;
}

Collection wait_for_webhook(const ClientPolicy& policy, const ForeseenJob& job) {
  Collection collection;
  collection.ready = job.ready;
  if (!job.told) return collection;
  if (!job.ready || *job.told < *job.ready) collection.ready = job.told;
  const TimePoint read = *job.told + policy.collect_after.value_or(Span{0});
  collection.polls = 1;
  if (read < job.expires && !job.vanished) collection.collected = read;
  return collection;
}

}  // namespace

Result<ClientPolicy> parse_client_policy(std::string_view text) {
  if (text == "webhook") return ClientPolicy{Kind::webhook, {}, {}};
  if (text == "documented") return ClientPolicy{};
  constexpr std::string_view kEvery = "every:";
  if (text.starts_with(kEvery)) {
    const auto period = parse_span(text.substr(kEvery.size()));
    if (period && *period >= Span{1}) return ClientPolicy{Kind::every, *period, {}};
    return invalid("expected a span above 0 behind every:, such as every:5s");
  }
  return invalid("expected webhook, documented or every:SPAN, such as every:5s");
}

std::string describe(const ClientPolicy& policy) {
  std::string text = policy.kind == Kind::webhook      ? "webhook"
                     : policy.kind == Kind::documented ? "documented"
                                                       : "every:" + format_span(policy.period);
  if (policy.collect_after) text += ", after " + format_span(*policy.collect_after);
  return text;
}

Collection collect(const ClientPolicy& policy, const ForeseenJob& job) {
  if (policy.kind == Kind::webhook) return wait_for_webhook(policy, job);
  return poll(poll_times(policy, job.submitted), job);
}

}  // namespace asyncsim
