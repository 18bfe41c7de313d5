#include "scenario/field.h"

#include <algorithm>
#include <limits>

#include "core/ascii.h"
#include "core/nearest_name.h"
#include "core/time_text.h"
#include "job/zone.h"
#include "latency/day_windows.h"

namespace asyncsim {
namespace {

Error not_this(const Json& found, std::string_view expected) {
  return invalid(excerpt(found) + " is not " + std::string(expected));
}

Result<std::string> read_text(const Json& json, std::string_view expected) {
  if (!json.is_string()) return not_this(json, expected);
  return json.get_ref<const std::string&>();
}

Result<Span> read_span(const Json& json, Span shortest, Span longest) {
  if (json.is_number()) {
    return invalid(excerpt(json) + " has no unit; write a duration such as \"48h\"");
  }
  const auto text = read_text(json, "a duration; write one such as \"48h\"");
  if (!text) return text.error();
  const auto span = parse_span(*text);
  if (!span) return span.error();
  if (*span < shortest || *span > longest) {
    return invalid(excerpt(json) + " is out of range; expected " + format_span(shortest) + " to " +
                   format_span(longest));
  }
  return span;
}

std::string time_of_day(int minute) {
  const auto two_digits = [](int value) {
    return std::string{static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
  };
  return two_digits(minute / 60) + ':' + two_digits(minute % 60);
}

template <class T>
Outcome leave_out(std::optional<T>& value) {
  value.reset();
  return success();
}

}  // namespace

Outcome Constant::read(const Json& json) const {
  if (json_integer(json, value, value)) return success();
  return invalid(excerpt(json) + " is not supported; expected " + std::to_string(value));
}

Outcome Mark::read(const Json& json) const {
  if (json == true) return success();
  return not_this(json, "true; write true, or leave the key out");
}

Outcome Text::read(const Json& json) const {
  auto text = read_text(json, "text");
  if (!text) return text.error();
  if (text->size() > longest) {
    return invalid("text of " + std::to_string(text->size()) + " bytes is too long; expected " +
                   std::to_string(longest) + " at most");
  }
  value = *std::move(text);
  return success();
}

Outcome Note::read(const Json& json) const {
  std::string unused;
  return Text{unused, longest}.read(json);
}

Outcome Seed::read(const Json& json) const {
  if (json.is_number_unsigned()) {
    value = json.get<std::uint64_t>();
    return success();
  }
  // -1 and 1.5 fail here; a whole number written as 1e3 does not.
  const auto whole = json_integer(json, 0, std::numeric_limits<std::int64_t>::max());
  if (!whole) return not_this(json, "a whole number from 0 to 18446744073709551615");
  value = static_cast<std::uint64_t>(*whole);
  return success();
}

Outcome Flag::read(const Json& json) const {
  if (!json.is_boolean()) return not_this(json, "true or false");
  value = json.get<bool>();
  return success();
}

Outcome Count::read(const Json& json) const {
  const auto count = json_integer(json, lowest, highest);
  if (!count) return count.error();
  value = static_cast<std::uint32_t>(*count);
  return success();
}

Outcome Texts::read(const Json& json) const {
  const auto fits = [this](const Json& text) {
    return text.is_string() && text.get_ref<const std::string&>().size() <= longest;
  };
  if (!json.is_array() || json.size() > most || !std::all_of(json.begin(), json.end(), fits)) {
    return invalid("expected an array of at most " + std::to_string(most) + " texts of up to " +
                   std::to_string(longest) + " bytes");  // what stands there may be a secret
  }
  values = json.get<std::vector<std::string>>();
  return success();
}

Outcome OptionalCount::read(const Json& json) const {
  if (json.is_null()) return leave_out(value);
  const auto count = json_integer(json, lowest, highest);
  if (!count) return count.error();
  value = static_cast<std::uint32_t>(*count);
  return success();
}

Json OptionalCount::print() const { return value ? Json(*value) : Json(nullptr); }

Outcome OptionalNumber::read(const Json& json) const {
  if (json.is_null()) return leave_out(value);
  const auto number = json_number(json, lowest, highest);
  if (!number) return number.error();
  value = *number;
  return success();
}

Json OptionalNumber::print() const { return value ? plain_number(*value) : Json(nullptr); }

Outcome OptionalText::read(const Json& json) const {
  if (json.is_null()) return leave_out(value);
  std::string text;
  if (auto done = Text{text, longest}.read(json); !done) return done;
  value = std::move(text);
  return success();
}

Outcome OptionalFlag::read(const Json& json) const {
  if (json.is_null()) return leave_out(value);
  bool flag = false;
  if (auto done = Flag{flag}.read(json); !done) return done;
  value = flag;
  return success();
}

Outcome OptionalWord::read(const Json& json) const {
  if (json.is_null()) return leave_out(value);
  const auto index = read_name(json, words);
  if (!index) return index.error();
  value = words[*index];
  return success();
}

// A status such as 204 may come as a number: --set takes it for one.
Outcome KnobChoice::read(const Json& json) const {
  std::vector<std::string_view> names;
  for (const KnobValue& choice : row_of(knob).values) names.push_back(choice.name);
  const auto index = read_name(json.is_number_integer() ? Json(json.dump()) : json, names);
  if (!index) return index.error();
  knobs.choose(knob, static_cast<std::uint8_t>(*index));
  return success();
}

Json KnobChoice::print() const { return row_of(knob).values[knobs.value(knob)].name; }

Outcome Number::read(const Json& json) const {
  const auto number = json_number(json, lowest, highest);
  if (!number) return number.error();
  value = *number;
  return success();
}

Outcome Duration::read(const Json& json) const {
  const auto span = read_span(json, shortest, longest);
  if (!span) return span.error();
  value = *span;
  return success();
}

Json Duration::print() const { return format_span(value); }

Outcome OptionalDuration::read(const Json& json) const {
  if (json.is_null()) return leave_out(value);
  Span span{};
  if (auto done = Duration{span, shortest, longest}.read(json); !done) return done;
  value = span;
  return success();
}

Json OptionalDuration::print() const { return value ? Json(format_span(*value)) : Json(nullptr); }

Outcome RealDuration::read(const Json& json) const {
  const auto span = read_span(json, shortest, longest);
  if (!span) return span.error();
  value = RealSpan{*span};
  return success();
}

Json RealDuration::print() const {
  return format_span(std::chrono::duration_cast<Span>(value.value));
}

Outcome DurationRange::read(const Json& json) const {
  const bool pair = json.is_array() && json.size() == 2;
  const bool named =
      json.is_object() && json.size() == 2 && json.contains("from") && json.contains("to");
  if (!pair && !named) {
    return not_this(json, R"(a range; write ["3s", "14s"] or {"from": "3s", "to": "14s"})");
  }
  const auto first = read_span(pair ? json[0] : json["from"], shortest, longest);
  if (!first) return first.error();
  const auto last = read_span(pair ? json[1] : json["to"], shortest, longest);
  if (!last) return last.error();
  from = *first;
  to = *last;
  return success();
}

Json DurationRange::print() const { return Json::array({format_span(from), format_span(to)}); }

Outcome Moment::read(const Json& json) const {
  const auto text =
      read_text(json, R"(a time; write one such as "2026-01-05T09:00:00Z", or "now")");
  if (!text) return text.error();
  if (*text == "now") {
    value.reset();
    return success();
  }
  const auto time = parse_time(*text);
  if (!time) return invalid(time.error().message + ", or \"now\"");
  value = *time;
  return success();
}

Json Moment::print() const { return value ? format_time(*value) : "now"; }

Outcome TimeOfDay::read(const Json& json) const {
  const std::string expected = "a time of day from \"00:00\" to \"" + time_of_day(latest) + '"';
  const auto text = read_text(json, expected);
  if (!text) return text.error();
  const auto minute = minute_of_day(*text);
  if (!minute || *minute > latest) return not_this(json, expected);
  value = *minute;
  return success();
}

Json TimeOfDay::print() const { return time_of_day(value); }

Outcome Days::read(const Json& json) const {
  constexpr std::string_view kExpected = R"(days; write "mon-fri", "sat,sun", "daily" or the like)";
  const auto text = read_text(json, kExpected);
  if (!text) return text.error();
  const auto days = parse_days(*text);
  if (days == 0) return not_this(json, kExpected);
  value = days;
  return success();
}

Json Days::print() const { return format_days(value); }

Outcome HookUrl::read(const Json& json) const {
  if (json.is_null()) return leave_out(value);
  constexpr std::string_view kExpected = "an absolute http or https URL, or null";
  auto text = read_text(json, kExpected);
  if (!text) return text.error();
  if (!is_hook_url(*text)) return not_this(json, kExpected);
  value = *std::move(text);
  return success();
}

Json HookUrl::print() const { return value ? Json(*value) : Json(nullptr); }

Result<std::size_t> read_name(const Json& json, std::span<const std::string_view> names) {
  const auto text = read_text(json, one_of(names));
  if (!text) return text.error();
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  return not_this(json, one_of(names) + did_you_mean(*text, names));
}

bool is_zone_name(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= kLongest && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace asyncsim
