// Times and spans as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/virtual_time.h"

namespace asyncsim {

/// Reads "250ms", "90s", "5m", "8h", "2d" and chains of them ("8h1m", largest unit first).
/// A unit is required; fractions ("0.5s", in whole milliseconds) are taken; signs are not.
/// At most 200 years, so that sums of a time and a span never overflow.
Result<Span> parse_span(std::string_view text);

/// A regular expression (ECMA 262) of what parse_span reads, but for the empty text, which it
/// matches too, and the 200 years.
std::string span_pattern();

/// The shortest chain that parse_span reads back: "48h" stays "48h", 90'000 ms is "1m30s", 0 is
/// "0s".
std::string format_span(Span span);

/// Reads RFC 3339 ("2026-01-05T09:00:00.000Z", offsets taken), within [kEarliest, kLatest].
Result<TimePoint> parse_time(std::string_view text);

/// RFC 3339 UTC with milliseconds: "2026-01-05T09:00:00.000Z". Always 24 characters.
std::string format_time(TimePoint time);

/// The minute of the day that "HH:MM" says; hours are two digits and not bounded, so that "24:00"
/// is a day's end. Nothing: it says none.
std::optional<int> minute_of_day(std::string_view text);

}  // namespace asyncsim
