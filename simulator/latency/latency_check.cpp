#include <cmath>

#include "core/time_text.h"
#include "latency/sampler.h"

namespace asyncsim {
namespace {

std::string told(const std::string& name, Span value) {
  return name + " (" + format_span(value) + ')';
}

Outcome at_least(const std::string& name, Span value, const std::string& other, Span least) {
  if (value >= least) return success();
  return invalid(told(name, value) + " is below " + told(other, least));
}

Outcome not_negative(const std::string& name, Span value) {
  if (value >= Span{0}) return success();
  return invalid(told(name, value) + " is negative");
}

Outcome above_nothing(const std::string& name, Span value) {
  if (value > Span{0}) return success();
  return invalid(told(name, value) + " is not above 0");
}

/// The first of them that is an error, or success.
template <class... Outcomes>
Outcome first_wrong(Outcome first, Outcomes... others) {
  if (!first) return first;
  if constexpr (sizeof...(others) > 0) return first_wrong(std::move(others)...);
  return success();
}

/// Whether the numbers of a model make sense, one by one and together.
struct CheckValues {
  Outcome operator()(const Fixed& model) const { return not_negative("fixed", model.value); }

  Outcome operator()(const Uniform& model) const {
    return first_wrong(not_negative("from", model.from),
                       at_least("to", model.to, "from", model.from));
  }

  Outcome operator()(const LogNormal& model) const {
    const char* const name = model.p95 ? "p95" : "p99";
    const Span upper = model.p95.value_or(model.p99);
    return first_wrong(above_nothing("median", model.median),
                       at_least(name, upper, "the median", model.median),
                       at_least("max", model.max, name, upper));
  }

  Outcome operator()(const Exponential& model) const {
    return first_wrong(above_nothing("mean", model.mean),
                       at_least("max", model.max, "the mean", model.mean));
  }

  Outcome operator()(const Hold&) const { return success(); }

  Outcome operator()(const Mixture& model) const {
    double whole = 0;
    for (std::size_t i = 0; i < model.parts.size(); ++i) {
      const auto& part = model.parts[i];
      const auto sound = first_wrong(check_weight(part.weight), std::visit(*this, part.model));
      if (!sound) return invalid("part " + std::to_string(i + 1) + ": " + sound.error().message);
      whole += part.weight;
    }
    if (whole > 0 && std::isfinite(whole)) return success();
    return invalid("the weights of a mixture need a finite sum above 0");
  }

  Outcome operator()(const Empirical& model) const {
    Empirical::Quantile before{-1, Span{0}};
    for (std::size_t i = 0; i < model.quantiles.size(); ++i) {
      const auto& point = model.quantiles[i];
      const auto sound = check_point(point, before);
      if (!sound)
        return invalid("quantile " + std::to_string(i + 1) + ": " + sound.error().message);
      before = point;
    }
    if (before.share == 1) return success();
    return invalid("the quantiles do not reach share 1; say how long the longest job took");
  }

 private:
  static Outcome check_weight(double weight) {
    if (!std::isfinite(weight)) return invalid("its weight is no finite number");
    if (weight < 0) return invalid("its weight is negative");
    return success();
  }

  static Outcome check_point(const Empirical::Quantile& point, const Empirical::Quantile& before) {
    if (!(point.share >= 0 && point.share <= 1)) return invalid("its share is not from 0 to 1");
    if (point.share <= before.share)
      return invalid("its share is not above that of the one before");
    return first_wrong(not_negative("value", point.value),
                       at_least("value", point.value, "the one before", before.value));
  }
};

}  // namespace

Outcome check_values(const LatencyModel& model) { return std::visit(CheckValues{}, model); }

Outcome check(const LatencyModel& model) {
  const auto prepared = prepare(model);
  if (!prepared) return prepared.error();
  return success();
}

}  // namespace asyncsim
