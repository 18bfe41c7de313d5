// The one table of what a scenario document may say. describe(visitor, struct) calls the visitor
// with each field and its kind, in the order of printing; a loader, a printer and whatever else
// needs to know the fields are visitors. A visitor has
//
//   operator()(Field, Kind)        for every kind of field.h
//   alternatives(variant)          for a value that is one of several described structs, whose
//                                  fields stand among those of the struct around it
//
// and contradiction(struct) says which fields, each fine by itself, do not go together.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/time_text.h"
#include "scenario/expectation_fields.h"
#include "scenario/field.h"
#include "scenario/latency_fields.h"
#include "scenario/rule_fields.h"
#include "scenario/scenario.h"
#include "scenario/webhook_fields.h"

namespace asyncsim {

inline constexpr std::int64_t kScenarioVersion = 1;
inline constexpr std::size_t kMostWindows = 100;
inline constexpr std::size_t kMostExpectations = 100;
inline constexpr int kMidnight = 1440;  // as a window's end

inline constexpr std::array kClientTimes{ClientTime::real, ClientTime::virtual_time};
inline constexpr std::array kProducts{Product::unlocker, Product::serp};
inline constexpr std::array kZoneModes{ZoneMode::async, ZoneMode::sync};
inline constexpr std::array kPollCadences{PollCadence::noted, PollCadence::enforced,
                                          PollCadence::metered};

template <class Visitor>
void describe(Visitor& visit, ZoneLimits& limits) {
  visit({"submits_per_second", "More are answered 429; null: no limit."},
        OptionalNumber{limits.submits_per_second, 0.001, 1'000'000});
  visit({"burst", "So many may come at once; null: a second's worth."},
        OptionalNumber{limits.burst, 1, 1'000'000});
  visit({"poll_cadence",
         "What a poll earlier than documented hears: an answer, 429 (enforced), or an answer that "
         "is billed when it is the second within a minute (metered)."},
        Choice{limits.poll_cadence, kPollCadences});
}

template <class Visitor>
void describe(Visitor& visit, ZoneSync& sync) {
  visit.alternatives(sync.model);
  visit({"success_rate", "Share of /request calls that end well."},
        Number{sync.success_rate, 0, 1});
}

inline std::optional<Contradiction> contradiction(const ZoneSync& sync) {
  if (!std::holds_alternative<Hold>(sync.model)) return std::nullopt;
  return Contradiction{"hold", "a /request can't wait until told; give it a time"};
}

template <class Visitor>
void describe(Visitor& visit, Knobs& knobs) {
  for (std::size_t i = 0; i < kStoredKnobs; ++i) {
    const auto knob = static_cast<Knob>(i);
    visit({row_of(knob).key(), row_of(knob).about}, KnobChoice{knobs, knob});
  }
}

template <class Visitor>
void describe(Visitor& visit, Zone& zone) {
  visit({"product", "What the zone sells; the other defaults depend on it."},
        Choice{zone.product, kProducts});
  visit({"mode", "Whether it takes async requests or sync ones."}, Choice{zone.mode, kZoneModes});
  visit({"latency", "How long a job takes: \"hold\", or an object with one kind of latency."},
        Section{zone.latency, "hold"});
  visit({"queue",
         "What jobs wait in before their latency begins; null: that of the latency's preset, or "
         "none."},
        OptionalSection{zone.queue});
  visit({"success_rate", "Share of jobs that end well."}, Number{zone.success_rate, 0, 1});
  visit({"retention", "How long after its submission a job and its result exist."},
        Duration{zone.retention, std::chrono::seconds{1}, kYear});
  visit({"price_per_1000", "US dollars for a thousand requests."},
        Number{zone.price_per_1000, 0, 1'000'000});
  visit({"webhook", "What is sent when a job ends."}, Section{zone.webhook});
  visit({"limits", "How much the zone takes."}, Section{zone.limits});
  visit({"sync", "How long /request takes, and how well it ends."}, Section{zone.sync});
  visit({"knobs", "Where public knowledge of the vendor ends: over those of the scenario."},
        Section{zone.knobs});
}

template <class Visitor>
void describe(Visitor& visit, DayWindow& window) {
  visit({"days", "On which days it begins: \"mon-fri\", \"sat,sun\", \"daily\"."},
        Days{window.days});
  visit({"from", "When it begins, UTC."}, TimeOfDay{window.from, kMidnight - 1});
  visit({"to", "When it is over; earlier than from: on the next day."},
        TimeOfDay{window.to, kMidnight});
  visit({"slowdown", "What a drawn time is multiplied by; the largest of several windows counts."},
        Number{window.slowdown, 1, 1'000});
}

inline std::optional<Contradiction> contradiction(const DayWindow& window) {
  if (window.from != window.to) return std::nullopt;
  return Contradiction{"to",
                       "the window ends when it begins; for a whole day write "
                       "\"from\": \"00:00\", \"to\": \"24:00\""};
}

template <class Visitor>
void describe(Visitor& visit, ClockSettings& clock) {
  visit({"start", "Where an account's clock begins: an RFC 3339 time, or \"now\"."},
        Moment{clock.start});
  visit({"mode", "Who moves time: you (manual), the client's polls, or the wall clock (paced)."},
        Choice{clock.mode, kClockModes});
  visit({"speed", "Virtual seconds in a real second, when paced."},
        Number{clock.speed, kSlowest, kFastest});
  visit({"client_time",
         "Whose seconds a client polls and backs off by when paced: real ones, or virtual ones, as "
         "a warped client does."},
        Choice{clock.client_time, kClientTimes});
}

/// The key peak_hours of a scenario.
struct PeakHours {
  std::vector<DayWindow>& windows;
};

template <class Visitor>
void describe(Visitor& visit, PeakHours& peak_hours) {
  visit({"windows", "Hours of the day and week at which jobs take longer, by submission."},
        Rows{peak_hours.windows, kMostWindows});
}

template <class Visitor>
void describe(Visitor& visit, Scenario& scenario) {
  visit({"version", "Of this format."}, Constant{kScenarioVersion});
  visit({"name", "A short title."}, Text{scenario.name, 200});
  visit({"about", "What the world shows."}, Text{scenario.about, 2'000});
  visit({"extends",
         "The world that this one changes: a built-in one, or a file beside this file. What stands "
         "here is merged over it; null takes a key away."},
        Base{});
  visit({"seed", "Everything drawn follows from it."}, Seed{scenario.seed});
  visit({"clock", "Virtual time."}, Section{scenario.clock});
  visit({"zones", "The zones of an account, by name."}, ByName{scenario.zones, kMostZones});
  visit({"knobs", "Where public knowledge of the vendor ends, for all zones."},
        Section{scenario.knobs});
  PeakHours peak_hours{scenario.peak_hours};
  visit({"peak_hours", "When the vendor is slower."}, Section{peak_hours});
  visit(
      {"rules", "What happens to some calls and jobs: the first that fits wins, for each aspect."},
      Rows{scenario.rules, kMostRules});
  visit({"timeline", "The same at a time; how time goes on. It goes before the rules."},
        Rows{scenario.timeline, kMostRules});
  visit({"expect", "What the clients are expected to do; --fail-on expect judges by it."},
        Rows{scenario.expect, kMostExpectations});
  visit({"$schema", "Where an editor finds this schema: its URL, or a path beside this file."},
        Note{kLongestHookUrl});
}

}  // namespace asyncsim
