// The load that other tenants put on the vendor, by weekday and time of day.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"

namespace asyncsim {

/// The load at one minute of some days; between neighbouring points it is linear.
struct LoadPoint {
  std::uint8_t days = 0x7f;  ///< bit 0 = Monday
  int minute = 0;            ///< since local midnight, 0 to 1439
  double load = 0;           ///< of the capacity: 1 is as much as can be done
  bool operator==(const LoadPoint&) const = default;
};

/// Piecewise linear, the same every week: behind the week's last point comes its first. Immutable.
class LoadCurve {
 public:
  static constexpr Span kWeek = std::chrono::days{7};

  /// `ahead_of_utc`: how far the local time of the points is ahead of UTC, less than a day.
  /// The error names the point, counted from 1.
  static Result<LoadCurve> make(std::span<const LoadPoint> points,
                                std::chrono::minutes ahead_of_utc = {});
  /// Always the same load; 0 is no other tenants. Requires a load that make() takes.
  static LoadCurve constant(double load);

  double load_at(TimePoint time) const;
  /// Of the load over [from, to), in load times milliseconds; from <= to.
  double integral(TimePoint from, TimePoint to) const;
  /// The mean load of a week.
  double mean() const;
  double peak() const { return peak_; }

  /// The load goes straight from `begin` at `from` to `end` at `to`.
  struct Segment {
    TimePoint from, to;
    double begin, end;
  };
  /// Walks the segments from one instant on, without end. The curve outlives it.
  class Walk {
   public:
    Walk(const LoadCurve& curve, TimePoint from);
    /// The first one begins where the walk does.
    Segment next();

   private:
    const LoadCurve& curve_;
    TimePoint week_, at_;
    std::size_t knot_;
  };

 private:
  /// Milliseconds since the week's first knot; the last knot is the first one of the next week.
  struct Knot {
    Span at;
    double load;
    double integral;  ///< from the first knot on
  };

  LoadCurve(std::vector<Knot> knots, Span first);
  TimePoint week_of(TimePoint time) const;
  std::size_t knot_before(Span phase) const;
  double load_at(std::size_t knot, Span phase) const;
  double integral_to(Span phase) const;

  std::vector<Knot> knots_;
  Span first_;  ///< from 1970-01-01T00:00:00Z to a first knot
  double peak_ = 0;
};

}  // namespace asyncsim
