// Hours of the day and week at which the vendor is slower.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/virtual_time.h"

namespace asyncsim {

/// Half open: [from, to) in minutes since midnight UTC, on the days in `days` (bit 0 = Monday).
/// from > to crosses midnight and belongs to the day on which it begins. to may be 1440 (24:00).
struct DayWindow {
  std::uint8_t days = 0x7f;
  int from = 0;
  int to = 1440;
  double slowdown = 1.0;
  bool operator==(const DayWindow&) const = default;

  bool contains(TimePoint when) const;
};

/// The largest slowdown of the windows that contain `when`; 1 outside all of them.
double slowdown_at(std::span<const DayWindow> windows, TimePoint when);

/// "mon-fri", "sat,sun", "daily": how days are written in a scenario, both ways.
std::string format_days(std::uint8_t days);
/// 0 when `text` names no days.
std::uint8_t parse_days(std::string_view text);

}  // namespace asyncsim
