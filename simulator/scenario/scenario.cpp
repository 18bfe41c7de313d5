#include "scenario/scenario.h"

namespace asyncsim {

std::string_view name_of(ClockMode mode) {
  switch (mode) {
    case ClockMode::manual:
      return "manual";
    case ClockMode::polls:
      return "polls";
    case ClockMode::paced:
      return "paced";
  }
  return "";
}

std::optional<ClockMode> clock_mode(std::string_view name) {
  for (const ClockMode mode : {ClockMode::manual, ClockMode::polls, ClockMode::paced}) {
    if (name == name_of(mode)) return mode;
  }
  return std::nullopt;
}

std::string_view name_of(ClientTime time) { return time == ClientTime::real ? "real" : "virtual"; }

std::vector<Rule> rules_of(const Scenario& scenario) {
  std::vector<Rule> rules;
  for (const TimelineEntry& entry : scenario.timeline) rules.push_back(entry.rule);
  rules.insert(rules.end(), scenario.rules.begin(), scenario.rules.end());
  return rules;
}

std::vector<Zone> zones_of(const Scenario& scenario) {
  std::vector<Zone> zones = scenario.zones;
  for (Zone& zone : zones) zone.knobs = zone.knobs.over(scenario.knobs);
  return zones;
}

}  // namespace asyncsim
