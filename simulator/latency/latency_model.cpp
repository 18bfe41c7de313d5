#include "latency/latency_model.h"

#include <cmath>

#include "core/time_text.h"

namespace asyncsim {
namespace {

constexpr double kZ99 = 2.3263;  // standard deviations from the median to the 99th percentile
constexpr int kMostTries = 100;  // a slowdown may lift nearly every draw above the maximum

Span scaled(Span span, double factor) {
  return Span{std::llround(static_cast<double>(span.count()) * factor)};
}

/// Draws a model, slowed down.
struct Draw {
  double slowdown;
  Random& random;

  std::optional<Span> operator()(const Fixed& model) const { return scaled(model.value, slowdown); }

  std::optional<Span> operator()(const Uniform& model) const {
    const auto width = static_cast<std::uint64_t>((model.to - model.from).count());
    const auto offset = static_cast<Span::rep>(random.below(width + 1));
    return scaled(model.from + Span{offset}, slowdown);
  }

  std::optional<Span> operator()(const LogNormal& model) const {
    const double sigma = std::log(static_cast<double>(model.p99.count()) /
                                  static_cast<double>(model.median.count())) /
                         kZ99;
    for (int tries = 0; tries < kMostTries; ++tries) {
      // Compared before rounding: exp() may exceed what a Span holds.
      const double drawn =
          static_cast<double>(model.median.count()) * std::exp(sigma * random.normal()) * slowdown;
      if (drawn <= static_cast<double>(model.max.count())) return Span{std::llround(drawn)};
    }
    return model.max;
  }

  std::optional<Span> operator()(const Hold&) const { return std::nullopt; }
};

struct Describe {
  std::string operator()(const Fixed& model) const {
    return "fixed (" + format_span(model.value) + ')';
  }
  std::string operator()(const Uniform& model) const {
    return "uniform (" + format_span(model.from) + " to " + format_span(model.to) + ')';
  }
  std::string operator()(const LogNormal& model) const {
    return "lognormal (median " + format_span(model.median) + ", p99 " + format_span(model.p99) +
           ", at most " + format_span(model.max) + ')';
  }
  std::string operator()(const Hold&) const { return "held until told"; }
};

}  // namespace

std::optional<Span> draw(const LatencyModel& model, double slowdown, Random& random) {
  return std::visit(Draw{slowdown, random}, model);
}

std::string describe(const LatencyModel& model) { return std::visit(Describe{}, model); }

}  // namespace asyncsim
