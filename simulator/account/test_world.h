// A small language for tests of the account floor: a world of one zone, and what is done to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "account/world.h"
#include "core/time_text.h"

namespace asyncsim {

inline Span span(std::string_view text) { return parse_span(text).value(); }

/// Manual time, one zone "z": fixed 30 s, success, 48 h.
inline Scenario test_scenario() {
  Scenario scenario;
  scenario.clock.mode = ClockMode::manual;
  Zone zone = default_zone("z", Product::unlocker);
  zone.latency.model = Fixed{std::chrono::seconds{30}};
  zone.success_rate = 1;
  scenario.zones = {zone};
  return scenario;
}

inline Submit submit_of(std::string url, std::string hook = {}) {
  Submit submit{"z", {}};
  submit.request.url = std::move(url);
  submit.request.webhook_url = std::move(hook);
  return submit;
}

class TestWorld {
 public:
  explicit TestWorld(Scenario scenario = test_scenario(), std::string account = "acct_test")
      : world(std::move(account), std::make_shared<const Scenario>(std::move(scenario)),
              kDefaultStart, 0) {}

  /// Submits, and writes the answer at once.
  std::string submit(std::string url, std::string hook = {}) {
    const auto submitted = world.apply(submit_of(std::move(url), std::move(hook))).value();
    if (submitted.tell_when_written) (void)world.apply(AnswerWritten{submitted.job});
    settle_instant();
    return submitted.id;
  }

  PollAnswer::Kind poll(const std::string& id) {
    const auto kind = world.apply(Poll{id}).kind;
    settle_instant();
    return kind;
  }

  Pause advance(std::string_view by) { return advance_to(world.now() + span(by)); }
  Pause advance_to(TimePoint to) { return world.run({to, false, {}, ~0ull}, ran); }
  void settle_instant() { (void)advance_to(world.now()); }

  void answer(const OutgoingAttempt& attempt, int status = 200) {
    (void)world.apply(AttemptEnded{attempt.id, {AttemptEnd::answered, status, {}}});
  }

  std::vector<std::string> journal() const {
    std::vector<std::string> lines;
    world.print_journal(0, [&](std::uint64_t, std::string line) {
      lines.push_back(std::move(line));
      return true;
    });
    return lines;
  }

  /// Only the names of what happened.
  std::vector<std::string> events() const {
    std::vector<std::string> names;
    world.journal().each(0, [&](std::uint64_t, const Entry& entry) {
      names.emplace_back(name_of(entry.happening));
      return true;
    });
    return names;
  }

  const JobRecord& record(const std::string& id) const {
    return *world.jobs().find(world.find_job(id).value());
  }

  World world;
  Ran ran;
};

}  // namespace asyncsim
