#include "core/time_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <numeric>
#include <optional>

#include "core/ascii.h"

namespace asyncsim {
namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr Span kLongest = days{73'050};  // 200 years of 365.25 days

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
constexpr std::array kUnits{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                            Unit{"s", 1'000}, Unit{"ms", 1}};

/// Removes and returns the longest prefix of `text` whose characters all satisfy `belongs`.
template <class Belongs>
std::string_view take_while(std::string_view& text, Belongs belongs) {
  std::size_t length = 0;
  while (length < text.size() && belongs(text[length])) ++length;
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> number(std::string_view digits) {
  if (digits.empty()) return 0;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (text.size() <= kShown) return '"' + std::string(text) + '"';
  return '"' + std::string(text.substr(0, kShown)) + "...\"";
}

Error not_a_span(std::string_view text, std::string_view why) {
  return invalid(quoted(text) + ' ' + std::string(why));
}

/// One "1.5h" of a chain, exact.
struct Link {
  std::string_view whole, fraction, unit;
};

Link take_link(std::string_view& rest) {
  Link link;
  link.whole = take_while(rest, is_digit);
  if (!link.whole.empty() && take(rest, '.')) link.fraction = take_while(rest, is_digit);
  link.unit = take_while(rest, [](char c) { return c >= 'a' && c <= 'z'; });
  while (link.fraction.ends_with('0')) link.fraction.remove_suffix(1);
  return link;
}

/// The link in milliseconds; nothing when it is too long or no whole number of them.
std::optional<std::int64_t> milliseconds_of(const Link& link, std::int64_t unit) {
  constexpr std::size_t kMostDigits = 10;  // more never make a whole millisecond, even of a day
  const auto whole = number(link.whole);
  if (!whole || *whole > kLongest.count() / unit) return std::nullopt;
  if (link.fraction.size() > kMostDigits) return std::nullopt;
  std::int64_t scale = 1;
  for (std::size_t i = 0; i < link.fraction.size(); ++i) scale *= 10;
  const std::int64_t part = *number(link.fraction) * unit;
  if (part % scale != 0) return std::nullopt;
  return *whole * unit + part / scale;
}

void append_digits(std::string& text, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  text.append(width - std::min(width, digits.size()), '0').append(digits);
}

/// What may stand behind the point of so many milliseconds for them to be whole ones: as many
/// digits as always may, and then one of the endings that may.
std::string fraction_pattern(std::int64_t milliseconds) {
  int any = 0;
  for (; milliseconds % 10 == 0; milliseconds /= 10) ++any;
  std::string endings;
  std::int64_t scale = 10;
  for (std::size_t digits = 1;; ++digits, scale *= 10) {
    const std::int64_t step = scale / std::gcd(scale, milliseconds);
    if (step % 10 == 0) break;
    for (std::int64_t ending = step; ending < scale; ending += step) {
      if (ending % 10 != 0) append_digits(endings += '|', ending, digits);
    }
  }
  if (any == 0 && endings.empty()) return "0*";
  const std::string up_to = "[0-9]{0," + std::to_string(any) + '}';
  if (endings.empty()) return up_to + "0*";
  return '(' + up_to + "|[0-9]{" + std::to_string(any) + "}(" + endings.substr(1) + "))0*";
}

/// Fixed-width digits of RFC 3339; nothing unless all are digits.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return value;
}

/// Two digits from 0 to `most`, as times and offsets are made of.
std::optional<int> take_pair(std::string_view& text, int most) {
  const auto value = take_digits(text, 2);
  return value && *value <= most ? value : std::nullopt;
}

std::optional<TimePoint> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return TimePoint{std::chrono::sys_days{date}.time_since_epoch()};
}

/// Seconds may carry a fraction; what is finer than a millisecond is cut off.
std::optional<Span> take_time_of_day(std::string_view& text) {
  const auto hour = take_pair(text, 23);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_pair(text, 59);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_pair(text, 59);
  if (!second) return std::nullopt;
  std::string fraction;
  if (take(text, '.')) {
    fraction = take_while(text, is_digit);
    if (fraction.empty()) return std::nullopt;
  }
  fraction.resize(3, '0');
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second} +
         Span{*number(fraction)};
}

/// "Z" or "+02:00": how far local time is ahead of UTC.
std::optional<Span> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return Span{0};
  const bool behind = text.starts_with('-');
  if (!take(text, behind ? '-' : '+')) return std::nullopt;
  const auto hours = take_pair(text, 23);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_pair(text, 59);
  if (!minutes) return std::nullopt;
  const Span offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return behind ? -offset : offset;
}

std::optional<TimePoint> read_time(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !(take(text, 'T') || take(text, 't'))) return std::nullopt;
  const auto time_of_day = take_time_of_day(text);
  if (!time_of_day) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return *date + *time_of_day - *offset;
}

}  // namespace

Result<Span> parse_span(std::string_view text) {
  if (text.starts_with('-')) return not_a_span(text, "is negative; time never goes back");
  if (text.empty() || !is_digit(text.front())) {
    return not_a_span(text, "is not a duration; write one such as \"90s\" or \"48h\"");
  }
  std::int64_t sum = 0;
  auto unit = kUnits.begin();
  for (std::string_view rest = text; !rest.empty(); ++unit) {
    const Link link = take_link(rest);
    if (link.whole.empty()) return not_a_span(text, "is not a duration; write one such as \"48h\"");
    if (link.unit.empty() && rest.empty()) {
      return not_a_span(text, "has no unit; write a duration such as \"48h\"");
    }
    while (unit != kUnits.end() && unit->name != link.unit) ++unit;
    if (unit == kUnits.end()) {
      return not_a_span(text, "is not a duration; its units are d, h, m, s and ms, largest first");
    }
    const auto part = milliseconds_of(link, unit->milliseconds);
    if (!part || sum + *part > kLongest.count()) {
      return not_a_span(text, "is not a whole number of milliseconds up to 200 years (73050d)");
    }
    sum += *part;
  }
  return Span{sum};
}

std::string span_pattern() {
  std::string pattern = "^";
  for (const Unit& unit : kUnits) {
    pattern += "([0-9]+(\\.";
    pattern.append(fraction_pattern(unit.milliseconds)).append(")?").append(unit.name).append(")?");
  }
  return pattern + '$';
}

std::string format_span(Span span) {
  if (span < Span{0}) return '-' + format_span(-span);
  if (span == Span{0}) return "0s";
  // People count up to some days in hours ("48h"), longer spans in days.
  const bool in_days = span >= std::chrono::hours{100};
  std::string text;
  std::int64_t rest = span.count();
  for (const Unit& unit : kUnits) {
    if (unit.name == "d" && !in_days) continue;
    const std::int64_t whole = rest / unit.milliseconds;
    if (whole != 0) text.append(std::to_string(whole)).append(unit.name);
    rest %= unit.milliseconds;
  }
  return text;
}

Result<TimePoint> parse_time(std::string_view text) {
  const auto time = read_time(text);
  if (!time) {
    return invalid(quoted(text) + " is not a time; write one such as \"2026-01-05T09:00:00Z\"");
  }
  if (*time < kEarliest || *time > kLatest) {
    return invalid(quoted(text) + " is out of range; times go from " + format_time(kEarliest) +
                   " to " + format_time(kLatest));
  }
  return *time;
}

std::string format_time(TimePoint time) {
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date{std::chrono::sys_days{day.time_since_epoch()}};
  const std::chrono::hh_mm_ss clock{time - day};
  std::string text;
  append_digits(text, static_cast<int>(date.year()), 4);
  append_digits(text += '-', static_cast<unsigned>(date.month()), 2);
  append_digits(text += '-', static_cast<unsigned>(date.day()), 2);
  append_digits(text += 'T', clock.hours().count(), 2);
  append_digits(text += ':', clock.minutes().count(), 2);
  append_digits(text += ':', clock.seconds().count(), 2);
  append_digits(text += '.', clock.subseconds().count(), 3);
  return text += 'Z';
}

std::optional<int> minute_of_day(std::string_view text) {
  const auto is_two_digits = [](std::string_view part) {
    return part.size() == 2 && is_digit(part[0]) && is_digit(part[1]);
  };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  if (!is_two_digits(text.substr(0, 2)) || !is_two_digits(text.substr(3))) return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (minutes > 59) return std::nullopt;
  return hours * 60 + minutes;
}

}  // namespace asyncsim
