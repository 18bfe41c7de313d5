#include "report/judgement.h"

#include "core/json.h"
#include "core/time_text.h"
#include "report/event_condition.h"
#include "report/times.h"

namespace asyncsim {
namespace {

std::string sentence_of_event(const Expectation& expectation) {
  const auto describe = [](const EventMatch& match) { return EventCondition(match).describe(); };
  std::string text = describe(*expectation.event);
  if (expectation.after) text += " after " + describe(*expectation.after);
  if (expectation.followed_by) text += " followed by " + describe(*expectation.followed_by);
  const bool linked = expectation.after || expectation.followed_by;
  if (expectation.at_least || (!linked && !expectation.at_most)) {
    text += " at least " + times(expectation.least());
  }
  if (expectation.at_most) text += " at most " + times(*expectation.at_most);
  return text;
}

std::string subject_of(const Expectation& expectation) {
  const auto said = [](std::string_view key, auto value) {
    return std::string(key) + ' ' + std::string(name_of(value));
  };
  if (expectation.all_jobs) return said("all_jobs", *expectation.all_jobs) + " before expiry";
  if (expectation.poll_cadence) return said("poll_cadence", *expectation.poll_cadence);
  if (expectation.submits) return said("submits", *expectation.submits);
  if (expectation.webhooks) return said("webhooks", *expectation.webhooks);
  if (expectation.event) return sentence_of_event(expectation);
  return "cost at most " + print_json(plain_number(expectation.cost_usd_at_most.value_or(0))) +
         " USD";
}

}  // namespace

std::string sentence_of(const Expectation& expectation) {
  std::string text = subject_of(expectation);
  if (expectation.within) text += " within " + format_span(*expectation.within);
  if (expectation.time) text += " of " + std::string(name_of(*expectation.time)) + " time";
  return text;
}

std::string name_of(const Expectation& expectation) {
  return expectation.name ? *expectation.name : sentence_of(expectation);
}

}  // namespace asyncsim
