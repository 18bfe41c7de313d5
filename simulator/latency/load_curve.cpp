#include "latency/load_curve.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "latency/day_windows.h"
#include "latency/milliseconds.h"

namespace asyncsim {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr Span kFirstMonday = days{4};  // 1970-01-05
constexpr int kMinutesADay = 1440;
constexpr double kHighestLoad = 1'000;

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

Outcome check_point(const LoadPoint& point) {
  if (point.days == 0 || point.days > 0x7f) return invalid("it has no day of the week");
  if (point.minute < 0 || point.minute >= kMinutesADay) {
    return invalid("its time is not from 00:00 to 23:59");
  }
  if (!std::isfinite(point.load)) return invalid("its load is no finite number");
  if (point.load < 0) return invalid("its load is negative");
  if (point.load > kHighestLoad) return invalid("its load is above 1000");
  return success();
}

struct TimedLoad {
  minutes at;  ///< since Monday's midnight, local time
  double load;
};

std::string name_of(minutes at) {
  const auto day = std::chrono::floor<days>(at);
  const auto rest = static_cast<int>((at - day).count());
  return format_days(static_cast<std::uint8_t>(1U << day.count())) + ' ' + two_digits(rest / 60) +
         ':' + two_digits(rest % 60);
}

}  // namespace

Result<LoadCurve> LoadCurve::make(std::span<const LoadPoint> points, minutes ahead_of_utc) {
  if (points.empty()) return invalid("a load curve needs a point");
  if (std::chrono::abs(ahead_of_utc) >= days{1}) {
    return invalid("a load curve's offset from UTC is less than a day");
  }
  std::vector<TimedLoad> week;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (const auto sound = check_point(points[i]); !sound) {
      return invalid("load point " + std::to_string(i + 1) + ": " + sound.error().message);
    }
    for (int day = 0; day < 7; ++day) {
      if ((points[i].days >> day & 1) == 0) continue;
      week.push_back({days{day} + minutes{points[i].minute}, points[i].load});
    }
  }
  const auto earlier = [](const TimedLoad& a, const TimedLoad& b) { return a.at < b.at; };
  std::sort(week.begin(), week.end(), earlier);
  const auto twice = std::adjacent_find(week.begin(), week.end(),
                                        [](const auto& a, const auto& b) { return a.at == b.at; });
  if (twice != week.end()) return invalid("two load points are at " + name_of(twice->at));

  const TimedLoad first = week.front();
  std::vector<Knot> knots;
  for (const TimedLoad& point : week) knots.push_back({point.at - first.at, point.load, 0});
  knots.push_back({kWeek, first.load, 0});
  return LoadCurve(std::move(knots), kFirstMonday + first.at - ahead_of_utc);
}

LoadCurve LoadCurve::constant(double load) {
  return LoadCurve({{Span{0}, load, 0}, {kWeek, load, 0}}, kFirstMonday);
}

LoadCurve::LoadCurve(std::vector<Knot> knots, Span first)
    : knots_(std::move(knots)), first_(first) {
  for (std::size_t i = 0; i < knots_.size(); ++i) {
    peak_ = std::max(peak_, knots_[i].load);
    if (i > 0)
      knots_[i].integral = knots_[i - 1].integral + ms(knots_[i].at - knots_[i - 1].at) *
                                                        (knots_[i].load + knots_[i - 1].load) / 2;
  }
}

/// The first knot at or before `time`.
TimePoint LoadCurve::week_of(TimePoint time) const {
  Span phase = (time.time_since_epoch() - first_) % kWeek;
  if (phase < Span{0}) phase += kWeek;
  return time - phase;
}

std::size_t LoadCurve::knot_before(Span phase) const {
  const auto after = std::upper_bound(knots_.begin(), knots_.end() - 1, phase,
                                      [](Span at, const Knot& knot) { return at < knot.at; });
  return static_cast<std::size_t>(after - knots_.begin()) - 1;
}

double LoadCurve::load_at(std::size_t knot, Span phase) const {
  const Knot& from = knots_[knot];
  const Knot& to = knots_[knot + 1];
  return from.load + (to.load - from.load) * (ms(phase - from.at) / ms(to.at - from.at));
}

double LoadCurve::integral_to(Span phase) const {
  const std::size_t knot = knot_before(phase);
  const Knot& from = knots_[knot];
  return from.integral + ms(phase - from.at) * (from.load + load_at(knot, phase)) / 2;
}

double LoadCurve::load_at(TimePoint time) const {
  const Span phase = time - week_of(time);
  return load_at(knot_before(phase), phase);
}

double LoadCurve::integral(TimePoint from, TimePoint to) const {
  const TimePoint first = week_of(from), last = week_of(to);
  const auto weeks = static_cast<double>((last - first) / kWeek);
  return weeks * knots_.back().integral + (integral_to(to - last) - integral_to(from - first));
}

double LoadCurve::mean() const { return knots_.back().integral / ms(kWeek); }

LoadCurve::Walk::Walk(const LoadCurve& curve, TimePoint from)
    : curve_(curve),
      week_(curve.week_of(from)),
      at_(from),
      knot_(curve.knot_before(from - week_)) {}

LoadCurve::Segment LoadCurve::Walk::next() {
  const Knot& end = curve_.knots_[knot_ + 1];
  const Segment segment{at_, week_ + end.at, curve_.load_at(knot_, at_ - week_), end.load};
  at_ = segment.to;
  if (++knot_ + 1 == curve_.knots_.size()) {
    knot_ = 0;
    week_ += kWeek;
  }
  return segment;
}

}  // namespace asyncsim
