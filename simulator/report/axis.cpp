#include "report/axis.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/time_text.h"
#include "report/activity.h"
#include "report/report.h"

namespace asyncsim {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Span kRoundLatencies[]{seconds{1}, seconds{10}, minutes{1}, minutes{10}, hours{1},
                                 hours{8},   days{2},     days{30},   days{365},   days{73'000}};

constexpr Span kRoundSteps[]{seconds{1}, seconds{5},  seconds{10}, seconds{30}, minutes{1},
                             minutes{5}, minutes{10}, minutes{30}, hours{1},    hours{2},
                             hours{6},   hours{12},   days{1},     days{2},     days{7},
                             days{30},   days{365},   days{3650},  days{36'500}};

/// The logarithm to base 2, linear between powers of two: only exact steps, the same everywhere.
double doublings(Span latency) {
  int exponent = 0;
  const double mantissa =
      std::frexp(static_cast<double>(std::max(latency, Span{1}).count()), &exponent);
  return exponent + 2 * mantissa - 2;
}

std::string label_of(TimePoint at, Span step) {
  const std::string text = format_time(at);  // "2026-01-05T09:00:00.000Z"
  if (step >= days{300}) return text.substr(0, 7);
  if (step >= days{1} || at.time_since_epoch() % days{1} == Span{0}) return text.substr(5, 5);
  return text.substr(11, step < minutes{1} ? 8 : 5);
}

}  // namespace

CountScale::CountScale(std::uint64_t highest) {
  constexpr std::uint64_t kMostSteps = 5;
  highest = std::max<std::uint64_t>(highest, 1);
  const auto fits = [&] { return highest <= step * kMostSteps; };
  for (std::uint64_t power = 1; !fits(); power *= 10) {
    for (const std::uint64_t times : {1ULL, 2ULL, 5ULL}) {
      step = times * power;
      if (fits()) break;
    }
  }
  top = (highest + step - 1) / step * step;
}

void LatencyScale::cover(Span lowest, Span highest) {
  lowest_ = std::min(lowest_.value_or(lowest), lowest);
  highest_ = std::max(highest_, highest);
}

std::vector<Span> LatencyScale::ticks() const {
  const auto first = std::prev(
      std::upper_bound(std::begin(kRoundLatencies) + 1, std::end(kRoundLatencies) - 1, *lowest_));
  const auto last = std::lower_bound(first + 1, std::end(kRoundLatencies) - 1, highest_);
  return {first, last + 1};
}

double LatencyScale::share(Span latency) const {
  const auto ends = ticks();
  const double bottom = doublings(ends.front()), top = doublings(ends.back());
  return std::clamp((doublings(latency) - bottom) / (top - bottom), 0.0, 1.0);
}

std::vector<TimeTick> time_ticks(TimePoint start, TimePoint end) {
  constexpr Span::rep kMostSteps = 5;
  const auto* step =
      std::ranges::find_if(kRoundSteps, [&](Span s) { return end - start <= s * kMostSteps; });
  if (step == std::end(kRoundSteps)) --step;
  std::vector<TimeTick> ticks;
  const Span into = start.time_since_epoch() % *step;
  for (TimePoint at = into == Span{0} ? start : start - into + *step; at <= end; at += *step) {
    ticks.push_back({at, label_of(at, *step)});
  }
  return ticks;
}

std::string rough_span(Span span) {
  const Span unit = span >= hours{3}      ? Span{minutes{1}}
                    : span >= seconds{10} ? seconds{1}
                                          : Span{1};
  return format_span((span + unit / 2) / unit * unit);
}

std::string short_count(std::uint64_t count) {
  if (count < 1000) return std::to_string(count);
  const std::uint64_t unit = count < 1'000'000 ? 1000 : 1'000'000;
  const std::uint64_t tenths = count / (unit / 10);
  std::string text = grouped(tenths / 10);
  if (tenths % 10 != 0) text += '.' + std::to_string(tenths % 10);
  return text + (unit == 1000 ? 'k' : 'M');
}

std::string range_of_polls(std::size_t bucket) {
  const std::uint32_t least = kLeastPolls[bucket];
  if (bucket + 1 == kLeastPolls.size()) return grouped(least) + " polls or more";
  const std::uint32_t most = kLeastPolls[bucket + 1] - 1;
  if (least == most) return counted(least, "poll");
  return grouped(least) + " to " + grouped(most) + " polls";
}

}  // namespace asyncsim
