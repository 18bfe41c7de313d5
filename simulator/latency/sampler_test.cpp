#include "latency/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "latency/kolmogorov_smirnov.h"
#include "latency/measured_times.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr int kDraws = 100'000;
constexpr double kShareOfP99 = 0.98999872398320143;  // at 2.3263 standard deviations

Empirical measured() { return {{{0.1, 30s}, {0.5, 2min}, {0.9, 4min}, {0.99, 40min}, {1, 3h}}}; }

Mixture mostly_quick() {
  return {{{9, LogNormal{2min, 5min, 1h}},
           {0.5, LogNormal::by_p95(40min, 2h, 3h)},
           {0.3, Exponential{10min, 2h}},
           {0.2, Uniform{1h, 2h}}}};
}

struct Case {
  std::string name;
  LatencyModel model;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

/// Each kind, truncated as little and as much as can be.
std::vector<Case> continuous_models() {
  return {{"uniform", Uniform{3s, 14s}},
          {"lognormal", LogNormal{2min, 5min, 8h}},
          {"lognormal_by_p95", LogNormal::by_p95(2min, 4min, 8h)},
          {"lognormal_cut", LogNormal{2min, 5min, 6min}},
          {"lognormal_by_p95_cut_hard", LogNormal::by_p95(30min, 6h, 8h)},
          {"exponential", Exponential{5min, 8h}},
          {"exponential_cut", Exponential{5min, 12min}},
          {"mixture", mostly_quick()},
          {"measured", measured()}};
}

class ALaw : public testing::TestWithParam<Case> {
 protected:
  std::vector<double> sorted_draws(std::uint64_t seed) const {
    Random random(hash_text(GetParam().name, seed));
    std::vector<double> draws;
    for (int i = 0; i < kDraws; ++i) draws.push_back(double(law_.draw(1, random)->count()));
    std::sort(draws.begin(), draws.end());
    return draws;
  }
  const Sampler law_ = *prepare(GetParam().model);
};

/// A draw is rounded to a whole millisecond, which the law is not.
TEST_P(ALaw, IsFollowedByItsDraws) {
  const auto draws = sorted_draws(11);
  const double distance =
      ks_distance(draws, [&](double x) { return law_.cdf(Span{std::llround(x)}); });
  const double p = ks_p_value(distance, draws.size());
  RecordProperty("p", std::to_string(p));
  EXPECT_GT(p, 0.01);
}

TEST_P(ALaw, HasItsQuantilesInItsDraws) {
  const auto draws = sorted_draws(12);
  for (const double share : {0.5, 0.95, 0.99}) {
    const Span value = *law_.quantile(share);
    const Span near = std::max(Span{1}, value / 1'000);
    const double density =
        (law_.cdf(value + near) - law_.cdf(value - near)) / double(2 * near.count());
    const double standard_error = std::sqrt(share * (1 - share) / kDraws) / density;
    EXPECT_LT(std::abs(draws[std::size_t(share * kDraws)] - double(value.count())),
              4 * standard_error)
        << share;
  }
}

TEST_P(ALaw, HasItsMeanInItsDraws) {
  const auto draws = sorted_draws(13);
  double sum = 0, squares = 0;
  for (const double x : draws) sum += x, squares += x * x;
  const double mean = sum / kDraws;
  const double standard_error = std::sqrt((squares / kDraws - mean * mean) / kDraws);
  EXPECT_LT(std::abs(mean - double(law_.mean()->count())), 4 * standard_error);
}

TEST_P(ALaw, HasQuantilesWhereItsSharesAre) {
  for (const double share : {0.001, 0.05, 0.3, 0.5, 0.77, 0.95, 0.99, 0.999}) {
    const Span value = *law_.quantile(share);
    EXPECT_LE(law_.cdf(value - 1ms), share);
    EXPECT_GE(law_.cdf(value + 1ms), share);
  }
}

TEST_P(ALaw, DrawsWhatItsModelDraws) {
  Random one(14), other(14);
  for (const double slowdown : {1.0, 1.0, 5.0, 60.0}) {
    EXPECT_EQ(law_.draw(slowdown, one), draw(GetParam().model, slowdown, other));
  }
}

INSTANTIATE_TEST_SUITE_P(Continuous, ALaw, testing::ValuesIn(continuous_models()),
                         [](const auto& one) { return one.param.name; });

double share_up_to(const LatencyModel& model, Span time) { return prepare(model)->cdf(time); }

TEST(ATruncatedLaw, HasTheQuantilesThatAreStated) {
  for (const Span max : std::array<Span, 5>{8h, 1h, 10min, 6min, 316s}) {
    const LogNormal model{2min, 5min, max};
    EXPECT_NEAR(share_up_to(model, 2min), 0.5, 1e-12) << max.count();
    EXPECT_NEAR(share_up_to(model, 5min), kShareOfP99, 1e-9) << max.count();
    EXPECT_EQ(share_up_to(model, max), 1);
    const auto by_p95 = LogNormal::by_p95(2min, 4min, max);
    EXPECT_NEAR(share_up_to(by_p95, 2min), 0.5, 1e-12) << max.count();
    EXPECT_NEAR(share_up_to(by_p95, 4min), 0.95, 1e-12) << max.count();
  }
}

TEST(ATruncatedLaw, HasTheMeanThatIsStated) {
  for (const Span max : std::array<Span, 4>{8h, 1h, 11min, 640s}) {
    EXPECT_EQ(prepare(Exponential{5min, max})->mean(), 5min) << max.count();
  }
}

TEST(ATruncatedLaw, ThatIsHardlyCutDrawsAsIfItWereNot) {
  const auto law = *LogNormalLaw::solve({2min, 5min, 8h});
  const auto free = LogNormalLaw::untruncated({2min, 5min, 8h});
  EXPECT_EQ(law.scale, free.scale);
  EXPECT_EQ(law.sigma, free.sigma);
  EXPECT_EQ(law.kept, 1);
}

TEST(ATruncatedLaw, DoesNotExistWhereTheQuantileIsTooNearTheMaximum) {
  EXPECT_TRUE(check(LogNormal{2min, 5min, 305s}));
  for (const Span max : std::array<Span, 3>{300s, 301s, 304s}) {
    const auto outcome = check(LogNormal{2min, 5min, max});
    ASSERT_FALSE(outcome) << max.count();
    EXPECT_EQ(outcome.error().message, "p99 is too near max: no lognormal cut off there has it");
  }
  EXPECT_EQ(check(LogNormal::by_p95(2min, 4min, 4min)).error().message,
            "p95 is too near max: no lognormal cut off there has it");
}

TEST(ATruncatedLaw, DoesNotExistWhereTheMeanIsTooNearTheMaximum) {
  EXPECT_TRUE(check(Exponential{47min, 100min}));
  const auto outcome = check(Exponential{48min, 100min});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message,
            "mean is too near max: an exponential cut off there has less than 0.47 of it");
}

TEST(ALawOfWholeNumbers, HasSharesForEachOfThem) {
  const Sampler law = *prepare(Uniform{3ms, 6ms});
  EXPECT_EQ(law.cdf(2ms), 0);
  EXPECT_EQ(law.cdf(3ms), 0.25);
  EXPECT_EQ(law.cdf(5ms), 0.75);
  EXPECT_EQ(law.cdf(6ms), 1);
  EXPECT_EQ(law.quantile(0.25), 3ms);
  EXPECT_EQ(law.quantile(0.26), 4ms);
  EXPECT_EQ(law.quantile(1), 6ms);
}

TEST(ALawOfOneValue, IsThatValue) {
  for (const LatencyModel& model :
       {LatencyModel(Fixed{30s}), LatencyModel(LogNormal{30s, 30s, 30s}),
        LatencyModel(Uniform{30s, 30s}), LatencyModel(Empirical{{{0, 30s}, {1, 30s}}})}) {
    const Sampler law = *prepare(model);
    Random random(1);
    EXPECT_EQ(law.draw(1, random), 30s);
    EXPECT_EQ(law.draw(2, random).value() <= 60s, true);
    EXPECT_EQ(law.cdf(30s - 1ms), 0);
    EXPECT_EQ(law.cdf(30s), 1);
    EXPECT_EQ(law.quantile(0.3), 30s);
    EXPECT_EQ(law.mean(), 30s);
  }
}

TEST(AHold, NeverEnds) {
  const Sampler law = *prepare(Hold{});
  Random random(1);
  EXPECT_EQ(law.draw(1, random), std::nullopt);
  EXPECT_EQ(law.cdf(8h), 0);
  EXPECT_EQ(law.quantile(0.5), std::nullopt);
  EXPECT_EQ(law.mean(), std::nullopt);
}

TEST(AMixture, TakesItsPartsByWeight) {
  const Sampler law = *prepare(Mixture{{{3, Fixed{1s}}, {0, Fixed{5s}}, {1, Fixed{9s}}}});
  EXPECT_EQ(law.cdf(1s), 0.75);
  EXPECT_EQ(law.cdf(5s), 0.75);
  EXPECT_EQ(law.cdf(9s), 1);
  EXPECT_EQ(law.quantile(0.75), 1s);
  EXPECT_EQ(law.quantile(0.76), 9s);
  EXPECT_EQ(law.mean(), 3s);
  Random random(3);
  int quick = 0;
  for (int i = 0; i < kDraws; ++i) {
    const Span drawn = *law.draw(1, random);
    ASSERT_NE(drawn, 5s);
    quick += drawn == 1s;
  }
  EXPECT_LT(std::abs(quick - 0.75 * kDraws), 4 * std::sqrt(0.75 * 0.25 * kDraws));
}

TEST(AMeasuredLaw, IsLinearBetweenItsQuantiles) {
  const Sampler law = *prepare(measured());
  EXPECT_EQ(law.quantile(0.05), 15s);  // from 0 s at 0
  EXPECT_EQ(law.quantile(0.5), 2min);
  EXPECT_EQ(law.quantile(0.7), 3min);
  EXPECT_EQ(law.cdf(3min), 0.7);
  EXPECT_EQ(law.cdf(3h), 1);
  EXPECT_EQ(law.cdf(-1ms), 0);
}

struct Refused {
  LatencyModel model;
  std::string reason;
};

TEST(AModel, IsRefusedInOneLineThatSaysWhy) {
  const double nan = std::nan(""), infinity = HUGE_VAL;
  const std::vector<Refused> all{
      {Fixed{-1s}, "fixed (-1s) is negative"},
      {Uniform{-1s, 2s}, "from (-1s) is negative"},
      {Uniform{3s, 2s}, "to (2s) is below from (3s)"},
      {LogNormal{0s, 5min, 8h}, "median (0s) is not above 0"},
      {LogNormal{-2min, 5min, 8h}, "median (-2m) is not above 0"},
      {LogNormal{2min, 1min, 8h}, "p99 (1m) is below the median (2m)"},
      {LogNormal{2min, 5min, 3min}, "max (3m) is below p99 (5m)"},
      {LogNormal::by_p95(2min, 1min, 8h), "p95 (1m) is below the median (2m)"},
      {Exponential{0s, 8h}, "mean (0s) is not above 0"},
      {Exponential{2h, 1h}, "max (1h) is below the mean (2h)"},
      {Mixture{}, "the weights of a mixture need a finite sum above 0"},
      {Mixture{{{0, Fixed{1s}}}}, "the weights of a mixture need a finite sum above 0"},
      {Mixture{{{1, Fixed{1s}}, {nan, Fixed{1s}}}}, "part 2: its weight is no finite number"},
      {Mixture{{{infinity, Fixed{1s}}}}, "part 1: its weight is no finite number"},
      {Mixture{{{-1, Fixed{1s}}}}, "part 1: its weight is negative"},
      {Mixture{{{1, Uniform{3s, 2s}}}}, "part 1: to (2s) is below from (3s)"},
      {Mixture{{{1, LogNormal{2min, 5min, 5min}}}},
       "part 1: p99 is too near max: no lognormal cut off there has it"},
      {Empirical{}, "the quantiles do not reach share 1; say how long the longest job took"},
      {Empirical{{{0.5, 2min}}},
       "the quantiles do not reach share 1; say how long the longest job took"},
      {Empirical{{{nan, 2min}, {1, 3min}}}, "quantile 1: its share is not from 0 to 1"},
      {Empirical{{{0, 2min}, {1.5, 3min}}}, "quantile 2: its share is not from 0 to 1"},
      {Empirical{{{0.5, 2min}, {0.5, 3min}, {1, 4min}}},
       "quantile 2: its share is not above that of the one before"},
      {Empirical{{{0, -1s}, {1, 4min}}}, "quantile 1: value (-1s) is negative"},
      {Empirical{{{0, 2min}, {1, 1min}}}, "quantile 2: value (1m) is below the one before (2m)"}};
  for (const Refused& one : all) {
    const auto outcome = check(one.model);
    ASSERT_FALSE(outcome) << one.reason;
    EXPECT_EQ(outcome.error().message, one.reason);
  }
}

TEST(AModel, IsTakenWhereItIsSound) {
  for (const Case& one : continuous_models()) EXPECT_TRUE(check(one.model)) << one.name;
  EXPECT_TRUE(check(Fixed{0s}));
  EXPECT_TRUE(check(Hold{}));
}

}  // namespace
}  // namespace asyncsim
