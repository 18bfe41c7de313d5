#include "latency/latency_law.h"

#include <algorithm>
#include <cmath>

#include "latency/milliseconds.h"

namespace asyncsim {
namespace {

constexpr int kMostTries = 100;     // a slowdown may lift nearly every draw above the maximum
constexpr double kLeastKept = .25;  // fewer draws kept would need more tries than that

/// Draws again what exceeds `max`. Compared before rounding: it may exceed what a Span holds.
template <class Draw>
double draw_up_to(double max, Draw draw) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    const double drawn = draw();
    if (drawn <= max) return drawn;
  }
  return max;
}

/// Where `rising` reaches nothing, between `low` and `high`, to the last bit.
template <class Rising>
double root_between(double low, double high, Rising rising) {
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (!(low < middle && middle < high)) return high;
    (rising(middle) < 0 ? low : high) = middle;
  }
}

/// Which quantile a lognormal states besides its median.
struct UpperQuantile {
  const char* name;
  double value, share;
  double deviations;  ///< from the median to it, if nothing were truncated
};

UpperQuantile upper_quantile(const LogNormal& model) {
  constexpr double kZ95 = 1.6448536269514722, kZ99 = 2.3263;
  if (model.p95) return {"p95", ms(*model.p95), .95, kZ95};
  return {"p99", ms(model.p99), normal_cdf(kZ99), kZ99};
}

/// A normal cut off at `max` deviations: where its median and the upper quantile lie.
struct CutNormal {
  double max, median, upper;

  CutNormal(double max_deviations, double share) : max(max_deviations) {
    const double kept = normal_cdf(max);
    median = normal_quantile(kept / 2);
    upper = normal_quantile(kept * share);
  }
  /// How far the maximum is from the median, in units of the upper quantile's distance. Rises with
  /// `max`.
  double reach() const { return (max - median) / (upper - median); }
};

}  // namespace

double normal_cdf(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

double WholeNumbersLaw::draw(double slowdown, Random& random) const {
  const auto width = static_cast<std::uint64_t>(to - from);
  return static_cast<double>(from + static_cast<std::int64_t>(random.below(width + 1))) * slowdown;
}

double WholeNumbersLaw::cdf(double t) const {
  const double up_to = std::floor(t) - static_cast<double>(from) + 1;
  return std::clamp(up_to / (static_cast<double>(to - from) + 1), 0.0, 1.0);
}

double WholeNumbersLaw::quantile(double p) const {
  const double count = static_cast<double>(to - from) + 1;
  return static_cast<double>(from) + std::clamp(std::ceil(p * count) - 1, 0.0, count - 1);
}

double WholeNumbersLaw::mean() const {
  return (static_cast<double>(from) + static_cast<double>(to)) / 2;
}

LogNormalLaw LogNormalLaw::untruncated(const LogNormal& model) {
  const UpperQuantile upper = upper_quantile(model);
  const double sigma = std::log(upper.value / ms(model.median)) / upper.deviations;
  return {ms(model.median), sigma, ms(model.max), 1};
}

Result<LogNormalLaw> LogNormalLaw::solve(const LogNormal& model) {
  LogNormalLaw law = untruncated(model);
  if (law.sigma == 0) return law;
  const UpperQuantile upper = upper_quantile(model);
  const double spread = std::log(upper.value / law.scale);
  const double reach = std::log(law.max / law.scale) / spread;
  const double parent_max = reach * upper.deviations;
  if (normal_cdf(parent_max) == 1) return law;  // the maximum cuts nothing off
  const double least = normal_quantile(kLeastKept);
  if (CutNormal(least, upper.share).reach() > reach) {
    return invalid(std::string(upper.name) + " is too near max: no lognormal cut off there has it");
  }
  // Cut, the same reach is had by a parent of fewer deviations: a cut pulls `upper` in the more.
  const double max = root_between(least, parent_max + 1, [&](double deviations) {
    return CutNormal(deviations, upper.share).reach() - reach;
  });
  const CutNormal cut(max, upper.share);
  law.sigma = spread / (cut.upper - cut.median);
  law.scale *= std::exp(-law.sigma * cut.median);
  law.kept = normal_cdf(max);
  return law;
}

double LogNormalLaw::draw(double slowdown, Random& random) const {
  return draw_up_to(max, [&] { return scale * std::exp(sigma * random.normal()) * slowdown; });
}

double LogNormalLaw::cdf(double t) const {
  if (t >= max) return 1;
  if (sigma == 0) return t < scale ? 0 : 1;
  return t <= 0 ? 0 : normal_cdf(std::log(t / scale) / sigma) / kept;
}

double LogNormalLaw::quantile(double p) const {
  return std::min(max, scale * std::exp(sigma * normal_quantile(p * kept)));
}

double LogNormalLaw::mean() const {
  if (sigma == 0) return scale;
  const double cut = normal_cdf(std::log(max / scale) / sigma - sigma) / kept;
  return scale * std::exp(sigma * sigma / 2) * cut;
}

ExponentialLaw ExponentialLaw::untruncated(const Exponential& model) {
  return {ms(model.mean), ms(model.max), 1};
}

Result<ExponentialLaw> ExponentialLaw::solve(const Exponential& model) {
  ExponentialLaw law = untruncated(model);
  const auto mean_of = [&](double parent) {
    const double rate = law.max / parent;  // over the whole range
    return parent - law.max / std::expm1(rate);
  };
  const double longest = law.max / -std::log1p(-kLeastKept);
  if (mean_of(longest) < law.parent_mean) {
    return invalid("mean is too near max: an exponential cut off there has less than 0.47 of it");
  }
  if (mean_of(law.parent_mean) != law.parent_mean) {
    law.parent_mean = root_between(law.parent_mean, longest,
                                   [&](double parent) { return mean_of(parent) - ms(model.mean); });
  }
  law.kept = -std::expm1(-law.max / law.parent_mean);
  return law;
}

double ExponentialLaw::draw(double slowdown, Random& random) const {
  return draw_up_to(max, [&] { return -std::log1p(-random.unit()) * parent_mean * slowdown; });
}

double ExponentialLaw::cdf(double t) const {
  if (t >= max) return 1;
  return t <= 0 ? 0 : -std::expm1(-t / parent_mean) / kept;
}

double ExponentialLaw::quantile(double p) const {
  return std::min(max, -std::log1p(-p * kept) * parent_mean);
}

double ExponentialLaw::mean() const { return parent_mean - max / std::expm1(max / parent_mean); }

double MixtureLaw::draw(double slowdown, Random& random) const {
  const double unit = random.unit();
  std::size_t chosen = 0;
  while (chosen + 1 < parts.size() && parts[chosen].up_to <= unit) ++chosen;
  return std::visit([&](const auto& law) { return law.draw(slowdown, random); }, parts[chosen].law);
}

double MixtureLaw::cdf(double t) const {
  double sum = 0;
  for (const Part& part : parts) {
    sum += part.share * std::visit([t](const auto& law) { return law.cdf(t); }, part.law);
  }
  return std::min(sum, 1.0);
}

double MixtureLaw::quantile(double p) const {
  double least = HUGE_VAL, most = 0;
  for (const Part& part : parts) {
    const double own = std::visit([p](const auto& law) { return law.quantile(p); }, part.law);
    least = std::min(least, own);
    most = std::max(most, own);
  }
  if (cdf(least) >= p) return least;
  return root_between(least, most, [&](double t) { return cdf(t) < p ? -1.0 : 1.0; });
}

double MixtureLaw::mean() const {
  double sum = 0;
  for (const Part& part : parts) {
    sum += part.share * std::visit([](const auto& law) { return law.mean(); }, part.law);
  }
  return sum;
}

QuantileLaw QuantileLaw::of(const Empirical& model) {
  QuantileLaw law{model.quantiles};
  if (law.points.front().share > 0) law.points.insert(law.points.begin(), {0, Span{0}});
  return law;
}

double QuantileLaw::draw(double slowdown, Random& random) const {
  return quantile(random.unit()) * slowdown;
}

double QuantileLaw::cdf(double t) const {
  const auto above =
      std::upper_bound(points.begin(), points.end(), t,
                       [](double x, const auto& point) { return x < ms(point.value); });
  if (above == points.begin()) return 0;
  if (above == points.end()) return 1;
  const auto& below = *(above - 1);
  const double part = (t - ms(below.value)) / ms(above->value - below.value);
  return below.share + part * (above->share - below.share);
}

double QuantileLaw::quantile(double p) const {
  auto above = std::lower_bound(points.begin(), points.end(), p,
                                [](const auto& point, double x) { return point.share < x; });
  if (above == points.begin()) return ms(above->value);
  if (above == points.end()) return ms(points.back().value);
  const auto& below = *(above - 1);
  const double part = (p - below.share) / (above->share - below.share);
  return ms(below.value) + part * ms(above->value - below.value);
}

double QuantileLaw::mean() const {
  double sum = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double share = points[i].share - points[i - 1].share;
    sum += share * (ms(points[i].value) + ms(points[i - 1].value)) / 2;
  }
  return sum;
}

}  // namespace asyncsim
