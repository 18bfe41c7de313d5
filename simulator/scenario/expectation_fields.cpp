#include "scenario/expectation_fields.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/nearest_name.h"

namespace asyncsim {
namespace {

/// The keys of a match, gathered by describe().
class SaidKeys {
 public:
  static std::vector<std::string_view> of(EventMatch match) {
    SaidKeys keys;
    describe(keys, match);
    return keys.said_;
  }

  template <class Kind>
  void operator()(const Field& field, Kind kind) {
    if (!kind.unsaid() && field.key != "event") said_.push_back(field.key);
  }

 private:
  std::vector<std::string_view> said_;
};

std::vector<std::string_view> keys_of(Happening event) {
  switch (event) {
    case Happening::submitted:
      return {"zone", "url", "job"};
    case Happening::requested:
      return {"zone", "url", "code"};
    case Happening::refused:
      return {"call", "status", "code"};
    case Happening::polled:
      return {"answer", "early", "zone", "url", "job"};
    case Happening::completed:
      return {"state", "code", "zone", "url", "job"};
    case Happening::expired:
      return {"state", "collected", "zone", "url", "job"};
    case Happening::held:
    case Happening::released:
    case Happening::delayed:
    case Happening::webhook_cancelled:
      return {"zone", "url", "job"};
    case Happening::webhook_sent:
      return {"attempt", "zone", "url", "job"};
    case Happening::webhook_ended:
      return {"end", "status", "attempt", "zone", "url", "job"};
    case Happening::webhook_fault:
      return {"fault", "zone", "url", "job"};
    case Happening::ruled:
      return {"call", "rules", "zone", "url", "job"};
    case Happening::timeline:
      return {"entry"};
    case Happening::inbox_received:
      return {"inbox"};
  }
  return {};
}

/// Those of its subjects that an expectation gives.
std::vector<std::string_view> subjects_of(const Expectation& expectation) {
  std::vector<std::string_view> subjects;
  const auto note = [&](bool said, std::string_view key) {
    if (said) subjects.push_back(key);
  };
  note(expectation.all_jobs.has_value(), "all_jobs");
  note(expectation.poll_cadence.has_value(), "poll_cadence");
  note(expectation.submits.has_value(), "submits");
  note(expectation.webhooks.has_value(), "webhooks");
  note(expectation.cost_usd_at_most.has_value(), "cost_usd_at_most");
  note(expectation.event.has_value(), "event");
  return subjects;
}

std::optional<Contradiction> contradiction_of_event(const Expectation& expectation) {
  const auto most = expectation.at_most;
  if (most && expectation.least() > *most) {
    return Contradiction{"at_most", "is below at_least"};
  }
  if (expectation.after && expectation.followed_by) {
    return Contradiction{"followed_by", "write two expectations: one with after, one with this"};
  }
  if (expectation.time && !(expectation.within && (expectation.after || expectation.followed_by))) {
    return Contradiction{"time", "goes with within, and with after or followed_by"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Contradiction> contradiction(const EventMatch& match) {
  if (!match.event) return Contradiction{"event", "is left out; write {\"event\": \"polled\"}"};
  const auto known = keys_of(*match.event);
  for (const std::string_view key : SaidKeys::of(match)) {
    if (std::ranges::find(known, key) != known.end()) continue;
    return Contradiction{key, "a line of \"" + std::string(name_of(*match.event)) +
                                  "\" has none; it has " + one_of(known)};
  }
  return std::nullopt;
}

std::optional<Contradiction> contradiction(const Expectation& expectation) {
  const auto subjects = subjects_of(expectation);
  if (subjects.empty()) {
    return Contradiction{"all_jobs", "expects nothing; write { \"all_jobs\": \"collected\" }"};
  }
  if (subjects.size() > 1) {
    return Contradiction{subjects[1], "write two expectations: one with \"" +
                                          std::string(subjects[0]) + "\", one with this"};
  }
  if (expectation.event) return contradiction_of_event(expectation);
  const std::string subject(subjects[0]);
  for (const auto& [said, key] :
       {std::pair{expectation.at_least.has_value(), "at_least"},
        std::pair{expectation.at_most.has_value(), "at_most"},
        std::pair{expectation.after.has_value(), "after"},
        std::pair{expectation.followed_by.has_value(), "followed_by"},
        std::pair{expectation.time.has_value(), "time"},
        std::pair{expectation.before.has_value() && !expectation.all_jobs, "before"},
        std::pair{expectation.within && !expectation.all_jobs && !expectation.webhooks,
                  "within"}}) {
    if (said) return Contradiction{key, "does not go with \"" + subject + '"'};
  }
  return std::nullopt;
}

}  // namespace asyncsim
