// What a report's plots are drawn from: a fold over journal entries as they happen, in memory that
// does not grow with them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "core/virtual_time.h"
#include "journal/entry.h"
#include "report/latency_histogram.h"
#include "report/level_series.h"

namespace asyncsim {

/// Of the jobs submitted within one hour of the day (UTC) that have ended.
struct LatencyOfHour {
  std::uint64_t count = 0;
  Span median{}, max{};
  bool operator==(const LatencyOfHour&) const = default;
};

/// The least number of polls in each bucket of their histogram.
inline constexpr std::array<std::uint32_t, 15> kLeastPolls{0,  1,   2,   3,   4,    5,    10,  20,
                                                           50, 100, 200, 500, 1000, 2000, 5000};

struct Activity {
  std::array<LatencyOfHour, 24> latency{};
  LevelPeaks in_flight{};
  /// Jobs by the polls they took until they were collected, or expired.
  std::array<std::uint64_t, kLeastPolls.size()> jobs_by_polls{};
};

class ActivityFold {
 public:
  /// `polls`: how many of that job have been answered, this one included.
  void take(const Entry& entry, std::uint32_t polls);

  Activity activity(TimePoint now) const;

 private:
  std::map<int, LatencyHistogram> latency_;  ///< by hour of the day
  LevelSeries in_flight_;
  std::array<std::uint64_t, kLeastPolls.size()> jobs_by_polls_{};
};

}  // namespace asyncsim
