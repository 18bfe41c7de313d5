// When jobs come, and for which URLs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"

namespace asyncsim {

/// All at one moment.
struct Burst {
  bool operator==(const Burst&) const = default;
};
/// At even distances.
struct ArrivalRate {
  double per_second = 0;
  bool operator==(const ArrivalRate&) const = default;
};
using ArrivalPattern = std::variant<Burst, ArrivalRate>;

/// "burst", "10/s", "500/min", "20000/h"
Result<ArrivalPattern> parse_arrival_pattern(std::string_view text);

class Arrivals {
 public:
  /// `jobs` of made-up URLs, all different.
  Arrivals(std::uint64_t jobs, ArrivalPattern pattern) : jobs_(jobs), pattern_(pattern) {}

  /// From CSV with one job a row, in order: a column of RFC 3339 times or seconds since 1970, or of
  /// spans or seconds since the start; a header may name it `submitted`, and must where other
  /// columns are there: `url` is read, others are passed over. The error names the row, counted
  /// from 1 with the header, and the reason.
  static Result<Arrivals> read(std::string_view csv);

  std::uint64_t count() const { return jobs_; }
  /// Since the start; never before that of the job before.
  Span after(std::uint64_t n) const;
  std::string url(std::uint64_t n) const;
  /// When the first one comes, where the file says times.
  std::optional<TimePoint> first() const { return first_; }

 private:
  std::uint64_t jobs_;
  ArrivalPattern pattern_;
  std::vector<Span> listed_;  ///< of a file
  std::vector<std::string> urls_;
  std::optional<TimePoint> first_;
};

}  // namespace asyncsim
