#include "http/control/arguments.h"

#include <algorithm>
#include <charconv>

#include "core/time_text.h"

namespace asyncsim::control {

Arguments::Arguments(const http::Request& request, std::initializer_list<std::string_view> known) {
  for (auto& [name, value] : request.query_parameters()) take(name, value, known);
  if (request.body.empty()) return;
  auto body = parse_json(request.body);
  if (body && body->is_object()) {
    for (auto& [name, value] : body->items()) take(name, value, known);
  } else {
    fail(invalid(
        body ? "the body is not a JSON object" : "the body is not JSON: " + body.error().message,
        "send the arguments as a JSON object, or in the query"));
  }
}

Arguments::Arguments(const http::Request& request, const Json& fields,
                     std::initializer_list<std::string_view> known) {
  for (auto& [name, value] : request.query_parameters()) take(name, value, known);
  for (auto& [name, value] : fields.items()) take(name, value, known);
}

void Arguments::take(const std::string& name, const Json& value,
                     std::initializer_list<std::string_view> known) {
  if (error_) return;
  if (name == "account" || std::ranges::find(known, name) != known.end()) {
    values_[name] = value;
    return;
  }
  std::string names;
  for (const std::string_view one : known) names += (names.empty() ? "" : ", ") + std::string(one);
  fail(invalid("unknown argument " + excerpt(Json(name)),
               names.empty() ? "this call takes none" : "this call takes " + names));
}

const Json* Arguments::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() || found->is_null() ? nullptr : &*found;
}

void Arguments::fail(std::string_view name, std::string_view expected) {
  const Json* json = find(name);
  fail(invalid(std::string(name) + ": " + (json ? excerpt(*json) : "nothing") + " is not " +
               std::string(expected)));
}

void Arguments::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

std::optional<std::string> Arguments::text(std::string_view name) {
  const Json* json = find(name);
  if (!json) return std::nullopt;
  if (json->is_string()) return json->get<std::string>();
  fail(name, "a text");
  return std::nullopt;
}

std::optional<Span> Arguments::span(std::string_view name) {
  if (const Json* json = find(name); json && json->is_number()) {
    fail(invalid(std::string(name) + ": " + json->dump() + " has no unit",
                 "write it as text, such as \"" + json->dump() + "s\""));
    return std::nullopt;
  }
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto span = parse_span(*written);
  if (span) return *span;
  fail(invalid(std::string(name) + ": " + span.error().message, span.error().hint));
  return std::nullopt;
}

std::optional<RealSpan> Arguments::real_span(std::string_view name, std::chrono::seconds longest) {
  const auto written = span(name);
  if (!written) return std::nullopt;
  if (*written <= longest) return RealSpan{*written};
  fail(name, "at most " + format_span(longest) + " of real time");
  return std::nullopt;
}

std::optional<TimePoint> Arguments::time(std::string_view name) {
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto time = parse_time(*written);
  if (time) return *time;
  fail(invalid(std::string(name) + ": " + time.error().message, time.error().hint));
  return std::nullopt;
}

std::optional<double> Arguments::number(std::string_view name, double lowest, double highest) {
  const Json* json = find(name);
  if (!json) return std::nullopt;
  Json parsed = *json;
  if (json->is_string()) {
    auto read = parse_json(json->get_ref<const std::string&>());
    if (read) parsed = std::move(*read);
  }
  const auto number = json_number(parsed, lowest, highest);
  if (number) return *number;
  fail(invalid(std::string(name) + ": " + number.error().message));
  return std::nullopt;
}

std::optional<std::uint64_t> Arguments::count(std::string_view name, std::uint64_t least,
                                              std::uint64_t most) {
  const auto value = number(name, static_cast<double>(least), static_cast<double>(most));
  if (!value) return std::nullopt;
  if (*value == std::floor(*value)) return static_cast<std::uint64_t>(*value);
  fail(name, "a whole number");
  return std::nullopt;
}

std::uint64_t read_limit(Arguments& arguments) {
  return arguments.count("limit", 1, 10'000).value_or(1'000);
}

}  // namespace asyncsim::control
