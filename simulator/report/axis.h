// Scales and their ticks, at numbers that people like to read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/virtual_time.h"

namespace asyncsim {

/// From 0 up to at least that number, in two to five equal steps of 1, 2 or 5 times a power of ten.
struct CountScale {
  explicit CountScale(std::uint64_t highest);

  std::uint64_t step = 1;
  std::uint64_t top = 1;
};

/// A scale on which a latency doubles over equal lengths, between ticks at round ones.
class LatencyScale {
 public:
  void cover(Span lowest, Span highest);
  bool covers_any() const { return lowest_.has_value(); }
  /// At least two, the first at 0 and the last at 1 of the scale. Once it covers any.
  std::vector<Span> ticks() const;
  /// Where that latency is, from 0 to 1. Once it covers any.
  double share(Span latency) const;

 private:
  std::optional<Span> lowest_;
  Span highest_{};
};

struct TimeTick {
  TimePoint at{};
  std::string label;  ///< "20:30", "20:30:05", or "01-06" for a midnight
};
/// At most six round times from `start` to `end`.
std::vector<TimeTick> time_ticks(TimePoint start, TimePoint end);

/// As exact as people want it: "1m35s", "2h10m", never "1m34s871ms".
std::string rough_span(Span span);
/// "950", "1k", "2.5k", "3M"
std::string short_count(std::uint64_t count);
/// "1 poll", "5 to 9 polls", "5,000 polls or more": a bucket of Activity::jobs_by_polls.
std::string range_of_polls(std::size_t bucket);

}  // namespace asyncsim
