#include "latency/day_windows.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace asyncsim {
namespace {

constexpr std::array<std::string_view, 7> kDayNames{"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};
constexpr std::uint8_t kEveryDay = 0x7f;

bool has_day(std::uint8_t days, unsigned day) { return (days >> day & 1U) != 0; }

std::optional<unsigned> day_named(std::string_view name) {
  const auto found = std::find(kDayNames.begin(), kDayNames.end(), name);
  if (found == kDayNames.end()) return std::nullopt;
  return static_cast<unsigned>(found - kDayNames.begin());
}

/// "fri" or "fri-mon" (over the weekend); 0 when it is neither.
std::uint8_t parse_day_range(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = day_named(text.substr(0, dash));
  const auto last = dash == text.npos ? first : day_named(text.substr(dash + 1));
  if (!first || !last) return 0;
  unsigned days = 1U << *last;
  for (unsigned day = *first; day != *last; day = (day + 1) % 7) days |= 1U << day;
  return static_cast<std::uint8_t>(days);
}

}  // namespace

bool DayWindow::contains(TimePoint when) const {
  const auto midnight = std::chrono::floor<std::chrono::days>(when);
  const auto minute = std::chrono::floor<std::chrono::minutes>(when - midnight).count();
  const unsigned today =
      std::chrono::weekday{std::chrono::sys_days{midnight.time_since_epoch()}}.iso_encoding() - 1;
  if (from <= to) return has_day(days, today) && from <= minute && minute < to;
  const unsigned yesterday = (today + 6) % 7;
  return (has_day(days, today) && from <= minute) || (has_day(days, yesterday) && minute < to);
}

double slowdown_at(std::span<const DayWindow> windows, TimePoint when) {
  std::optional<double> largest;
  for (const DayWindow& window : windows) {
    if (window.contains(when))
      largest = std::max(window.slowdown, largest.value_or(window.slowdown));
  }
  return largest.value_or(1.0);
}

std::string format_days(std::uint8_t days) {
  if ((days & kEveryDay) == kEveryDay) return "daily";
  std::string text;
  for (unsigned day = 0; day < 7; ++day) {
    if (!has_day(days, day)) continue;
    unsigned last = day;
    while (last < 6 && has_day(days, last + 1)) ++last;
    if (!text.empty()) text += ',';
    text += kDayNames[day];
    if (last < day + 2) continue;
    text.append("-").append(kDayNames[last]);
    day = last;
  }
  return text;
}

std::uint8_t parse_days(std::string_view text) {
  if (text == "daily") return kEveryDay;
  unsigned days = 0;
  for (;;) {
    const auto comma = text.find(',');
    const unsigned part = parse_day_range(text.substr(0, comma));
    if (part == 0) return 0;
    days |= part;
    if (comma == text.npos) return static_cast<std::uint8_t>(days);
    text.remove_prefix(comma + 1);
  }
}

}  // namespace asyncsim
