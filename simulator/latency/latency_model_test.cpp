#include "latency/latency_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "latency/kolmogorov_smirnov.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr int kDraws = 100'000;
const LogNormal kTypical{2min, 5min, 8h};

std::vector<double> sorted_draws(const LatencyModel& model, double slowdown, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> draws;
  for (int i = 0; i < kDraws; ++i) {
    draws.push_back(static_cast<double>(draw(model, slowdown, random)->count()));
  }
  std::sort(draws.begin(), draws.end());
  return draws;
}

double sigma_of(const LogNormal& model) {
  return std::log(double(model.p99.count()) / double(model.median.count())) / 2.3263;
}

/// The untruncated lognormal's share of draws up to `x`.
double share_below(const LogNormal& model, double x) {
  const double z = std::log(x / double(model.median.count())) / sigma_of(model);
  return std::erfc(-z / std::sqrt(2.0)) / 2;
}

/// The p value of a sample against a law.
template <class Distribution>
double fit(const std::vector<double>& sorted, Distribution distribution) {
  return ks_p_value(ks_distance(sorted, distribution), sorted.size());
}

TEST(LatencyModel, DrawsTheSameFromTheSameSeedForEver) {
  Random random(1);
  EXPECT_EQ(draw(kTypical, 1, random), Span{128'190});
  EXPECT_EQ(draw(kTypical, 60, random), Span{9'342'239});
  EXPECT_EQ(draw(Uniform{3s, 14s}, 1, random), Span{9'702});
  EXPECT_EQ(draw(Uniform{3s, 14s}, 4, random), Span{26'492});
}

TEST(LatencyModel, FixedIsWhatItSaysTimesTheSlowdown) {
  Random random(1);
  EXPECT_EQ(draw(Fixed{30s}, 1, random), 30s);
  EXPECT_EQ(draw(Fixed{30s}, 2.5, random), 75s);
  EXPECT_EQ(draw(Fixed{0s}, 60, random), 0s);
}

TEST(LatencyModel, HoldNeverEndsByItself) {
  Random random(1);
  EXPECT_EQ(draw(Hold{}, 60, random), std::nullopt);
}

TEST(LatencyModel, UniformReachesBothItsEnds) {
  const auto draws = sorted_draws(Uniform{3ms, 5ms}, 1, 2);
  EXPECT_EQ(draws.front(), 3);
  EXPECT_EQ(draws.back(), 5);
  Random random(1);
  EXPECT_EQ(draw(Uniform{7s, 7s}, 1, random), 7s);
}

TEST(LatencyModel, UniformFollowsItsDistribution) {
  const auto draws = sorted_draws(Uniform{3s, 14s}, 1, 3);
  EXPECT_GT(fit(draws, [](double x) { return (x - 3'000) / 11'000; }), 0.01);
}

TEST(LatencyModel, LogNormalFollowsItsDistribution) {
  const auto draws = sorted_draws(kTypical, 1, 4);
  EXPECT_GT(fit(draws, [](double x) { return share_below(kTypical, x); }), 0.01);
}

TEST(LatencyModel, LogNormalHasTheQuantilesItNames) {
  const auto draws = sorted_draws(kTypical, 1, 5);
  struct Quantile {
    double share, value;
  };
  for (const Quantile q : {Quantile{0.5, 120'000}, Quantile{0.99, 300'000}}) {
    const double sigma = sigma_of(kTypical);
    const double z = std::log(q.value / 120'000) / sigma;
    const double density = std::exp(-z * z / 2) / (std::sqrt(2 * M_PI) * sigma * q.value);
    const double standard_error = std::sqrt(q.share * (1 - q.share) / kDraws) / density;
    EXPECT_LT(std::abs(draws[std::size_t(q.share * kDraws)] - q.value), 4 * standard_error);
  }
}

TEST(LatencyModel, LogNormalDrawsAgainWhatExceedsItsMaximum) {
  const LogNormal cut{2min, 5min, 3min};
  const auto draws = sorted_draws(cut, 1, 6);
  EXPECT_LE(draws.back(), 180'000);
  const double whole = share_below(cut, 180'000);
  EXPECT_GT(fit(draws, [&](double x) { return share_below(cut, x) / whole; }), 0.01);
}

TEST(LatencyModel, LogNormalKeepsItsMaximumUnderAnySlowdown) {
  const auto draws = sorted_draws(kTypical, 60, 7);
  EXPECT_LE(draws.back(), 28'800'000);
  EXPECT_GT(draws.back(), 25'200'000);  // the tail nears 8 hours
  Random random(8);
  EXPECT_EQ(draw(kTypical, 1e6, random), 8h);
}

TEST(LatencyModel, LogNormalWithoutSpreadIsItsMedian) {
  Random random(9);
  EXPECT_EQ(draw(LogNormal{2min, 2min, 2min}, 1, random), 2min);
}

TEST(LatencyModel, DescribesItself) {
  EXPECT_EQ(describe(kTypical), "lognormal (median 2m, p99 5m, at most 8h)");
  EXPECT_EQ(describe(Uniform{3s, 14s}), "uniform (3s to 14s)");
  EXPECT_EQ(describe(Fixed{30s}), "fixed (30s)");
  EXPECT_EQ(describe(Hold{}), "held until told");
  EXPECT_EQ(describe(LogNormal::by_p95(2min, 4min, 8h)),
            "lognormal (median 2m, p95 4m, at most 8h)");
  EXPECT_EQ(describe(Exponential{2min, 8h}), "exponential (mean 2m, at most 8h)");
  EXPECT_EQ(describe(Mixture{{{3, Fixed{30s}}, {1, Uniform{1h, 2h}}}}),
            "mixture (75% fixed (30s), 25% uniform (1h to 2h))");
  EXPECT_EQ(describe(Empirical{{{0, 1s}, {0.5, 2min}, {1, 8h}}}),
            "measured (3 quantiles, 1s to 8h)");
}

}  // namespace
}  // namespace asyncsim
