#include "report/level_series.h"

#include <algorithm>

namespace asyncsim {
namespace {

void halve(LevelPeaks& series) {
  auto& peaks = series.peaks;
  const std::size_t half = (peaks.size() + 1) / 2;
  for (std::size_t i = 0; i < half; ++i) {
    const std::size_t second = std::min(2 * i + 1, peaks.size() - 1);
    peaks[i] = std::max(peaks[2 * i], peaks[second]);
  }
  peaks.resize(half);
  series.step *= 2;
}

}  // namespace

void LevelSeries::reach(TimePoint at) {
  if (series_.peaks.empty()) {
    series_.start = std::chrono::floor<std::chrono::seconds>(at);
  }
  const auto place = [&] { return static_cast<std::size_t>((at - series_.start) / series_.step); };
  while (place() >= kMostPoints) halve(series_);
  while (series_.peaks.size() <= place()) series_.peaks.push_back(level_);
}

void LevelSeries::change(TimePoint at, std::int64_t by) {
  reach(at);
  level_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(level_) + by);
  series_.peaks.back() = std::max(series_.peaks.back(), level_);
}

LevelPeaks LevelSeries::until(TimePoint now) const {
  LevelSeries reached = *this;
  if (level_ > 0) reached.reach(now);
  return reached.series_;
}

}  // namespace asyncsim
