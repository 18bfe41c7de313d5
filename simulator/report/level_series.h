// A level over virtual time, such as the jobs in flight, in few points however long it goes on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/virtual_time.h"

namespace asyncsim {

/// The highest level within each of equal steps of time.
struct LevelPeaks {
  TimePoint start{};
  Span step = std::chrono::seconds{1};
  std::vector<std::uint64_t> peaks{};

  TimePoint end() const { return start + step * static_cast<Span::rep>(peaks.size()); }
};

class LevelSeries {
 public:
  /// When there are more, two become one and the step doubles.
  static constexpr std::size_t kMostPoints = 200;

  /// `at` never goes back.
  void change(TimePoint at, std::int64_t by);

  std::uint64_t level() const { return level_; }
  /// From the second of the first change to that of the last; to `now` while the level is not 0.
  LevelPeaks until(TimePoint now) const;

 private:
  /// Makes the step of that moment the last one.
  void reach(TimePoint at);

  std::uint64_t level_ = 0;
  LevelPeaks series_;
};

}  // namespace asyncsim
