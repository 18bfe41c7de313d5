#include "latency/fluid_backlog.h"

#include <algorithm>

#include "latency/milliseconds.h"

namespace asyncsim {
namespace {

/// Over one straight piece: the net flow goes from `begin` to `end` in `length` milliseconds.
/// The backlog is the larger of what was there with all that came since, and of the most that came
/// since some instant at which nothing was left; where the flow turns to a surplus that is then.
double after_piece(double backlog, double begin, double end, double length) {
  const double all = backlog + (begin + end) / 2 * length;
  if (begin < 0 && end > 0) return std::max(all, end * end * length / (2 * (end - begin)));
  return std::max(all, 0.0);
}

double walk(const LoadCurve& curve, double backlog, double capacity, TimePoint from, TimePoint to) {
  LoadCurve::Walk segments(curve, from);
  for (TimePoint at = from; at < to;) {
    const LoadCurve::Segment segment = segments.next();
    at = std::min(segment.to, to);
    const double whole = ms(segment.to - segment.from);
    const double length = ms(at - segment.from);
    const double end = segment.begin + (segment.end - segment.begin) * (length / whole);
    backlog = after_piece(backlog, segment.begin - capacity, end - capacity, length);
  }
  return backlog;
}

/// So many weeks at once. From nothing a week leaves `fresh`, from much it changes the rest by
/// `net`; both laws of a week hold of many.
double after_weeks(const LoadCurve& curve, double backlog, double capacity, TimePoint from,
                   Span::rep weeks) {
  const double net = (curve.mean() - capacity) * ms(LoadCurve::kWeek);
  const double fresh = walk(curve, 0, capacity, from, from + LoadCurve::kWeek);
  const auto count = static_cast<double>(weeks);
  return std::max(backlog + count * net, fresh + (count - 1) * std::max(net, 0.0));
}

}  // namespace

double backlog_after(const LoadCurve& curve, double backlog, double capacity, TimePoint from,
                     TimePoint to) {
  if (curve.peak() <= capacity) {
    if (backlog == 0) return 0;
    return std::max(0.0, backlog + curve.integral(from, to) - capacity * ms(to - from));
  }
  const Span::rep weeks = (to - from) / LoadCurve::kWeek;
  if (weeks > 1) {
    backlog = after_weeks(curve, backlog, capacity, from, weeks);
    from += weeks * LoadCurve::kWeek;
  }
  return walk(curve, backlog, capacity, from, to);
}

double lasting_backlog(const LoadCurve& curve, TimePoint time) {
  // A surplus that began more than a week ago is no larger than the one a week later.
  return backlog_after(curve, 0, 1, time - LoadCurve::kWeek, time);
}

}  // namespace asyncsim
