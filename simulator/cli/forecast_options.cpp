#include "cli/forecast_options.h"

#include <utility>

#include "cli/option_reader.h"
#include "cli/option_values.h"
#include "cli/serve_options.h"
#include "core/time_text.h"
#include "scenario/field.h"

namespace asyncsim::cli {
namespace {

constexpr std::uint64_t kMostForecastJobs = 100'000'000;
constexpr std::size_t kMostCases = 6;

/// What the options say before they are put together.
struct Given {
  Foresee& forecast;
  std::optional<Span> collect_after{};
  std::optional<StartChoice> start{};
  std::optional<ClientPolicy> client{};
};

Result<StartChoice> parse_start(std::string_view text) {
  constexpr int kDay = 24 * 60;
  if (const auto minute = minute_of_day(text); minute && *minute < kDay) {
    return StartChoice(std::chrono::minutes(*minute));
  }
  if (const auto time = parse_time(text)) return StartChoice(*time);
  return invalid("expected a time of day such as 20:00, or a moment such as " +
                 format_time(kDefaultStart) + ", both UTC");
}

Outcome take_arrive(Foresee& forecast, const std::string& text) {
  forecast.arrive = text;
  if (text.ends_with(".csv")) {
    forecast.arrivals_file = text;
    return success();
  }
  return assign(parse_arrival_pattern(text), forecast.pattern);
}

template <class Value>
Outcome take_several(const std::vector<std::string>& texts, std::vector<Value>& list,
                     Result<Value> (*parse)(std::string_view)) {
  if (!list.empty()) return invalid("compared a second time, expected all in one list");
  for (const std::string& text : texts) {
    if (auto taken = append(parse(text), list); !taken) {
      return invalid(in_quotes(text) + ": " + taken.error().message);
    }
  }
  return success();
}

Outcome take_compare(Foresee& forecast, const std::string& text) {
  const auto equals = text.find('=');
  const std::string what = text.substr(0, equals);
  const auto values =
      equals == text.npos ? std::vector<std::string>() : split_list(text.substr(equals + 1));
  if (values.size() >= 2 && what == "start") {
    return take_several(values, forecast.starts, parse_start);
  }
  if (values.size() >= 2 && what == "client") {
    return take_several(values, forecast.clients, parse_client_policy);
  }
  return invalid("expected two or more, as in start=20:00,01:00 or client=webhook,documented");
}

Result<std::string> parse_zone_name(const std::string& text) {
  if (is_zone_name(text)) return text;
  return invalid("expected the name of a zone");
}

std::vector<Option> forecast_options(Given& given) {
  using enum OptionKind;
  using Text = const std::string&;
  Foresee& f = given.forecast;
  std::vector<Option> options = {
      {"jobs", "N",
       "how many, 2,000,000 at once at most (default: 10000, or as many as FILE.csv has)", value,
       [&f](Text v) { return assign(parse_whole_number(v, 1, kMostForecastJobs), f.jobs); }},
      {"arrive", "burst|RATE|FILE.csv",
       "all at once, at 10/s, 500/min or 20000/h, or as the file's column 'submitted' says, with "
       "URLs from its column 'url' (default: burst)",
       value, [&f](Text v) { return take_arrive(f, v); }},
      {"start", "TIME", "20:00, or a moment; UTC (default: the world's start)", value,
       [&given](Text v) { return assign(parse_start(v), given.start); }},
      {"client", "webhook|documented|every:SPAN",
       "how it learns that a job is done (default: documented, by polls after 20 s, 10 s, then "
       "every 5 s)",
       value, [&given](Text v) { return assign(parse_client_policy(v), given.client); }},
      {"collect-after", "SPAN",
       "polls begin that long after each submit; a webhook's result is read that long after it",
       value, [&given](Text v) { return assign(parse_span(v), given.collect_after); }},
      {"compare", "start=T,T|client=C,C", "side by side; repeatable", list,
       [&f](Text v) { return take_compare(f, v); }},
      {"to", "ZONE", "where the jobs go (default: the world's first async zone)", value,
       [&f](Text v) { return assign(parse_zone_name(v), f.zone); }},
      {"json", "", "print JSON instead of a table", on_off,
       [&f](Text v) { return assign(parse_switch(v), f.json); }},
      {"html", "FILE", "write a page with plots too", value,
       [&f](Text v) { return assign(parse_file_name(v), f.html_file); }},
      {"csv", "FILE", "write each job's times too", value,
       [&f](Text v) { return assign(parse_file_name(v), f.csv_file); }},
  };
  for (auto& option : world_options(f.world)) options.push_back(std::move(option));
  return options;
}

Outcome put_together(Given& given) {
  Foresee& f = given.forecast;
  if (given.start && !f.starts.empty()) {
    return invalid("--start: --compare start= names the starts already, expected one of the two");
  }
  if (given.client && !f.clients.empty()) {
    return invalid(
        "--client: --compare client= names the clients already, expected one of the two");
  }
  if (!f.arrivals_file.empty() && f.jobs) {
    return invalid("--jobs " + std::to_string(*f.jobs) + ": expected none with --arrive " +
                   in_quotes(f.arrivals_file) + ", which has a row for each job");
  }
  if (given.start) f.starts = {*given.start};
  if (f.clients.empty()) f.clients = {given.client.value_or(ClientPolicy{})};
  for (ClientPolicy& client : f.clients) client.collect_after = given.collect_after;
  const std::size_t columns = f.clients.size() * std::max<std::size_t>(1, f.starts.size());
  if (columns > kMostCases) {
    return invalid("--compare: that is " + std::to_string(columns) + " columns, expected " +
                   std::to_string(kMostCases) + " at most");
  }
  return success();
}

}  // namespace

Result<ForecastReading> read_forecast_options(Foresee& forecast,
                                              const std::vector<std::string>& arguments) {
  Given given{forecast};
  const auto reading = read_options("forecast [OPTIONS]", forecast_options(given), arguments, {});
  if (!reading) return reading.error();
  if (!reading->help) {
    if (const auto together = put_together(given); !together) return together.error();
  }
  return ForecastReading{reading->help, reading->operands};
}

}  // namespace asyncsim::cli
