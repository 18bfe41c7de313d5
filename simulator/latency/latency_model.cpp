#include "latency/latency_model.h"

#include <cmath>

#include "core/time_text.h"
#include "latency/sampler.h"

namespace asyncsim {
namespace {

struct Describe {
  std::string operator()(const Fixed& model) const {
    return "fixed (" + format_span(model.value) + ')';
  }
  std::string operator()(const Uniform& model) const {
    return "uniform (" + format_span(model.from) + " to " + format_span(model.to) + ')';
  }
  std::string operator()(const LogNormal& model) const {
    const std::string upper =
        model.p95 ? "p95 " + format_span(*model.p95) : "p99 " + format_span(model.p99);
    return "lognormal (median " + format_span(model.median) + ", " + upper + ", at most " +
           format_span(model.max) + ')';
  }
  std::string operator()(const Hold&) const { return "held until told"; }
  std::string operator()(const Exponential& model) const {
    return "exponential (mean " + format_span(model.mean) + ", at most " + format_span(model.max) +
           ')';
  }
  std::string operator()(const Mixture& model) const {
    double whole = 0;
    for (const auto& part : model.parts) whole += part.weight;
    std::string text = "mixture (";
    for (const auto& part : model.parts) {
      if (&part != &model.parts.front()) text += ", ";
      text += in_percent(part.weight / whole) + ' ' + std::visit(*this, part.model);
    }
    return text + ')';
  }
  std::string operator()(const Empirical& model) const {
    return "measured (" + std::to_string(model.quantiles.size()) + " quantiles, " +
           format_span(model.quantiles.front().value) + " to " +
           format_span(model.quantiles.back().value) + ')';
  }

 private:
  static std::string in_percent(double share) {
    return std::to_string(std::lround(share * 100)) + '%';
  }
};

}  // namespace

std::optional<Span> draw(const LatencyModel& model, double slowdown, Random& random) {
  return sampler_of(model).draw(slowdown, random);
}

std::string describe(const LatencyModel& model) { return std::visit(Describe{}, model); }

}  // namespace asyncsim
