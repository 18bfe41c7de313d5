#include "latency/latency_presets.h"

#include <algorithm>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kDaily = 0x7f, kWeekdays = 0x1f, kWeekend = 0x60;
constexpr PerMinute kVendor{2'000};  // made up: a nightly run of 50,000 is 25 minutes of it

constexpr int clock(int hour, int minute = 0) { return 60 * hour + minute; }

LatencyPreset typical() {
  return {"typical",
          "Done within 5 minutes; busy evenings stay below capacity.",
          "documented: typically within 5 minutes, up to 8 hours",
          LogNormal{2min, 5min, 8h},
          kVendor,
          {{kDaily, clock(2), 0.3},
           {kDaily, clock(8), 0.5},
           {kDaily, clock(14), 0.7},
           {kDaily, clock(20), 0.9},
           {kDaily, clock(23), 0.6}},
          8h};
}

LatencyPreset peak() {
  return {
      "peak",
      "Weekday evenings bring three times what can be done; the backlog drains by morning.",
      "documented: up to 8 hours during peak times; hours and shape made up",
      Mixture{{{0.98, LogNormal{2min, 5min, 30min}}, {0.02, LogNormal::by_p95(45min, 2h, 165min)}}},
      kVendor,
      {{kWeekdays, clock(2), 0.1},
       {kWeekdays, clock(7), 0.3},
       {kWeekdays, clock(17), 0.6},
       {kWeekdays, clock(18, 30), 3.1},
       {kWeekdays, clock(20), 3.1},
       {kWeekdays, clock(20, 45), 0.2},
       {kWeekend, clock(8), 0.3},
       {kWeekend, clock(20), 0.5}},
      8h};
}

LatencyPreset serp() {
  return {"serp", "A search: 3 to 14 seconds.", "observed: 3 to 14 s", Uniform{3s, 14s}, {}, {},
          14s};
}

LatencyPreset unlocker_seen() {
  return {"unlocker-seen",
          "What two jobs of the unlocker took.",
          "observed: 134 s and 145 s",
          Uniform{134s, 145s},
          {},
          {},
          145s};
}

LatencyPreset calm() {
  return {"calm", "Half a minute and no surprises.", "made up", LogNormal{30s, 1min, 5min}, {}, {},
          5min};
}

LatencyPreset overloaded() {
  return {"overloaded",
          "More comes on working days than can be done; only the weekend catches up.",
          "made up: waits of a day, against 48 hours for which results are kept",
          LogNormal{2min, 5min, 8h},
          kVendor,
          {{kWeekdays, clock(6), 0.8},
           {kWeekdays, clock(9), 1.6},
           {kWeekdays, clock(18), 1.6},
           {kWeekdays, clock(21), 0.8},
           {kWeekend, clock(3), 0.2},
           {kWeekend, clock(22), 0.2}},
          40h};
}

}  // namespace

const std::vector<LatencyPreset>& latency_presets() {
  static const std::vector<LatencyPreset> presets{typical(),       peak(), serp(),
                                                  unlocker_seen(), calm(), overloaded()};
  return presets;
}

const LatencyPreset* latency_preset(std::string_view name) {
  const auto& all = latency_presets();
  const auto found = std::ranges::find(all, name, &LatencyPreset::name);
  return found == all.end() ? nullptr : &*found;
}

std::optional<Queue> queue_of(const LatencyPreset& preset) {
  if (!preset.capacity) return std::nullopt;
  return *Queue::make(*preset.capacity, *LoadCurve::make(preset.others));
}

}  // namespace asyncsim
