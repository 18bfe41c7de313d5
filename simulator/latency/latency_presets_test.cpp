#include "latency/latency_presets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/time_text.h"
#include "latency/sampler.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr int kSeeds = 100, kJobs = 2'000;
constexpr Span kWeek = std::chrono::days{7};

/// Wait and service of jobs that come evenly over [from, to), sorted.
std::vector<Span> times(const LatencyPreset& preset, TimePoint from, TimePoint to,
                        std::uint64_t seed) {
  Random random(seed);
  std::vector<TimePoint> arrivals;
  const auto length = static_cast<std::uint64_t>((to - from).count());
  for (int i = 0; i < kJobs; ++i) arrivals.push_back(from + Span(random.below(length)));
  std::sort(arrivals.begin(), arrivals.end());
  auto queue = queue_of(preset);
  const Sampler service = *prepare(preset.service);
  std::vector<Span> times;
  for (const TimePoint arrival : arrivals) {
    const Span served = *service.draw(1, random);
    times.push_back(served + (queue ? queue->join(arrival, served).wait : Span{0}));
  }
  std::sort(times.begin(), times.end());
  return times;
}

std::vector<Span> week_of_times(const LatencyPreset& preset, std::uint64_t seed) {
  return times(preset, kDefaultStart, kDefaultStart + kWeek, seed);
}

/// The longest wait that other tenants alone make, over the minutes of a week.
Span longest_wait(const LatencyPreset& preset) {
  Span longest{0};
  for (TimePoint time = kDefaultStart; time < kDefaultStart + kWeek; time += 1min) {
    if (auto queue = queue_of(preset)) longest = std::max(longest, queue->join(time, 0s).wait);
  }
  return longest;
}

TEST(LatencyPresets, AreSound) {
  const auto all = latency_presets();
  ASSERT_EQ(all.size(), 6U);
  for (const LatencyPreset& preset : all) {
    EXPECT_TRUE(check(preset.service)) << preset.name;
    EXPECT_EQ(preset.capacity.has_value(), !preset.others.empty()) << preset.name;
    if (preset.capacity) {
      EXPECT_LT(LoadCurve::make(preset.others)->mean(), 1) << preset.name;
    }
    EXPECT_EQ(latency_preset(preset.name)->about, preset.about);
  }
  EXPECT_FALSE(latency_preset("rush"));
}

TEST(LatencyPresets, AreDoneWithin5MinutesTypically) {
  const LatencyPreset typical = *latency_preset("typical");
  EXPECT_EQ(longest_wait(typical), 0s);
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const auto all = week_of_times(typical, std::uint64_t(seed));
    ASSERT_LE(all[kJobs * 95 / 100], 5min) << seed;
    ASSERT_LE(all.back(), 8h) << seed;
  }
}

TEST(LatencyPresets, TakeHoursAtPeakTimesAndNeverMoreThan8) {
  const LatencyPreset peak = *latency_preset("peak");
  // While more comes than can be done.
  const TimePoint from = *parse_time("2026-01-05T17:15:00Z");
  const TimePoint to = *parse_time("2026-01-05T20:30:00Z");
  const auto curve = *LoadCurve::make(peak.others);
  EXPECT_GE(std::min(curve.load_at(from), curve.load_at(to)), 1);
  Span longest{0};
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const auto all = times(peak, from, to, std::uint64_t(seed));
    ASSERT_GT(all[kJobs / 2], 30min) << seed;
    ASSERT_LE(all.back(), 8h) << seed;
    longest = std::max(longest, all.back());
  }
  EXPECT_GT(longest, 7h);
  EXPECT_LT(longest_wait(peak) + 165min, 8h);  // with the longest service
}

TEST(LatencyPresets, AreCalmByDayAlsoWhereTheEveningsArePeaks) {
  const LatencyPreset peak = *latency_preset("peak");
  const TimePoint morning = *parse_time("2026-01-06T08:00:00Z");
  EXPECT_EQ(queue_of(peak)->join(morning, 0s).wait, 0s);
  EXPECT_EQ(queue_of(peak)->join(*parse_time("2026-01-06T17:00:00Z"), 0s).wait, 0s);
  EXPECT_GT(queue_of(peak)->join(*parse_time("2026-01-06T20:30:00Z"), 0s).wait, 4h);
}

TEST(LatencyPresets, TakeWhatWasSeen) {
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const auto serp = week_of_times(*latency_preset("serp"), std::uint64_t(seed));
    ASSERT_GE(serp.front(), 3s);
    ASSERT_LE(serp.back(), 14s);
    const auto unlocker = week_of_times(*latency_preset("unlocker-seen"), std::uint64_t(seed));
    ASSERT_GE(unlocker.front(), 134s);
    ASSERT_LE(unlocker.back(), 145s);
  }
}

TEST(LatencyPresets, AreQuickWhenCalm) {
  const LatencyPreset calm = *latency_preset("calm");
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const auto all = week_of_times(calm, std::uint64_t(seed));
    ASSERT_LE(all[kJobs * 95 / 100], 1min);
    ASSERT_LE(all.back(), 5min);
  }
}

TEST(LatencyPresets, PileUpOverTheWeekWhenOverloaded) {
  const LatencyPreset overloaded = *latency_preset("overloaded");
  const auto wait = [&](const char* time) {
    return queue_of(overloaded)->join(*parse_time(time), 0s).wait;
  };
  EXPECT_EQ(wait("2026-01-05T06:30:00Z"), 0s);  // Monday
  EXPECT_GT(wait("2026-01-06T06:30:00Z"), 1h);
  EXPECT_GT(wait("2026-01-07T06:30:00Z"), wait("2026-01-06T06:30:00Z"));
  EXPECT_GT(wait("2026-01-09T21:00:00Z"), 20h);  // Friday
  EXPECT_LT(longest_wait(overloaded) + 8h, overloaded.longest);
  EXPECT_LT(overloaded.longest, 48h);  // the time for which results are kept
}

}  // namespace
}  // namespace asyncsim
