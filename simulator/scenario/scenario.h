// A scenario: the world that every account starts from, as a plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/virtual_time.h"
#include "fault/rule.h"
#include "job/zone.h"
#include "latency/day_windows.h"
#include "scenario/expectation.h"

namespace asyncsim {

/// Who moves virtual time: the caller of `advance`; the polls, each of which is taken to come when
/// the documentation has it come; or the wall clock at a speed.
enum class ClockMode { manual, polls, paced };
std::string_view name_of(ClockMode mode);
std::optional<ClockMode> clock_mode(std::string_view name);

/// By which time the client is judged: its own is virtual time where it is warped, stands or moves
/// by polls; when paced, real time, unless said otherwise.
enum class ClientTime { real, virtual_time };
std::string_view name_of(ClientTime time);

struct ClockSettings {
  std::optional<TimePoint> start = kDefaultStart;  ///< nothing: the wall clock ("now")
  ClockMode mode = ClockMode::paced;
  double speed = 60;                          ///< virtual seconds per real second, when paced
  ClientTime client_time = ClientTime::real;  ///< when paced
  bool operator==(const ClockSettings&) const = default;
};

inline constexpr std::size_t kMostZones = 1'000;
inline constexpr std::size_t kMostRules = 1'000;

/// How time goes on from some moment.
struct TimelineClock {
  ClockMode mode = ClockMode::paced;
  std::optional<double> speed{};  ///< nothing: as before
  bool operator==(const TimelineClock&) const = default;
};

/// Something that happens at a time: a rule that holds in a window, or another pace.
struct TimelineEntry {
  Rule rule{};
  std::optional<TimelineClock> clock{};
  bool operator==(const TimelineEntry&) const = default;
};

struct Scenario {
  std::string name;
  std::string about;
  std::uint64_t seed = 1;
  ClockSettings clock;
  std::vector<Zone> zones;  ///< names are unique
  Knobs knobs;              ///< of all zones that say nothing themselves
  std::vector<DayWindow> peak_hours;
  std::vector<Rule> rules;
  std::vector<TimelineEntry> timeline;
  std::vector<Expectation> expect;
  bool operator==(const Scenario&) const = default;
};

/// The rules in the order in which they are asked: those of the timeline first.
std::vector<Rule> rules_of(const Scenario& scenario);

/// Its zones, each with the knobs that are in force there.
std::vector<Zone> zones_of(const Scenario& scenario);

}  // namespace asyncsim
