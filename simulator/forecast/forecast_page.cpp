#include "forecast/forecast_page.h"

#include <algorithm>

#include "core/time_text.h"
#include "report/axis.h"
#include "report/report.h"

namespace asyncsim {
namespace {

/// "Mon 20:00", to the second where there are any; with its date when that is a week or more after
/// `since`.
std::string day_and_time(TimePoint time, TimePoint since) {
  if (time - since >= std::chrono::days{7}) {
    return format_time(time).substr(0, 10) + ' ' + format_time(time).substr(11, 8);
  }
  constexpr const char* kDays[]{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // 1970 on
  const auto days = std::chrono::floor<std::chrono::days>(time.time_since_epoch());
  const std::string text = format_time(time).substr(11, 8);
  return std::string(kDays[days.count() % 7]) + ' ' +
         (text.ends_with(":00") ? text.substr(0, 5) : text);
}

std::string span_or_dash(const Quantiles& quantiles, Span Quantiles::*which) {
  return quantiles.count == 0 ? "-" : rough_span(quantiles.*which);
}

template <class Value>
ForecastRow row(const char* name, const std::vector<ForecastCase>& cases, Value value) {
  ForecastRow row{name, {}};
  for (const ForecastCase& one : cases) row.values.push_back(value(one));
  return row;
}

template <class Count>
void add_count(std::vector<ForecastRow>& rows, const char* name,
               const std::vector<ForecastCase>& cases, Count count) {
  if (std::ranges::all_of(cases, [&](const auto& one) { return count(one) == 0; })) return;
  rows.push_back(row(name, cases, [&](const auto& one) { return grouped(count(one)); }));
}

void add_quantiles(std::vector<ForecastRow>& rows, const std::string& what,
                   const std::vector<ForecastCase>& cases, Quantiles ForecastCase::*of) {
  constexpr std::pair<const char*, Span Quantiles::*> kRows[]{{"p50", &Quantiles::p50},
                                                              {"p95", &Quantiles::p95},
                                                              {"p99", &Quantiles::p99},
                                                              {"longest", &Quantiles::longest}};
  for (const auto& [name, which] : kRows) {
    rows.push_back(row((what + ' ' + name).c_str(), cases,
                       [&](const auto& one) { return span_or_dash(one.*of, which); }));
  }
}

std::string without_start(const std::string& label) {
  constexpr std::string_view kStart = "start ";
  return label.starts_with(kStart) ? label.substr(kStart.size()) : label;
}

bool all_equal(const std::vector<ForecastCase>& cases, auto member) {
  return std::ranges::all_of(cases,
                             [&](const auto& one) { return one.*member == cases.front().*member; });
}

}  // namespace

std::string headline_of(const ForecastPage& page) {
  return counted(page.jobs, "job") + " to zone " + page.zone + " of " +
         (page.world.empty() ? "an unnamed world" : page.world) + ", " + page.arrive + ", seed " +
         std::to_string(page.seed);
}

std::vector<std::string> labels_of(const std::vector<ForecastCase>& cases) {
  std::vector<std::string> labels;
  const bool one_start = all_equal(cases, &ForecastCase::start);
  const bool one_client = all_equal(cases, &ForecastCase::client);
  const TimePoint earliest = std::ranges::min(cases, {}, &ForecastCase::start).start;
  for (const ForecastCase& one : cases) {
    std::string label;
    if (!one_start || one_client) label = "start " + day_and_time(one.start, earliest);
    if (!one_client) label += (label.empty() ? "" : ", ") + describe(one.client);
    labels.push_back(label);
  }
  return labels;
}

std::vector<ForecastRow> rows_of(const ForecastPage& page) {
  const auto& cases = page.cases;
  std::vector<ForecastRow> rows;
  rows.push_back(row("start (UTC)", cases, [](const auto& c) {
    return format_time(c.start).substr(0, 10) + ' ' + day_and_time(c.start, c.start);
  }));
  rows.push_back(row("client", cases, [](const auto& c) { return describe(c.client); }));
  rows.push_back(row("last submit", cases,
                     [](const auto& c) { return day_and_time(c.last_submit, c.start); }));
  rows.push_back(row("all done by", cases, [](const auto& c) {
    if (!c.all_done) return std::string("-");
    return day_and_time(
        TimePoint(std::chrono::ceil<std::chrono::seconds>(c.all_done->time_since_epoch())),
        c.start);
  }));
  add_quantiles(rows, "done after", cases, &ForecastCase::ready);
  add_quantiles(rows, "collected", cases, &ForecastCase::collected);
  rows.push_back(
      row("most in flight", cases, [](const auto& c) { return grouped(c.most_in_flight); }));
  rows.push_back(row("polls", cases, [](const auto& c) { return grouped(c.polls); }));
  rows.push_back(
      row("  heard 202", cases, [](const auto& c) { return grouped(c.pending_answers); }));
  add_count(rows, "failed", cases, [](const auto& c) { return c.failed; });
  add_count(rows, "never done", cases, [](const auto& c) { return c.never_ready; });
  rows.push_back(row("lost", cases, [](const auto& c) { return grouped(c.lost); }));
  add_count(rows, "429s waited for", cases, [](const auto& c) { return c.submission.waits; });
  add_count(rows, "refused for good", cases, [](const auto& c) { return c.submission.refused; });
  rows.push_back(row("cost", cases, [](const auto& c) { return dollars(c.submission.usd); }));
  return rows;
}

std::vector<std::string> comparisons(const ForecastPage& page) {
  std::vector<std::string> sentences;
  const ForecastCase& first = page.cases.front();
  const auto labels = labels_of(page.cases);
  for (std::size_t i = 1; i < page.cases.size(); ++i) {
    const ForecastCase& other = page.cases[i];
    std::string text = labels[i] + " instead of " + without_start(labels[0]) + ": collected p99 " +
                       span_or_dash(other.collected, &Quantiles::p99) + " instead of " +
                       span_or_dash(first.collected, &Quantiles::p99);
    if (other.polls != first.polls) {
      text += ", " + counted(other.polls, "poll") + " instead of " + grouped(first.polls);
    }
    if (other.lost != first.lost) {
      text += ", " + grouped(other.lost) + " lost instead of " + grouped(first.lost);
    }
    sentences.push_back(text);
  }
  if (std::ranges::any_of(page.cases, [](const auto& one) { return one.submission.waits > 0; })) {
    sentences.push_back("times count from when a job was due: waiting for a 429 is part of them");
  }
  return sentences;
}

Span round_step(Span whole, std::int64_t most, Span least) {
  using namespace std::chrono_literals;
  constexpr Span kSteps[]{1min, 2min, 5min, 10min, 15min, 30min, 1h, 2h, 3h, 6h, 12h, 24h};
  for (const Span step : kSteps) {
    if (step >= least && whole / step < most) return step;
  }
  Span step = std::chrono::days{2};
  while (whole / step >= most) step *= 2;
  return step;
}

Span length_of(const std::vector<ForecastCase>& cases) {
  Span longest{};
  for (const ForecastCase& one : cases) {
    if (one.steps.empty()) continue;
    longest = std::max(longest, one.steps.back().start - one.start + kForecastStep);
  }
  return longest;
}

Span step_of_table(const std::vector<ForecastCase>& cases) {
  constexpr int kMostRows = 48;
  return round_step(length_of(cases), kMostRows, std::chrono::hours{1});
}

}  // namespace asyncsim
